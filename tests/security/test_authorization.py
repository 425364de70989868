"""Every route and every queued act, asked by everyone, of everybody's things: the table decides, and is complete."""

import msgspec
import pytest

from app.kit.ids import new_id
from app.main import fill_tables
from app.sync.tables import MUTATIONS
from tests.security.ground import CLIENTS, NOBODY, SIGNED_IN, Ground
from tests.security.matrix import ACTS, ALIASES, BODIES, CODES, ROUTES, WINDOWS, Ids, rows_of
from tests.security.routes import registered

PAGE = {"200", "503"}
LISTED = rows_of(ROUTES)
OF_CLIENTS = {asked for asked, _, _ in LISTED if "/api/c/" in asked or asked.endswith("/api/c")}


def with_made_rows() -> list[tuple[str, str, dict[str, str]]]:
    """The table's rows, and those that follow from its head for what is missing or another dealership's."""
    rows = list(LISTED)
    listed = {(asked, of) for asked, of, _ in LISTED}
    for asked, of, answers in LISTED:
        if "{" not in asked or of in ("-", "missing", "petr's"):
            continue
        not_there = {"nobody": "401"} | dict.fromkeys(SIGNED_IN, "404")
        if (asked, "missing") not in listed:
            listed.add((asked, "missing"))
            rows.append((asked, "missing", not_there))
        if (asked, "petr's") not in listed:
            rows.append((asked, f"petr's of {of}", not_there | {"petr": answers["vera"]}))
    return rows


def test_every_route_is_in_the_table_and_the_table_names_no_other() -> None:
    listed = {asked for asked, _, _ in LISTED}
    aliases = {" ".join(alias) for alias in ALIASES}
    assert registered() - listed - aliases == set(), "a new route needs its row in tests/security/matrix.py"
    assert listed - registered() == set(), "the table names a route that is gone"


def test_every_act_of_an_outbox_is_in_the_table_and_the_table_names_no_other() -> None:
    fill_tables()
    assert {kind for kind, _, _ in rows_of(ACTS)} == set(MUTATIONS)


@pytest.mark.parametrize(
    ("asked", "of", "answers"), with_made_rows(), ids=lambda part: part if isinstance(part, str) else ""
)
async def test_everyone_gets_the_answer_of_the_table(
    ground: Ground, asked: str, of: str, answers: dict[str, str]
) -> None:
    said: dict[str, str] = {}
    nobody = NOBODY if asked in OF_CLIENTS else (*NOBODY, "anna")
    expected = {**dict.fromkeys(nobody, answers["nobody"]), **{who: answers[who] for who in SIGNED_IN}}
    ids: Ids | None = None
    for who, wanted in expected.items():
        ids = ids or await ground.object(of, asked)
        answer = await ground.ask(
            who, asked, ids, fresh=asked == "DELETE /api/session" or asked.startswith("GET /sign-in")
        )
        status = str(answer.status_code)
        if answer.status_code < 400 and not asked.startswith("GET /api"):
            ids = None  # it has been changed: the next one gets a fresh object
        said[who] = "page" if wanted == "page" and status in PAGE else status
        if status == "404" and not asked.startswith(("GET /sign-in", "GET /c/", "GET /schema")):
            assert answer.json() == NOT_FOUND, f"{who} is told more than that it is not there"
    assert said == expected


@pytest.mark.parametrize(
    ("asked", "of", "answers"), rows_of(WINDOWS), ids=lambda part: part if isinstance(part, str) else ""
)
async def test_a_client_gets_through_the_window_what_is_their_own(
    ground: Ground, asked: str, of: str, answers: dict[str, str]
) -> None:
    said: dict[str, str] = {}
    ids: Ids | None = None
    for who in CLIENTS:
        if ids is None:
            ids = await (
                ground.missing() if of == "missing" else ground.seen_by_anna(of) if of != "-" else none()
            )
        answer = await ground.ask(who, asked, ids, fresh=asked.startswith("DELETE"))
        said[who] = str(answer.status_code)
        if answer.status_code < 400 and not asked.startswith("GET"):
            ids = None
        if answer.status_code == 404:
            assert answer.json() == NOT_FOUND, f"{who} is told more than that it is not there"
    assert said == answers


async def none() -> Ids:
    return {}


def test_every_route_of_the_window_is_in_its_table() -> None:
    assert {asked for asked, _, _ in rows_of(WINDOWS)} == OF_CLIENTS


WORDS = "Этого здесь нет или это Вам не показано. Вернитесь к списку и обновите его."
NOT_FOUND = {
    "type": "about:blank",
    "title": WORDS,
    "status": 404,
    "code": "not_found",
    "detail": WORDS,
    "errors": [],
}


@pytest.mark.parametrize(
    ("kind", "of", "answers"), rows_of(ACTS), ids=lambda part: part if isinstance(part, str) else ""
)
async def test_everyone_gets_the_answer_of_the_table_through_the_outbox(
    ground: Ground, kind: str, of: str, answers: dict[str, str]
) -> None:
    rows = {of: answers}
    if of != "-":
        not_there = dict.fromkeys(SIGNED_IN, "not_found")
        rows |= {"missing": not_there, f"petr's of {of}": not_there | {"petr": answers["vera"]}}
    for whose, wanted in rows.items():
        said: dict[str, str] = {}
        ids: Ids | None = None
        for who in wanted:
            ids = ids or await ground.object(whose, kind)
            said[who] = await pushed(ground, who, kind, ids)
            ids = ids if said[who] != "applied" else None
        assert said == {who: CODES.get(code, code) for who, code in wanted.items()}, whose


async def pushed(ground: Ground, who: str, kind: str, ids: Ids) -> str:
    """The outcome of one act in an outbox: "applied", or the code of its refusal."""
    mutation = {"id": new_id(), "kind": kind, "body": BODIES[kind](ids)}
    answer = await ground.client.post(
        "/sync/push",
        content=msgspec.json.encode({"device": new_id(), "mutations": [mutation]}),
        headers={
            "okno-app": "1",
            "content-type": "application/json",
            "cookie": f"okno={await ground.cookie(who)}",
        },
    )
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["results"]
    if result["outcome"] == "applied":
        return "applied"
    code: str = result["problem"]["code"]
    return code
