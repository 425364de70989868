"""What becomes of a due event: it came, here or elsewhere; it waits; it is to be booked; it is not theirs; it is
counted from another day."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.clients.actions import touch_cards
from app.journal.actions import record
from app.kit.db import Db
from app.ownership import events
from app.ownership.model import DueEvent, NewVisit, State
from app.ownership.rules import basis_of, day_of, forecast
from app.people.queries import dealership
from app.standards.queries import latest_standard

OVER: frozenset[State] = frozenset({"done", "elsewhere", "not_theirs", "skipped", "missed"})


async def ended_by(db: Db, visit: NewVisit, on: date) -> list[DueEvent]:
    """The events whose service this visit of that day is: open ones, and the client's that was seen too late. Those
    that are counted from that day or a later one speak of the service after it."""
    if visit.kind != "service":
        return []
    skipped = await events.skipped_of_car(db, visit.car_id, visit.client_id) if visit.client_id else []
    return [event for event in skipped if on > event.since_on] + [
        event
        for event in await events.open_events_of_car(db, visit.car_id)
        if on > event.since_on and not await follows(db, event, on)
    ]


async def follows(db: Db, event: DueEvent, on: date) -> bool:
    """A service from before the event was raised is told late. Had it been known, the event would be counted from
    it: where it is due then too, it goes on and is."""
    zone, rules = (await dealership(db)).time_zone, (await latest_standard(db)).clock
    today = day_of(db.now, zone)
    if on >= day_of(event.raised_at, zone):
        return False
    for facts in await events.facts_of_cars(db, event.client_id, today, zone, rules):
        coming = forecast(facts, rules)
        counted = (facts.car_id, facts.since_on) == (event.car_id, on)
        if not counted or coming.expected_on > today + timedelta(days=rules.lead_days):
            continue
        if await events.count_from(db, event.id, on, coming, basis_of(facts, coming, rules)):
            about = {"client": event.client_id, "subject": event.id}
            await record(db, "due_event.recounted", **about, event=event.kind)
            await touch_cards(db, [event.client_id])
            return True
    return False


async def settle_by_leaving(db: Db, car: UUID, client: UUID, by: UUID) -> None:
    """What was raised for a client who has the car no more is not theirs."""
    for event in await events.open_events_of_car(db, car):
        if event.client_id == client:
            await move_event(db, event, "not_theirs", by=by)


async def move_event(
    db: Db,
    event: DueEvent,
    state: State,
    *,
    remind_at: datetime | None = None,
    by: UUID | None = None,
    by_client: bool = False,
) -> None:
    """The event is in another state from now on; who follows it learns of it from the journal."""
    await events.set_state(db, event.id, state, remind_at=remind_at, settled=state in OVER)
    kind = "due_event.settled" if state in OVER else "due_event.moved"
    client = event.client_id
    actor: dict[str, Any] = {"by_client": client} if by_client else {"by": by}
    await record(db, kind, client=client, subject=event.id, event=event.kind, state=state, **actor)
    await touch_cards(db, [client])
