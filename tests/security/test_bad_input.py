"""Whatever comes in: a clear refusal with a code, a sentence and the field; nothing half-written, never a crash."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from app.kit.ids import new_id
from tests.security.ground import Ground
from tests.security.matrix import BODIES, Ids
from tests.security.routes import let_in, mutating

SHAPE = {"type", "title", "status", "code", "detail", "errors"}
BY = let_in()
WITH_JSON = [asked for asked in mutating() if asked in BODIES]
TEXTS: list[tuple[str, str, str]] = [
    ("POST /api/clients", "name", "id name address_form confirmed"),
    ("POST /api/clients", "address_form", "id name address_form confirmed"),
    ("POST /api/clients", "phone", "id name address_form confirmed"),
    ("PATCH /api/clients/{client_id}", "name", "base"),
    ("PATCH /api/clients/{client_id}", "next_step", "base"),
    ("POST /api/clients/{client_id}/contacts", "value", "id"),
    ("POST /api/threads/{thread_id}/messages", "text", "id"),
    ("POST /api/clients/{client_id}/messages", "text", "id"),
    ("POST /api/clients/{client_id}/complaints", "words", "id"),
    ("POST /api/complaints/{complaint_id}/closing", "words", "id"),
    ("POST /api/clients/{client_id}/cars", "make", "id make model from_on"),
    ("POST /api/clients/{client_id}/cars", "model", "id make model from_on"),
]
"""Every field a person types into: route, field, and the other fields it needs."""


@pytest.fixture
async def annas(ground: Ground) -> Ids:
    """Whatever an address may name; what hangs on no client is missing."""
    return await ground.missing() | await ground.talk_of(ground.house, "vera", "vera's", with_file=False)


@pytest.fixture
async def sender(ground: Ground) -> Any:
    """Sends raw bytes as Vera, or as whoever is let in where she is not: at a window Anna."""

    async def send(
        asked: str, ids: Ids, content: bytes, headers: dict[str, str] | None = None, query: str = ""
    ) -> httpx.Response:
        method, _, path = asked.partition(" ")
        for name, value in ids.items():
            path = path.replace("{" + name + "}", str(value))
        who = "anna" if path.startswith("/api/c/") else BY.get(asked, "vera")
        given = {
            "okno-app": "1",
            "content-type": "application/json",
            "cookie": await ground.cookie_header(who),
        }
        answer = await ground.client.request(
            method, path + query, content=content, headers=given | (headers or {})
        )
        ground.client.cookies.clear()
        return answer

    return send


def refused(answer: httpx.Response, status: int, code: str, field: str | None = None) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said.keys() >= SHAPE
    assert (said["status"], said["code"]) == (status, code)
    assert "error." not in said["detail"]
    assert len(said["detail"]) > 20, "a sentence"
    if field:
        assert field in [trouble["field"] for trouble in said["errors"]]


BROKEN = {
    "half": b'{"id": "',
    "no quotes": b"{id: 1}",
    "two": b"{} {}",
    "list": b"[]",
    "number": b"7",
    "null": b"null",
    "empty": b"",
    "not utf-8": b'{"id": "\xff\xfe"}',
    "encoded surrogate": b'{"id": "\xed\xa0\x80"}',
    "lone surrogate": rb'{"id": "\ud800"}',
    "raw nul": b'{"id": "\x00"}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "deep": b"[" * 100_000,
    "endless number": b'{"id": ' + b"9" * 5_000 + b"}",
    "not a number": b'{"id": NaN}',
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_what_is_not_a_json_object_is_refused_by_every_route(
    sender: Any, annas: Ids, kind: str
) -> None:
    for asked in WITH_JSON:
        refused(await sender(asked, annas | {"person_id": new_id()}, BROKEN[kind]), 422, "validation")


async def test_a_field_that_does_not_exist_is_refused_and_named(sender: Any, annas: Ids) -> None:
    """So that nobody can slip in a dealership, an owner, a role or a score."""
    for asked in WITH_JSON:
        for field in ("dealership_id", "owner_id", "role", "score"):
            body = b'{"%s": "%s"}' % (field.encode(), str(new_id()).encode())
            answer = await sender(asked, annas | {"person_id": new_id()}, body)
            refused(answer, 422, "validation")
            assert [(t["field"], t["code"]) for t in answer.json()["errors"]] in (
                [(field, "unknown")],
                [(missing_first(answer), "required")],
                *([[("role", "wrong_choice")]] if asked in WITH_ROLES else []),
            ), asked


WITH_ROLES = ("POST /api/clients/{client_id}/cars",)
"""Where a role is something else than a person's power in the house: owner or driver of a car."""


def missing_first(answer: httpx.Response) -> str:
    field: str = answer.json()["errors"][0]["field"]
    return field


@pytest.mark.parametrize(("asked", "field", "others"), TEXTS)
async def test_a_nul_in_a_text_is_refused_with_its_field(
    sender: Any, annas: Ids, asked: str, field: str, others: str
) -> None:
    refused(await sender(asked, annas, body_of(field, "Анна\\u0000", others)), 422, "validation", field)


@pytest.mark.parametrize(("asked", "field", "others"), TEXTS)
async def test_a_text_of_a_megabyte_is_refused_with_its_field(
    sender: Any, annas: Ids, asked: str, field: str, others: str
) -> None:
    answer = await sender(asked, annas, body_of(field, "ы" * 500_000, others))
    refused(answer, 422, "validation", field)
    assert answer.json()["errors"][0]["code"] == "too_long"


@pytest.mark.parametrize(("asked", "field", "others"), TEXTS)
@pytest.mark.parametrize(
    "text", ["\\u202e\\u200b\\u0007", "'; DROP TABLE clients; --", "%s{}$1", "\\ud83d\\ude00"]
)
async def test_odd_texts_are_kept_or_refused_and_never_crash(
    sender: Any, annas: Ids, asked: str, field: str, others: str, text: str
) -> None:
    answer = await sender(asked, annas, body_of(field, text, others))
    assert answer.status_code in (200, 201, 422), answer.text


BASE = '{"name": "Анна Кузнецова", "next_step": null, "next_step_at": null}'


def body_of(field: str, text: str, others: str) -> bytes:
    values = {"id": f'"{new_id()}"', "name": '"Имя"', "address_form": '"Имя"', "base": BASE}
    values["confirmed"] = "true"  # the walks before have filled the book
    values |= {"make": '"Lada"', "model": '"Vesta"', "from_on": '"2026-01-10"'}
    parts = [f'"{other}": {values[other]}' for other in others.split() if other != field]
    return ("{" + ", ".join([*parts, f'"{field}": "{text}"']) + "}").encode()


async def test_a_nul_hidden_deep_in_a_body_is_found(sender: Any, ground: Ground) -> None:
    lobby = {"thread_id": await ground.stranger(ground.house)}
    body = b'{"id": "%s", "client": {"id": "%s", "name": "x", "address_form": "\\u0000"}}'
    ids = (str(new_id()).encode(), str(new_id()).encode())
    answer = await sender("POST /api/threads/{thread_id}/link", lobby, body % ids)
    refused(answer, 422, "validation", "client.address_form")


@pytest.mark.parametrize("query", ["?search=%00", "?search=a%00b&limit=3", "?%00=1"])
async def test_a_nul_in_a_query_is_refused(sender: Any, annas: Ids, query: str) -> None:
    refused(await sender("GET /api/clients", annas, b"", query=query), 422, "validation")


@pytest.mark.parametrize("asked", WITH_JSON)
async def test_a_body_of_three_megabytes_is_refused_before_it_is_read(
    sender: Any, annas: Ids, asked: str
) -> None:
    ids = annas | {"person_id": new_id()}
    refused(await sender(asked, ids, b'{"id": "' + b"x" * 3_000_000 + b'"}'), 413, "too_large")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_json_that_does_not_say_so_is_refused_by_every_route(
    ground: Ground, sender: Any, annas: Ids, kind: str
) -> None:
    """These are the types another site's page may send without asking."""
    for asked in WITH_JSON:
        ids = annas | {"person_id": new_id()} | await ground.versions(BY.get(asked, "vera"))
        content = msgspec.json.encode(BODIES[asked](ids))
        refused(await sender(asked, ids, content, {"content-type": kind}), 422, "validation", "content-type")


@pytest.mark.parametrize(
    "id", ["x", "0" * 10_000, "00000000", "%00", "..%2f..%2fetc", "{id}", "%F0%9F%98%80", "-1"]
)
async def test_an_address_with_a_wrong_id_is_simply_not_there(sender: Any, annas: Ids, id: str) -> None:
    for asked in (
        "GET /api/clients/{client_id}",
        "GET /api/threads/{client_id}/messages",
        "GET /api/files/{client_id}",
    ):
        answer = await sender(asked, {"client_id": id}, b"")
        refused(answer, 404, "not_found")


NUMBERS = ("-1", "0", "99999999999999999999", "-99999999999999999999", "1e3", "", "x", "0x10", "٣")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("GET /api/clients", "limit"),
        ("GET /api/clients/{client_id}/timeline", "limit"),
        ("GET /api/clients/{client_id}/timeline", "after"),
        ("GET /api/clients/{client_id}/timeline", "kinds"),
        ("GET /api/clients/{client_id}/messages", "before"),
        ("GET /api/threads/{thread_id}/messages", "before"),
        ("GET /api/threads/{thread_id}/messages", "limit"),
    ],
)
async def test_a_number_out_of_all_bounds_in_a_query_never_crashes(
    sender: Any, annas: Ids, asked: str, name: str
) -> None:
    for number in NUMBERS:
        answer = await sender(asked, annas, b"", query=f"?{name}={number}")
        assert answer.status_code in (200, 422), (number, answer.text)
        if answer.status_code == 422:
            refused(answer, 422, "validation", name)


@pytest.mark.parametrize(
    ("moment", "field"),
    [
        ("2026-13-01T00:00:00Z", "next_step_at"),
        ("2026-01-01T10:00:00", "next_step_at"),
        ("x", "next_step_at"),
        ("0001-01-01T00:00:00+14:00", "body"),
        ("9999-12-31T23:59:59-12:00", "body"),
    ],
)
async def test_a_moment_that_is_none_is_refused(sender: Any, annas: Ids, moment: str, field: str) -> None:
    """One without a zone would be somebody else's moment."""
    body = f'{{"base": {BASE}, "next_step": "x", "next_step_at": "{moment}"}}'.encode()
    refused(await sender("PATCH /api/clients/{client_id}", annas, body), 422, "validation", field)


@pytest.mark.parametrize("hour", ["25:00", "09:00:00Z", "09:00:00+05:00", "9", "09:00:60"])
async def test_an_hour_that_is_none_is_refused_with_its_field(sender: Any, annas: Ids, hour: str) -> None:
    body = f'{{"version": 0, "answer": {{"from_time": "{hour}"}}}}'.encode()
    refused(await sender("PUT /api/standards", annas, body), 422, "validation", "answer.from_time")


@pytest.mark.parametrize(("minutes", "code"), [(0, "too_small"), (10_000, "too_big"), (10**30, "too_big")])
async def test_a_number_out_of_bounds_says_which_bound(
    sender: Any, annas: Ids, minutes: int, code: str
) -> None:
    body = f'{{"version": 0, "answer": {{"answer_minutes": {minutes}}}}}'.encode()
    answer = await sender("PUT /api/standards", annas, body)
    refused(answer, 422, "validation", "answer.answer_minutes")
    assert answer.json()["errors"][0]["code"] == code


async def test_refusals_speak_the_readers_language(ground: Ground) -> None:
    """The person's own when they are signed in, else what the browser asks for, else Russian."""
    for accepted, words in (("en-GB,en;q=0.9", "sign"), ("ru", "Вход"), ("de", "Вход"), ("", "Вход")):
        answer = await ground.client.get("/api/me", headers={"accept-language": accepted})
        assert words in answer.json()["detail"], accepted
    answer = await ground.client.get(
        f"/api/clients/{new_id()}",
        headers={"accept-language": "en", "cookie": f"okno={await ground.cookie('vera')}"},
    )
    assert "Этого здесь нет" in answer.json()["detail"]


async def test_a_refused_write_leaves_nothing_behind(ground: Ground, sender: Any, annas: Ids) -> None:
    before = await counted(ground, annas["client_id"])
    for body in (
        '{"base": %s, "name": "", "next_step": "x"}'.replace("%s", BASE),
        '{"base": %s, "name": "   ", "consents": {"offers": false}}'.replace("%s", BASE),
        '{"consents": {"everything": true}}',
        '{"base": {"next_step": "y"}, "next_step": "x", "consents": {"offers": false}}',
        '{"next_step": "x"}',
    ):
        answer = await sender("PATCH /api/clients/{client_id}", annas, body.encode())
        assert answer.status_code in (409, 422)
    assert await counted(ground, annas["client_id"]) == before


async def counted(ground: Ground, client: UUID) -> Any:
    sql = """SELECT (SELECT count(*) FROM entries WHERE dealership_id = $1),
    (SELECT count(*) FROM timeline WHERE dealership_id = $1 AND client_id = $2),
    (SELECT count(*) FROM consents WHERE dealership_id = $1 AND client_id = $2),
    (SELECT count(*) FROM card_changes WHERE dealership_id = $1),
    (SELECT count(*) FROM mutations WHERE dealership_id = $1), (SELECT sum(seq) FROM feeds WHERE dealership_id = $1)"""
    return tuple(await ground.house.unit(lambda db: db.row(sql, client)))


async def test_an_address_nobody_serves_is_answered_in_our_shape(ground: Ground) -> None:
    for method, path in (
        ("POST", "/api/nothing"),
        ("PUT", "/api/me"),
        ("DELETE", "/api/book"),
        ("PATCH", "/sync/pull"),
    ):
        answer = await ground.client.request(method, path, headers={"okno-app": "1"})
        assert answer.status_code in (401, 404, 405)
        refused(answer, answer.status_code, answer.json()["code"])


async def test_an_unknown_address_under_the_api_is_not_answered_with_the_phones_page(ground: Ground) -> None:
    for path in ("/api/nothing", "/sync/nothing", "/api", f"/api/clients/{uuid4()}/nothing"):
        refused(await ground.client.get(path), 404, "not_found")
