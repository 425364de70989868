"""What comes for a client's cars, in the reader's language: raised events, and forecasts of what is not raised yet."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.clients.seeing import seen_client
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import not_found
from app.ownership import events, queries
from app.ownership.model import CarShown, DueEvent, Event, Events, Facts, Interval, State
from app.ownership.raising import KIND
from app.ownership.rules import basis_of, basis_words, event_id, forecast
from app.ownership.settling import OVER
from app.people.queries import dealership
from app.standards.model import ClockRules
from app.standards.queries import latest_standard
from app.texts import Phrase, say


async def events_of(db: Db, who: Who, client: UUID) -> Events:
    """What was raised for a client's cars and what is expected next, by day."""
    await seen_client(db, who, client)
    raised = await events.events_of_client(db, client)
    open_for = {event.car_id for event in raised if event.state not in OVER}
    zone = (await dealership(db)).time_zone
    rules = (await latest_standard(db)).clock
    today = db.now.astimezone(ZoneInfo(zone)).date()
    found = [said_event(db, event, who.language, zone) for event in raised]
    for facts in await events.facts_of_cars(db, client, today, zone, rules):
        if facts.car_id not in open_for:
            found.append(said_forecast(db, client, facts, rules, who.language, zone))
    return Events(events=sorted(found, key=lambda event: (event.expected_on, event.id)))


async def car_shown(db: Db, who: Who, client: UUID, car: UUID) -> CarShown:
    """One car of a client after an act, with what comes next for it."""
    found = await queries.lock_car_of(db, car, client)
    if found is None:
        raise not_found()
    coming = [event for event in (await events_of(db, who, client)).events if event.car_id == car]
    readings = [one for one in await queries.readings(db, car) if one.set_aside_at is None]
    return CarShown(
        id=car,
        title=found["title"],
        plate=found["plate"],
        vin=found["vin"],
        km=readings[-1].km if readings else None,
        read_on=readings[-1].read_on if readings else None,
        next=coming[-1] if coming else None,
    )


def said_event(db: Db, event: DueEvent, language: str, zone: str) -> Event:
    interval = Interval(from_on=event.from_on, to_on=event.to_on)
    return said(
        db, event.id, event.car_id, event.expected_on, interval, event.basis, event.state, language, zone
    )


def said_forecast(db: Db, client: UUID, facts: Facts, rules: ClockRules, language: str, zone: str) -> Event:
    coming = forecast(facts, rules)
    return said(
        db,
        event_id(facts.car_id, client, KIND, facts.since_on),
        facts.car_id,
        coming.expected_on,
        Interval(from_on=coming.from_on, to_on=coming.to_on),
        basis_of(facts, coming, rules),
        "expected",
        language,
        zone,
    )


def said(
    db: Db,
    id: UUID,
    car: UUID,
    expected_on: Any,
    interval: Interval,
    basis: Any,
    state: State,
    language: str,
    zone: str,
) -> Event:
    return Event(
        id=id,
        kind=KIND,
        title=say(Phrase("clock.service"), language),
        car_id=car,
        expected_on=expected_on,
        interval=interval,
        basis=say(basis_words(basis), language, zone, now=db.now),
        state=state,
        state_text=say(Phrase(f"clock.state.{state}"), language),
    )
