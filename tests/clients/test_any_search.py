"""Whatever is typed: the search answers, of its own house only, and just those whom its rules name."""

from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.clients import finding
from app.clients.jobs import key_names
from app.clients.looking import found
from app.clients.model import Found
from app.clients.searching import FEW, Fit, Keys, Reading, fit, keys_of, readings
from app.kit.auth import Role, Who
from app.kit.db import Database
from app.kit.ids import new_id
from tests.cast import PETR, House, open_house
from tests.clients.crowd import crowd, load_crowd
from tests.clients.labelled import PEOPLE

PAGE = 50


class Village(msgspec.Struct):
    """A house and everybody in it, as the rules see them."""

    house: House
    asker: UUID
    people: dict[UUID, Keys]

    async def search(self, query: str, role: Role = "manager") -> Found:
        who = Who(
            dealership=self.house.id, id=self.asker, role=role, session=new_id(), name="Вера", language="ru"
        )
        page: Found = await self.house.unit(lambda db: found(db, who, query, 0, PAGE))
        return page

    def fitting(self, reading: Reading) -> dict[UUID, Fit]:
        fits = {id: fit(reading, keys, similar=False) for id, keys in self.people.items()}
        return {id: one for id, one in fits.items() if one}


@pytest.fixture(scope="module")
async def villages(database: Database, tools: Database, site: str) -> tuple[Village, Village]:
    """Two houses whose clients have the same names, phones and plates, and other ids."""
    made = []
    for cast, asker in ((None, "vera"), (PETR, "petr")):
        house = await (open_house(database, site, cast) if cast else open_house(database, site))
        some = [msgspec.structs.replace(one, id=new_id()) for one in islice(crowd(300, "village"), 300)]
        async with tools.pool.acquire() as connection, connection.transaction():
            await load_crowd(connection, house.id, [house.people[asker]], some)
        await key_names(tools, house.id)
        people = {
            one.id: keys_of(
                one.name, [one.phone], [one.plate] if one.plate else [], [one.vin] if one.vin else []
            )
            for one in some
        }
        made.append(Village(house, house.people[asker], people))
    return made[0], made[1]


CROWD = list(islice(crowd(300, "village"), 300))
LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя abcehkmopty0123456789-.'%_\\\"\u202e\u200d🦊\x00"
QUERIES = st.one_of(
    st.sampled_from([one.name for one in CROWD]),
    st.sampled_from([query for queries in PEOPLE.values() for query in queries]),
    st.builds(lambda one, n: one.phone[-n:], st.sampled_from(CROWD), st.integers(1, 11)),
    st.builds(lambda one, n: (one.vin or "")[-n:], st.sampled_from(CROWD), st.integers(1, 17)),
    st.builds(lambda one, n: (one.plate or "")[:n].lower(), st.sampled_from(CROWD), st.integers(1, 9)),
    st.builds(
        lambda one, lengths: " ".join(
            word[:n] for word, n in zip(one.name.split(), lengths, strict=False) if n
        ),
        st.sampled_from(CROWD),
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    ),
    st.text(LETTERS, max_size=30),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=200),
)


@pytest.fixture(params=["as it is", "as in a million"])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a small house everything is rare: here three are many, so that the search takes its other ways."""
    if request.param == "as in a million":
        most = f"LIMIT {2 * finding.COUNTED_ON}"
        assert all(most in sql for sql in finding.CANDIDATES.values())
        shorter = {n: sql.replace(most, "LIMIT 60") for n, sql in finding.CANDIDATES.items()}
        monkeypatch.setattr(finding, "CANDIDATES", shorter)
        monkeypatch.setattr(finding, "COUNTED", 3)
        monkeypatch.setattr(finding, "COUNTED_ON", 30)
        monkeypatch.setattr(finding, "CHEAPER", 30)


@settings(
    max_examples=120,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.usefixtures("limits")
@given(query=QUERIES, role=st.sampled_from(["manager", "supervisor"]))
async def test_any_text_is_answered_from_its_own_house_by_the_rules(
    villages: tuple[Village, Village], query: str, role: Any
) -> None:
    for village in villages:
        page = await village.search(query, role)
        assert {line.id for line in page.clients} <= village.people.keys(), "nobody of another house"
        shown = {line.id for line in page.clients if not line.similar}
        expected = next((fits for each in readings(query) if (fits := village.fitting(each))), {})
        if len(expected) > PAGE:
            assert page.next or page.advice, "whoever is not shown is told of"
            continue
        exact = {id for id, (grade, _) in expected.items() if grade == 0}
        assert exact <= shown <= expected.keys()
        assert len(shown) >= FEW or shown == expected.keys()


@pytest.mark.usefixtures("limits")
async def test_a_rare_name_with_a_letter_that_many_names_begin_with_finds_its_bearer(
    villages: tuple[Village, Village],
) -> None:
    village = villages[0]
    for id, keys in [*village.people.items()][:40]:
        rare = min(
            keys["word"], key=lambda word: sum(word in other["word"] for other in village.people.values())
        )
        for word in keys["word"]:
            if word != rare and not rare.startswith(word[0]):
                page = await village.search(f"{rare} {word[0]}")
                assert id in {line.id for line in page.clients}, f"{rare} {word[0]}"


NOTHING = [
    "",
    " ",
    "\t \n",
    "%",
    "%%%",
    "_",
    "'",
    '"',
    "\\",
    "\\\\'",
    "--",
    ";",
    "()",
    "\u202e\u202d",
    "\ufeff",
    "7",
]


@pytest.mark.parametrize("query", NOTHING)
async def test_signs_that_say_nothing_find_nobody_and_the_answer_says_what_to_type(
    villages: tuple[Village, Village], query: str
) -> None:
    answer = await villages[0].house.get("vera", "/api/clients", search=query)
    assert answer.status_code == 200, answer.text
    assert answer.json()["clients"] == []
    advice = answer.json()["advice"]
    assert advice == ("Напишите хотя бы одну букву или три цифры." if query.strip() else None)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("%{}%", "{}"),
        ("{}'; DROP TABLE clients; --", "{} drop table clients"),
        ("\u202e{}\u202c", "{}"),
        ("«{}»", "{}"),
        ("\\{}\\", "{}"),
        ("{}\u200d", "{}"),
        ("   {}\t", "{}"),
    ],
)
async def test_signs_around_a_name_change_nothing(
    villages: tuple[Village, Village], typed: str, plain: str
) -> None:
    village = villages[0]
    name = CROWD[0].name.split()[0]
    answers = [
        await village.house.get("vera", "/api/clients", search=text.format(name)) for text in (typed, plain)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    "query",
    ["🦊", "👩🏽‍🔧👩🏽‍🔧", "İstanbul ﬁ ǅ ß", "一二三", "ы" * 200, "а " * 100, "1" * 200, "а1" * 100, "٣٤٥٦"],
)
async def test_strange_texts_are_answered(villages: tuple[Village, Village], query: str) -> None:
    answer = await villages[0].house.get("vera", "/api/clients", search=query)
    assert answer.status_code == 200, answer.text
    assert answer.json()["clients"] or answer.json()["advice"]


@pytest.mark.parametrize(
    "query",
    ["я" * 10_000, "%" * 201, "\x00", "Иванов\x00", "' OR 1=1 --\x00"],
    ids=lambda text: repr(text[:12]),
)
async def test_what_cannot_be_searched_for_is_refused_with_a_sentence(
    villages: tuple[Village, Village], query: str
) -> None:
    answer = await villages[0].house.get("vera", "/api/clients", search=query)
    assert answer.status_code == 422, answer.text
    said = answer.json()
    assert "search" in [trouble["field"] for trouble in said["errors"]]
    assert all(len(trouble["message"]) > 10 for trouble in said["errors"]), said
    assert "error." not in answer.text


@pytest.mark.parametrize("raw", ["%FF%FE", "%C3", "%ED%A0%80", "%", "%zz", "%F4%90%80%80", "a&search=b"])
async def test_bytes_that_are_no_text_are_answered_too(villages: tuple[Village, Village], raw: str) -> None:
    async with await villages[0].house.as_("vera") as client:
        answer = await client.get(f"/api/clients?search={raw}")
    assert answer.status_code in (200, 400, 422), answer.text
    assert "error." not in answer.text
