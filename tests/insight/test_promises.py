"""The promise board: figures counted anew, lists that hold just what they count, and nobody sees what is not theirs."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.insight.rules import share, why_broken
from app.kit.db import Db
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.books import add_client
from tests.conversations.stories import connect

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PROMISE = """
INSERT INTO promises (dealership_id, id, thread_id, person_id, by_at, made_at, basis, ended_at, ending, new_by_at)
VALUES ($1, $2, $3, $4, $5, $6, '{"minutes": 60}', $7, $8, $9)
"""


class Told:
    """Promises of a house, written down as they would lie there."""

    def __init__(self, house: House, threads: dict[str, UUID]) -> None:
        self.house, self.threads, self.now = house, threads, datetime.now(UTC)
        self.rows: list[tuple[str, datetime, datetime, datetime | None]] = []

    async def promise(
        self, who: str, ago: timedelta, answered: timedelta | None, *, client: str = "", moved: bool = False
    ) -> UUID:
        """Made so long ago for an hour, and answered so long after; None: not yet."""
        id, thread = new_id(), self.threads[client or who]

        async def write(db: Db) -> None:
            self.now = db.now
            made = db.now - ago
            by, ended = made + HOUR, made + answered if answered else None
            ending = ("kept" if ended <= by else "late") if ended else None
            moved_to = by + HOUR if moved else None
            await db.run(PROMISE, id, thread, self.house.people[who], by, made, ended, ending, moved_to)
            self.rows.append((who, made, by, ended))

        await self.house.unit(write)
        return id

    async def board(self, who: str = "irina", **asked: Any) -> Any:
        answer = await self.house.get(who, "/api/boards/promises", **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def broken(self, who: str = "irina", **asked: Any) -> Any:
        answer = await self.house.get(who, "/api/boards/promises/broken", **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def told(house: House) -> Told:
    threads: dict[str, UUID] = {}
    for n, who in enumerate(("vera", "oleg")):
        threads[who] = await connect(house, await add_client(house, who), f"91{n}")
    return Told(house, threads)


async def some(told: Told) -> None:
    """Two dozen, in time and late, of both, over two weeks; and one each still open."""
    for n in range(24):
        who = ("vera", "oleg")[n % 3 == 0]
        await told.promise(who, DAY + n * 11 * HOUR, (3 + n * n % 97) * MINUTE)
    await told.promise("vera", 2 * HOUR, None)
    await told.promise("oleg", 10 * MINUTE, None)


def taken(rows: list[Any], part: float) -> float | None:
    """So many of a hundred were answered within this time, in minutes."""
    times = sorted((ended - made) / MINUTE for _, made, _, ended in rows if ended)
    return round(times[math.ceil(part * len(times)) - 1], 1) if times else None


@pytest.mark.parametrize(
    "zone", ["Europe/Samara", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"]
)  # half hours, and clocks that are set by one
async def test_the_figures_are_those_of_the_raw_times(told: Told, zone: str) -> None:
    live_there = "UPDATE dealerships SET time_zone = $2 WHERE id = $1"
    await told.house.unit(lambda db: db.run(live_there, zone))
    await some(told)
    for n in range(14):  # over a change of clocks too, where that zone has one then
        await told.promise("vera", (14 + 5 * n) * DAY + 13 * n * HOUR, 7 * n * MINUTE + MINUTE)
    board = await told.board(days=91)
    for named, rows in (
        (None, told.rows),
        *((one, [row for row in told.rows if row[0] == one]) for one in ("vera", "oleg")),
    ):
        person = str(told.house.people[named]) if named else None
        found = (
            next(each["figures"] for each in board["people"] if each["person"]["id"] == person)
            if person
            else board["figures"]
        )
        kept = sum(1 for _, _, by, ended in rows if ended and ended <= by)
        late = sum(1 for _, _, by, ended in rows if (ended or told.now) > by)
        assert (found["made"], found["kept"], found["broken"]) == (len(rows), kept, late)
        assert found["open"] == len(rows) - kept - late
        assert found["kept_share"] == share(kept, kept + late)
        assert (found["median"], found["p90"]) == (taken(rows, 0.5), taken(rows, 0.9))
    by_hour: dict[int, list[Any]] = {}
    for row in told.rows:
        if row[3]:
            by_hour.setdefault(row[1].astimezone(ZoneInfo(zone)).hour, []).append(row)
    assert {one["hour"]: (one["answered"], one["median"], one["p90"]) for one in board["hours"]} == {
        hour: (len(rows), taken(rows, 0.5), taken(rows, 0.9)) for hour, rows in by_hour.items()
    }
    assert sum(one["count"] for one in board["reasons"]) == board["figures"]["broken"]


async def test_the_list_holds_each_broken_promise_once_the_newest_first_page_by_page(told: Told) -> None:
    for n in range(53):
        await told.promise("vera", DAY + n * 3 * HOUR, 90 * MINUTE)
    await told.promise("vera", 3 * DAY, 5 * MINUTE)
    first = await told.broken()
    rest = await told.broken(after=first["next"])
    all_of_them = first["promises"] + rest["promises"]
    assert (len(first["promises"]), len(all_of_them), rest["next"]) == (50, 53, None)
    assert len({one["id"] for one in all_of_them}) == 53
    assert all(a["by_at"] > b["by_at"] for a, b in pairwise(all_of_them))
    assert {one["late"] for one in all_of_them} == {30}
    assert (await told.board())["figures"]["broken"] == 53


async def test_each_says_what_it_rests_on(told: Told) -> None:
    await told.promise("vera", 5 * HOUR, 100 * MINUTE, moved=True)
    [one] = (await told.broken())["promises"]
    assert one["reason"] == "moved"
    assert "Срок ответа — 60 рабочих минут." in one["basis"]
    assert "Клиент услышал новый срок" in one["basis"]
    assert one["thread_id"] == str(told.threads["vera"])


async def test_that_no_answer_was_needed_unmakes_no_broken_promise(told: Told) -> None:
    for ago, after in ((5 * HOUR, 90 * MINUTE), (30 * HOUR, 20 * MINUTE)):
        await told.promise("vera", ago, after)
    waived = "UPDATE promises SET ending = 'withdrawn' WHERE dealership_id = $1"
    await told.house.unit(lambda db: db.run(waived))
    board = await told.board()
    assert {name: board["figures"][name] for name in ("made", "kept", "broken", "withdrawn")} == {
        "made": 2, "kept": 0, "broken": 1, "withdrawn": 1,
    }  # fmt: skip
    assert [one["reason"] for one in board["reasons"]] == ["waived"]
    [one] = (await told.broken())["promises"]
    assert (one["reason"], one["late"], one["answered_at"]) == ("waived", 30, None)
    assert "Ответ стал не нужен" in one["basis"]
    gone = "UPDATE threads SET merged_into = id WHERE dealership_id = $1 AND id = $2"
    await told.house.unit(lambda db: db.run(gone, told.threads["vera"]))
    assert (await told.board())["figures"]["broken"] == 0, "it goes on in the client's own talk"


async def test_the_period_is_whole_days_of_the_house_and_no_other(told: Told) -> None:
    await told.promise("vera", 2 * DAY, 5 * MINUTE)
    await told.promise("vera", 10 * DAY, 5 * MINUTE)
    await told.promise("vera", 40 * DAY, 5 * MINUTE)
    assert [(await told.board(days=days))["figures"]["made"] for days in (7, 28, 91)] == [1, 2, 3]
    today = told.now.astimezone(ZoneInfo("Europe/Samara")).date()
    assert (await told.board(days=7))["since_on"] == (today - timedelta(days=6)).isoformat()
    answer = await told.house.get("irina", "/api/boards/promises", days=8)
    assert answer.status_code == 422


async def test_a_manager_sees_their_own_whatever_they_ask_for_and_no_colleagues_client(told: Told) -> None:
    await some(told)
    await told.promise("vera", 6 * HOUR, 90 * MINUTE, client="oleg")
    oleg = str(told.house.people["oleg"])
    mine = await told.board("vera", person=oleg)
    assert [one["person"]["name"] for one in mine["people"]] == ["Вера Орлова"]
    assert mine["figures"]["made"] == sum(row[0] == "vera" for row in told.rows)
    listed = (await told.broken("vera", person=oleg))["promises"]
    assert {one["person"]["name"] for one in listed} == {"Вера Орлова"}
    strange = [one for one in listed if one["thread_id"] is None]
    assert [one["client"] for one in strange] == [None]
    assert len(listed) == mine["figures"]["broken"] > 1
    only = await told.board(person=oleg)
    assert [one["person"]["id"] for one in only["people"]] == [oleg]
    unknown = await told.house.get("irina", "/api/boards/promises", person=new_id())
    assert unknown.status_code == 404


async def test_repeats_are_counted_of_a_hundred_contacts_each_question_and_each_day_once(told: Told) -> None:
    house, thread = told.house, told.threads["vera"]
    vera, questions = house.people["vera"], []
    for text in ("Какой пробег?", "Какой VIN?", "Ждём Вас", "Добрый день"):
        body = {"id": new_id(), "text": text, **({"asks_known": ["vin"]} if "?" in text else {})}
        answer = await house.post("vera", f"/api/threads/{thread}/messages", body)
        assert answer.status_code == 201
        questions.append(UUID(answer.json()["id"]))
    say_so = """
    INSERT INTO repeats (dealership_id, message_id, how, client_id, question_id, person_id, at)
    SELECT $1, $2, 'told', t.client_id, $3, $4, $5 FROM threads t WHERE t.dealership_id = $1 AND t.id = $6
    """
    third, again = questions[2], questions[0]
    inbound = """
    INSERT INTO messages (dealership_id, id, thread_id, thread_seq, direction, channel, kind, at)
    VALUES ($1, $2, $3, $4, 'in', 'web', 'text', $5)
    """
    for n, question in enumerate((third, third, again)):
        said = new_id()
        await house.unit(lambda db, said=said, n=n: db.run(inbound, said, thread, 900 + n, db.now))
        await house.unit(
            lambda db, said=said, question=question: db.run(say_so, said, question, vera, db.now, thread)
        )
    call = {"id": new_id(), "kind": "call", "direction": "out", "outcome": "talked"}
    other = await add_client(house, "vera")
    assert (await house.post("vera", f"/api/clients/{other}/touches", call)).status_code == 201
    note = {"id": new_id(), "kind": "note", "words": "Заметка"}
    third_client = await add_client(house, "vera")
    assert (await house.post("vera", f"/api/clients/{third_client}/touches", note)).status_code == 201
    board = await told.board()
    expected = {"repeats": 3, "told": 2, "contacts": 2, "per_hundred": 150.0}
    assert board["repeats"] == expected
    assert {one["person"]["name"]: one["repeats"] for one in board["people"]} == {"Вера Орлова": expected}


BROKEN = {
    "ended_at": 5,
    "ending": "late",
    "beside": 0,
    "handed_on": False,
    "new_by_at": None,
    "said_at": None,
}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, "slow"),
        ({"ended_at": None, "ending": None, "beside": 9}, "open"),
        ({"ending": "withdrawn", "beside": 9}, "waived"),
        ({"said_at": 1, "beside": 9}, "logged_late"),
        ({"beside": 2}, "slow"),
        ({"beside": 3, "handed_on": True}, "queue"),
        ({"handed_on": True, "new_by_at": 6}, "handed_on"),
        ({"new_by_at": 5}, "moved"),
        ({"new_by_at": 4}, "slow"),
    ],
)
def test_why_a_promise_was_broken(facts: dict[str, Any], reason: str) -> None:
    assert why_broken(BROKEN | facts) == reason


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, None), (0, 300, 0), (1, 300, 1), (299, 300, 99), (300, 300, 100), (1, 2, 50)],
)
def test_a_hundred_percent_is_all_of_them(part: int, whole: int, percent: int | None) -> None:
    assert share(part, whole) == percent
