"""House rules: defaults until somebody sets them, a new version at each change, one winner between two."""

import asyncio
from typing import Any

from app.kit.db import Db
from tests.cast import House


def change(version: int, **answer: Any) -> dict[str, Any]:
    return {"version": version, "answer": answer}


async def test_a_house_that_never_changed_anything_works_by_the_defaults(house: House) -> None:
    found = (await house.get("sofia", "/api/standards")).json()
    assert found == {
        "answer": {"from_time": "09:00:00", "until_time": "21:00:00", "answer_minutes": 60},
        "book": {"capacity": 400, "version": 0, "made_by": None},
        "clock": {"months": 12, "km": 15_000, "lead_days": 14, "late_days": 30, "version": 0},
        "version": 0, "from_at": None, "made_by": None,
    }  # fmt: skip


async def test_an_administrator_sets_new_rules_and_everybody_reads_them(house: House) -> None:
    answer = await house.send(
        "alla", "PUT", "/api/standards", change(0, answer_minutes=30, from_time="08:30")
    )
    assert answer.status_code == 200
    found = (await house.get("vera", "/api/standards")).json()
    assert found["answer"] == {"from_time": "08:30:00", "until_time": "21:00:00", "answer_minutes": 30}
    assert (found["version"], found["made_by"]) == (1, str(house.people["alla"]))


async def test_rules_of_one_house_are_not_those_of_another(house: House, other_house: House) -> None:
    await house.send("alla", "PUT", "/api/standards", change(0, answer_minutes=30))
    assert (await other_house.get("petr", "/api/standards")).json()["version"] == 0


async def test_a_change_over_an_old_version_is_a_conflict_and_changes_nothing(house: House) -> None:
    await house.send("alla", "PUT", "/api/standards", change(0, answer_minutes=30))
    late = await house.send("alla", "PUT", "/api/standards", change(0, answer_minutes=45))
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert (await house.get("alla", "/api/standards")).json()["answer"]["answer_minutes"] == 30


async def test_the_same_change_sent_again_is_no_conflict_with_itself(house: House) -> None:
    """The first answer was lost on its way."""
    first = await house.send("alla", "PUT", "/api/standards", change(0, answer_minutes=30))
    again = await house.send("alla", "PUT", "/api/standards", change(0, answer_minutes=30))
    assert (again.status_code, again.json()) == (200, first.json())


async def test_of_two_different_changes_at_once_one_wins(house: House) -> None:
    answers = await asyncio.gather(
        *(house.send("alla", "PUT", "/api/standards", change(0, answer_minutes=10 + n)) for n in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert (await house.get("alla", "/api/standards")).json()["version"] == 1


async def test_every_version_is_kept_and_every_change_is_journaled(house: House) -> None:
    for version in range(3):
        await house.send("alla", "PUT", "/api/standards", change(version, answer_minutes=30 + version))

    async def kept(db: Db) -> tuple[int, int]:
        versions = await db.value("SELECT count(*) FROM standards WHERE dealership_id = $1")
        sql = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'standard.changed'"
        return versions, await db.value(sql)

    assert await house.unit(kept) == (3, 3)


async def test_a_day_that_ends_before_it_begins_is_refused(house: House) -> None:
    for hours in ({"from_time": "21:00", "until_time": "09:00"}, {"from_time": "21:00"}):
        answer = await house.send("alla", "PUT", "/api/standards", change(0, **hours))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "answer.until_time"


async def test_the_capacity_of_a_book_is_a_rule_of_its_own_with_versions_of_its_own(house: House) -> None:
    made = await house.send("alla", "PUT", "/api/standards/book", {"version": 0, "capacity": 350})
    assert made.status_code == 200, made.text
    again = await house.send("alla", "PUT", "/api/standards/book", {"version": 0, "capacity": 350})
    assert again.json() == made.json(), "the first answer may have been lost"
    found = (await house.get("vera", "/api/standards")).json()
    assert (found["book"]["capacity"], found["book"]["version"], found["version"]) == (350, 1, 0)
    late = await house.send("alla", "PUT", "/api/standards/book", {"version": 0, "capacity": 300})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    for capacity in (0, 5_001, -1):
        refused = await house.send("alla", "PUT", "/api/standards/book", {"version": 1, "capacity": capacity})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "capacity"
