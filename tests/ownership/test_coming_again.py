"""A car of which nobody hears after its service was due comes up again a whole interval later, once in each."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from app.kit.bulk import Bulk
from app.kit.db import Db
from app.kit.ids import new_id
from app.ownership import jobs
from app.ownership.actions import add_visit
from app.ownership.model import NewCar, NewVisit
from app.ownership.rules import months_later
from app.ownership.seeding import event_rows, facts_of
from app.standards.model import ClockRules
from tests.cast import House
from tests.ownership.garage import add_client, noon, park
from tests.ownership.test_raising import TODAY, Worker, ago, entries, raised

ZONE = "Europe/Samara"
EVENTS = "SELECT * FROM due_events WHERE dealership_id = $1 ORDER BY since_on"


@pytest.fixture
def worker(worker_database: Worker) -> Iterator[Any]:
    """A worker whose clock the test moves."""
    worker, right = worker_database[0], worker_database[0].clock
    yield worker
    worker.clock = right


async def events(house: House) -> list[Any]:
    return await house.unit(lambda db: db.rows(EVENTS))


async def raises_near(worker: Any, house: House, expected_on: date) -> int:
    """Three workers at once, a week before that day; and once more the day after."""
    worker.clock = lambda: noon(expected_on - timedelta(days=7))
    counts = await asyncio.gather(*(jobs.raise_due_events(worker, house.id) for _ in range(3)))
    worker.clock = lambda: noon(expected_on - timedelta(days=6))
    return sum(counts) + await jobs.raise_due_events(worker, house.id)


@pytest.mark.parametrize(
    ("bought", "state"),
    [
        (360, "raised"),
        (360, "handled"),
        (360, "later"),
        (360, "booking"),
        (360, "not_theirs"),  # and the manager said that it stays
        (500, "skipped"),
    ],
)
async def test_a_car_comes_up_once_in_each_of_five_years_however_the_last_service_was_let_go(
    house: House, worker: Any, bought: int, state: str
) -> None:
    await park(house, await add_client(house), ago(bought))
    assert await jobs.raise_due_events(worker, house.id) == 1
    for years in range(1, 6):
        await house.unit(
            lambda db: db.run("UPDATE due_events SET state = $2 WHERE dealership_id = $1", state)
        )
        last = (await events(house))[-1]
        assert await raises_near(worker, house, months_later(last["expected_on"], 12)) == 1
        found = await events(house)
        assert len(found) == years + 1
        left = state if state == "not_theirs" else "missed"
        assert [event["state"] for event in found] == [left] * years + ["raised"]
    for former, event in pairwise(await events(house)):
        assert event["since_on"] == former["expected_on"]
        assert event["expected_on"] == months_later(former["expected_on"], 12)
        assert (event["basis"]["since"], event["basis"]["since_on"]) == ("missed", str(event["since_on"]))
        assert former["remind_at"] is None or state == "not_theirs"
    assert found[-1]["remind_at"] is not None


async def test_a_car_of_long_ago_is_skipped_once_and_comes_up_at_the_next_anniversary(
    house: House, worker: Any
) -> None:
    bought = months_later(TODAY + timedelta(days=8), -20 * 12)
    await park(house, await add_client(house), bought)
    assert [await jobs.raise_due_events(worker, house.id) for _ in range(3)] == [1, 1, 0]
    skipped, near = await events(house)
    assert (skipped["state"], near["state"]) == ("missed", "raised")
    assert near["expected_on"] == months_later(bought, 20 * 12)
    assert (await entries(house, "due_event.skipped"), await entries(house, "due_event.raised")) == (1, 1)


async def test_the_demo_tells_of_a_car_of_long_ago_what_the_clock_makes_of_it(
    house: House, worker: Any
) -> None:
    client, bought = await add_client(house), months_later(TODAY + timedelta(days=8), -20 * 12)
    car = await park(house, client, bought)
    for _ in range(2):
        await jobs.raise_due_events(worker, house.id)
    told = NewCar(id=car, client_id=client, make="Lada", model="Vesta", from_on=bought)
    bulk, now, rules = Bulk(house.id, Random(1)), worker.clock(), ClockRules()
    seeded = event_rows(bulk, client, facts_of(told, [], [], now, ZONE), rules, now, ZONE)
    assert seeded is not None
    own = {"raised_at", "remind_at", "settled_at"}  # hours of the day, and nothing goes out of what was told
    rows = {
        row["since_on"]: row
        for (table, columns), many in bulk.rows.items()
        if table == "due_events"
        for row in (dict(zip(("dealership_id", *columns), each, strict=True)) for each in many)
    }
    for event in await events(house):
        plain = {key: value for key, value in dict(event).items() if key not in own | {"reminded_at"}}
        assert {key: value for key, value in rows.pop(event["since_on"]).items() if key not in own} == plain
    assert rows == {}


async def test_a_service_ends_what_came_up_again_on_its_own_day_and_is_not_late_for_the_one_before(
    house: House, worker: Any
) -> None:
    client = await add_client(house)
    car = await park(house, client, ago(360))
    await jobs.raise_due_events(worker, house.id)
    [first] = await events(house)
    expected = months_later(first["expected_on"], 12)
    await raises_near(worker, house, expected)
    visit = NewVisit(
        id=new_id(), car_id=car, client_id=client, at=worker.clock() - timedelta(hours=3), place="here",
        source="client",
    )  # fmt: skip
    await worker.work(house.id, lambda db: add_visit(db, visit, by_client=True))
    assert [event["state"] for event in await events(house)] == ["missed", "done"]
    late = "SELECT facts ->> 'late' FROM entries WHERE dealership_id = $1 AND kind = 'service.visited'"
    assert [row[0] for row in await house.unit(lambda db: db.rows(late))] == ["false"]
    assert await raises_near(worker, house, months_later(expected, 12)) == 1
    assert (await events(house))[-1]["basis"]["since"] == "visit"


async def test_a_service_told_late_of_a_year_that_nobody_knew_of_is_what_is_counted_from(
    house: House, worker: Any
) -> None:
    """It was twenty days after the day it was expected: the open event goes on, counted from it."""
    client = await add_client(house)
    car = await park(house, client, ago(360))
    await jobs.raise_due_events(worker, house.id)
    [first] = await events(house)
    expected = months_later(first["expected_on"], 12)
    served = first["expected_on"] + timedelta(days=20)
    worker.clock = lambda: noon(expected)
    await jobs.raise_due_events(worker, house.id)
    worker.clock = lambda: noon(expected + timedelta(days=8))

    async def tell(db: Db) -> bool:
        at = datetime.combine(served, datetime.min.time(), UTC) + timedelta(hours=8)
        visit = NewVisit(id=new_id(), car_id=car, client_id=client, at=at, place="here", source="manager")
        return await add_visit(db, visit, by=house.people["vera"])

    assert (await worker.work(house.id, tell))[0]
    before, now = await events(house)
    assert (before["state"], now["state"], now["since_on"]) == ("missed", "raised", served)
    assert await jobs.raise_due_events(worker, house.id) == 0
    assert [row["since_on"] for row in await raised(house)] == [first["since_on"], served]


async def test_the_next_one_is_forecast_where_one_was_skipped_and_says_what_it_is_counted_from(
    house: House,
) -> None:
    client = await add_client(house)
    await park(house, client, ago(500))
    await jobs.raise_due_events(house.database, house.id)
    [skipped] = await events(house)
    assert skipped["state"] == "skipped"
    shown = (await house.get("vera", f"/api/clients/{client}/events")).json()["events"]
    assert [event["state"] for event in shown] == ["skipped", "expected"]
    assert shown[1]["expected_on"] == str(months_later(skipped["expected_on"], 12))
    assert shown[1]["basis"].startswith("12 месяцев после ТО, которое ожидалось ")
