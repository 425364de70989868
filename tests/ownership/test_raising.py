"""Raising due events over a whole house: each once, whoever raises, however often, and whatever the clock does."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from app.kit import embedded
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.live import Live
from app.ownership import events, jobs, queries, raising
from app.ownership.actions import add_visit
from app.ownership.model import Facts, NewVisit, Reading
from app.ownership.raising import due_now, raise_events
from app.ownership.rules import forecast
from app.standards.model import ClockRules
from tests.cast import House
from tests.ownership.garage import add_client, any_day, noon, park

TODAY = datetime.now(UTC).date()
Worker = tuple[Database, Live]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


async def raised(house: House) -> list[dict[str, Any]]:
    sql = """SELECT car_id, state, expected_on, since_on, remind_at FROM due_events
             WHERE dealership_id = $1 ORDER BY car_id, since_on"""
    return [dict(row) for row in await house.unit(lambda db: db.rows(sql))]


async def entries(house: House, kind: str) -> int:
    sql = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = $2"
    found: int = await house.unit(lambda db: db.value(sql, kind))
    return found


async def park_any(house: House, random: Random, client: UUID) -> None:
    """A car with any past: read and serviced, repaired, read wrongly, read twice a day, serviced near midnight."""
    bought = any_day(random, ago(1_800), ago(5))
    days = sorted({any_day(random, bought, TODAY) for _ in range(random.randint(0, 6))})
    km = random.randint(0, 90_000)
    readings = []
    for day in days:
        km += random.choice([0, 900, 4_000, 16_000, -500])
        readings.append((day, max(0, km)))
    visits = [(day, random.choice([None, max(0, km)])) for day in days if random.random() < 0.3]
    start = random.choice([None, 12, readings[0][1] if readings else 7])
    car = await park(house, client, bought, start, tuple(readings), tuple(visits))

    async def more(db: Db) -> None:
        for day, seen in readings:
            if random.random() < 0.15:
                await queries.set_aside(db, Reading(car_id=car, read_on=day, km=seen, source="service"))
            if random.random() < 0.15:
                other = Reading(car_id=car, read_on=day, km=seen + random.randint(-300, 300), source="client")
                await queries.insert_reading(db, structs.replace(other, km=max(0, other.km)))
            if random.random() < 0.15:
                at = noon(day) + timedelta(hours=random.choice([-9, 11, 13]))
                kind: Any = random.choice(["service", "repair"])
                visit = NewVisit(
                    id=new_id(), car_id=car, client_id=client, at=at, place="here", source="import", kind=kind, km=seen
                )  # fmt: skip
                await queries.insert_visit(db, visit, None)

    await house.unit(more)


SPOKEN_BEFORE = """
UPDATE due_events SET raised_at = raised_at - make_interval(days => $3) WHERE dealership_id = $1 AND id = $2
"""
Said = tuple[UUID, Facts, date]
"""Whose the event is, all that its forecast rests on, and when the service is expected."""


async def test_the_statement_and_the_rule_say_the_same_of_any_car(house: House) -> None:
    """Two hundred cars with any past, of which some have been spoken of on any day: over all cars in SQL, one by one in
    Python."""
    random, client = Random(5), await add_client(house)
    for _ in range(200):
        await park_any(house, random, client)
    far = ClockRules(lead_days=90, late_days=365)

    async def both(db: Db) -> tuple[dict[UUID, Said], dict[UUID, Said]]:
        for _ in range(2):
            near = await raising.due_cars(db, TODAY, "Europe/Samara", far)
            spoken = [
                raising.new_event(row, far, TODAY) for row in sorted(near, key=lambda row: row["car_id"])
            ]
            await raise_events(db, random.sample(spoken, len(spoken) // 2))
            for event in spoken:
                await db.run(SPOKEN_BEFORE, event.id, random.choice([0, 1, 29, 300, 900]))
        rows = await raising.due_cars(db, TODAY, "Europe/Samara", far)
        due = {row["car_id"]: (row["client_id"], raising.facts_of(row), row["expected_on"]) for row in rows}
        facts = await events.facts_of_cars(db, client, TODAY, "Europe/Samara", far)
        one_by_one = {each.car_id: (client, each, forecast(each, far).expected_on) for each in facts}
        latest = TODAY + timedelta(days=far.lead_days)
        return due, {car: said for car, said in one_by_one.items() if said[2] <= latest}

    by_statement, by_rule = await house.unit(both)
    assert by_statement == by_rule
    assert 50 < len(by_rule) < 200
    rested_on = [facts for _, facts, _ in by_rule.values()]
    assert {facts.since for facts in rested_on} == {"visit", "purchase", "missed"}
    assert {forecast(facts, far).by for facts in rested_on} == {"km", "months"}
    for unknown in ("since_km", "first_km"):
        assert {getattr(facts, unknown) is None for facts in rested_on} == {True, False}


async def test_what_is_due_is_raised_once_and_what_was_seen_too_late_is_written_down_as_skipped(
    house: House,
) -> None:
    client = await add_client(house)
    near, late = await park(house, client, ago(360)), await park(house, client, ago(500))
    await park(house, client, ago(100))
    assert await jobs.raise_due_events(house.database, house.id) == 2
    found = {row["car_id"]: row for row in await raised(house)}
    assert {car: row["state"] for car, row in found.items()} == {near: "raised", late: "skipped"}
    assert found[near]["remind_at"] is not None
    assert found[late]["remind_at"] is None
    assert await jobs.raise_due_events(house.database, house.id) == 0
    assert (await entries(house, "due_event.raised"), await entries(house, "due_event.skipped")) == (1, 1)
    assert await followups(house) == 1


async def followups(house: House) -> int:
    sql = "SELECT count(*) FROM followups WHERE dealership_id = $1 AND follower = 'service_raised'"
    found: int = await house.unit(lambda db: db.value(sql))
    return found


async def test_a_house_with_more_due_than_is_found_at_once_raises_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raising, "MOST", 4)
    client = await add_client(house)
    cars = {await park(house, client, ago(days)) for days in range(355, 366)}
    assert len(await house.unit(due_now)) == 4
    assert await jobs.raise_due_events(house.database, house.id) == len(cars)
    assert {row["car_id"] for row in await raised(house)} == cars


async def test_ten_days_of_silence_lose_nothing(house: House) -> None:
    client = await add_client(house)
    await park(house, client, ago(365 + 10))
    await jobs.raise_due_events(house.database, house.id)
    assert [row["state"] for row in await raised(house)] == ["raised"]


async def test_a_service_at_our_place_ends_the_event_and_the_next_one_counts_from_there(house: House) -> None:
    client = await add_client(house)
    car = await park(house, client, ago(360))
    await jobs.raise_due_events(house.database, house.id)
    visit = NewVisit(
        id=new_id(), car_id=car, client_id=client, at=datetime.now(UTC), place="here", source="manager"
    )
    await house.unit(lambda db: add_visit(db, visit, by=house.people["vera"]))
    await jobs.raise_due_events(house.database, house.id)
    assert [row["state"] for row in await raised(house)] == ["done"]
    shown = (await house.get("vera", f"/api/clients/{client}/events")).json()["events"]
    assert [(event["state"], event["title"]) for event in shown] == [("done", "ТО"), ("expected", "ТО")]
    assert shown[1]["basis"].startswith("12 месяцев после ТО")


async def test_a_repair_does_not_move_the_clock(house: House) -> None:
    client = await add_client(house)
    car = await park(house, client, ago(360))
    body = {
        "id": "01990000-0000-7000-8000-000000000001",
        "at": datetime.now(UTC),
        "place": "here",
        "kind": "repair",
    }
    answer = await house.post("vera", f"/api/clients/{client}/cars/{car}/visits", body)
    assert answer.status_code == 201, answer.text
    await jobs.raise_due_events(house.database, house.id)
    assert [row["state"] for row in await raised(house)] == ["raised"]


async def test_a_car_that_left_is_not_spoken_of(house: House) -> None:
    client = await add_client(house)
    await park(house, client, ago(360))
    await house.unit(lambda db: db.run("UPDATE car_roles SET until_on = $2 WHERE dealership_id = $1", ago(2)))
    assert await jobs.raise_due_events(house.database, house.id) == 0


async def test_two_workers_at_once_raise_each_event_once(
    house: House, worker_database: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 3)
    client = await add_client(house)
    for days in range(340, 380):
        await park(house, client, ago(days))
    worker = worker_database[0]
    counts = await asyncio.gather(*(jobs.raise_due_events(worker, house.id) for _ in range(3)))
    found = await raised(house)
    assert sum(counts) == len(found) > 20
    assert await entries(house, "due_event.raised") == await followups(house) == len(found)


BEFORE, AFTER = datetime(2026, 11, 24, 18, 30, tzinfo=UTC), datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
NEAR, LATE = date(2025, 12, 9), date(2025, 10, 25)
"""Bought on these days: after midnight in Samara the one is near, the other too late to speak of; before it neither."""


@pytest.mark.parametrize(
    ("clock", "counts", "states"),
    [
        ((AFTER, BEFORE, AFTER), [2, 0, 0], {NEAR: "raised", LATE: "skipped"}),
        ((BEFORE, AFTER, BEFORE), [1, 1, 0], {NEAR: "raised", LATE: "raised"}),
    ],
)
async def test_a_clock_set_back_over_midnight_raises_nothing_twice_and_unsays_nothing(
    house: House, worker_database: Worker, clock: Any, counts: list[int], states: dict[date, str]
) -> None:
    worker = worker_database[0]
    client = await add_client(house)
    for bought in states:
        await park(house, client, bought)
    right, found = worker.clock, []
    try:
        for now in clock:
            worker.clock = lambda now=now: now
            found.append(await jobs.raise_due_events(worker, house.id))
    finally:
        worker.clock = right
    assert found == counts
    assert {row["since_on"]: row["state"] for row in await raised(house)} == states
    assert await entries(house, "due_event.raised") + await entries(house, "due_event.skipped") == 2


@pytest.mark.parametrize(
    "place", ["events_raising:1", "events_raising:3", "events_raised:1", "events_raised:4"]
)
async def test_a_worker_killed_in_the_middle_leaves_whole_batches_and_the_next_finishes(
    house: House, server: embedded.Server, place: str
) -> None:
    client = await add_client(house)
    for days in range(352, 377):
        await park(house, client, ago(days))
    worker = [sys.executable, "-m", "tests.ownership.raising_worker", embedded.url(server), str(house.id)]
    environment = os.environ | {"OKNO_FAILPOINT": place}
    dead = await asyncio.to_thread(subprocess.run, worker, env=environment, check=False)
    assert dead.returncode == -9
    there = len(await raised(house))
    name, _, nth = place.partition(":")
    assert there == 4 * (int(nth) - (name == "events_raising"))
    assert await followups(house) == there
    rest = await jobs.raise_due_events(house.database, house.id)
    found = await raised(house)
    assert rest + there == len(found)
    assert await entries(house, "due_event.raised") == await followups(house) == len(found)


async def test_only_the_new_events_are_written(house: House) -> None:
    client = await add_client(house)
    await park(house, client, ago(360))
    new = await house.unit(due_now)
    assert [await house.unit(lambda db: raise_events(db, new)) for _ in range(2)] == [1, 0]
