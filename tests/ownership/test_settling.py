"""Which service ends what was raised: the one that it spoke of, on its own day by the clock of the house."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest

from app.journal.jobs import read_followups
from app.kit.ids import new_id
from app.loyalty import surveys
from app.ownership import jobs
from app.ownership.actions import add_visit, local_day
from app.ownership.model import NewVisit
from app.people.queries import dealership
from app.texts import Phrase, on, say
from app.worker import ACTS
from tests.cast import House
from tests.ownership.garage import add_client, noon, park
from tests.ownership.test_raising import raised

LATE = "SELECT facts ->> 'late' FROM entries WHERE dealership_id = $1 AND kind = 'service.visited' ORDER BY at DESC"
TASKS = "SELECT because FROM tasks WHERE dealership_id = $1 AND kind = 'service'"


async def day(house: House, days_ago: int) -> date:
    """So many days ago by the clock of the house."""
    return await house.unit(local_day) - timedelta(days=days_ago)


async def logs(house: House, client: UUID, car: UUID, at: datetime, place: str = "here") -> httpx.Response:
    body = {"id": new_id(), "at": at, "place": place}
    return await house.post("vera", f"/api/clients/{client}/cars/{car}/visits", body)


async def late(house: House) -> Any:
    """Did the last visit come late, as the journal says?"""
    return await house.unit(lambda db: db.value(LATE))


async def test_a_service_from_before_the_day_an_event_is_counted_from_leaves_it_open(house: House) -> None:
    client = await add_client(house)
    last = await day(house, 380)
    car = await park(house, client, await day(house, 2_500), visits=((last, None),))
    await jobs.raise_due_events(house.database, house.id)
    before = await raised(house)
    assert [(row["state"], row["since_on"]) for row in before] == [("raised", last)]
    for days, place in ((2_000, "elsewhere"), (381, "here"), (380, "here")):
        assert (await logs(house, client, car, noon(await day(house, days)), place)).status_code == 201
        assert await raised(house) == before, "what was serviced then, this event still waits for"
        assert await late(house) == "false"
    await jobs.raise_due_events(house.database, house.id)
    assert await raised(house) == before
    assert (await logs(house, client, car, noon(await day(house, 1)))).status_code == 201
    assert [row["state"] for row in await raised(house)] == ["done"]


async def test_a_service_told_after_the_event_was_raised_ends_it_where_nothing_is_due_from_it(
    house: House,
) -> None:
    client = await add_client(house)
    car = await park(house, client, await day(house, 360))
    await jobs.raise_due_events(house.database, house.id)
    assert (await logs(house, client, car, noon(await day(house, 90)), "elsewhere")).status_code == 201
    assert [row["state"] for row in await raised(house)] == ["elsewhere"]
    assert await jobs.raise_due_events(house.database, house.id) == 0
    shown = (await house.get("vera", f"/api/clients/{client}/events")).json()["events"]
    assert [event["state"] for event in shown] == ["elsewhere", "expected"]


async def test_an_event_follows_a_service_that_changes_what_it_is_counted_from_and_nothing_more(
    house: House,
) -> None:
    """Eight days after the day it was counted from there was another service: a year after that one it is due."""
    client = await add_client(house)
    car = await park(house, client, await day(house, 1_000), visits=((await day(house, 370), None),))
    await jobs.raise_due_events(house.database, house.id)
    await reads_journal(house)
    [before] = await house.unit(events)
    known = await day(house, 362)
    assert (await logs(house, client, car, noon(known))).status_code == 201
    [after] = await house.unit(events)
    assert (after["id"], after["state"], after["remind_at"]) == (before["id"], "raised", before["remind_at"])
    assert (after["since_on"], after["basis"]["since_on"]) == (known, str(known))
    assert [after[name] - before[name] for name in ("expected_on", "from_on", "to_on")] == [
        timedelta(days=8)
    ] * 3
    assert await late(house) == "false"
    assert await jobs.raise_due_events(house.database, house.id) == 0, "it is the one of its day"
    await reads_journal(house)
    [task] = await house.unit(lambda db: db.rows(TASKS))
    basis = Phrase("clock.basis.months", {"n": 12, "since": since(known)})
    assert say(msgspec.convert(task["because"], Phrase), "ru") == say(basis, "ru")


async def reads_journal(house: House) -> None:
    while await read_followups(house.database, house.id, ACTS):
        pass


def since(day: date) -> Phrase:
    return Phrase("clock.since.visit", {"on": on(day)})


EVENTS = "SELECT * FROM due_events WHERE dealership_id = $1"


async def events(db: Any) -> Any:
    return await db.rows(EVENTS)


async def test_a_visit_from_before_the_car_was_theirs_is_refused_with_the_day_since_when_it_is(
    house: House,
) -> None:
    client = await add_client(house)
    car = await park(house, client, date(2026, 3, 2))
    for at in (noon(date(2026, 3, 1)), datetime.min.replace(tzinfo=UTC)):
        refused = await logs(house, client, car, at, "elsewhere")
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["field"], error["code"]) == (422, "at", "before_theirs")
        assert "2 марта" in error["message"]
    never = await logs(house, client, car, datetime.max.replace(tzinfo=UTC))
    assert never.json()["errors"][0]["code"] == "not_yet"
    assert (await logs(house, client, car, noon(date(2026, 3, 2)))).status_code == 201


@pytest.mark.parametrize(("hour", "is_late"), [(1, False), (-1, True)])
async def test_a_service_is_late_by_the_day_of_the_house_not_of_greenwich(
    house: House, hour: int, is_late: bool
) -> None:
    """An hour before and an hour after the midnight that ends the last expected day."""
    client = await add_client(house)
    car = await park(house, client, await day(house, 390))
    await jobs.raise_due_events(house.database, house.id)
    zone = ZoneInfo((await house.unit(dealership)).time_zone)
    [event] = await house.unit(events)
    ends = datetime.combine(event["to_on"] + timedelta(days=1), time(), zone).astimezone(UTC)
    at, visit = ends - timedelta(hours=hour), new_id()
    told = NewVisit(id=visit, car_id=car, client_id=client, at=at, place="here", source="client")
    await house.unit(lambda db: add_visit(db, told, by_client=True))
    assert await late(house) == str(is_late).lower()
    asked_about = await house.unit(lambda db: surveys.visit(db, visit))
    assert asked_about is not None
    assert asked_about["late"] == is_late, "the mark that confirms it says the same"


async def test_a_service_of_an_event_that_was_seen_too_late_is_late_and_ends_it(house: House) -> None:
    client = await add_client(house)
    car = await park(house, client, await day(house, 500))
    await jobs.raise_due_events(house.database, house.id)
    [event] = await house.unit(events)
    assert event["state"] == "skipped"
    visit = new_id()
    at = noon(await day(house, 1))
    told = NewVisit(id=visit, car_id=car, client_id=client, at=at, place="here", source="client")
    await house.unit(lambda db: add_visit(db, told, by_client=True))
    assert await late(house) == "true"
    assert [row["state"] for row in await raised(house)] == ["done"]
    asked_about = await house.unit(lambda db: surveys.visit(db, visit))
    assert asked_about is not None
    assert asked_about["late"], "the mark that confirms it says the same"
    assert await jobs.raise_due_events(house.database, house.id) == 0
