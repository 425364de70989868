"""What becomes of a due event: it came, here or elsewhere; it waits; it is to be booked; it is not theirs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.journal.actions import record
from app.kit.db import Db
from app.ownership import events
from app.ownership.model import DueEvent, NewVisit, State

OVER: frozenset[State] = frozenset({"done", "elsewhere", "not_theirs", "skipped"})


async def came_late(db: Db, visit: NewVisit) -> bool:
    """Did this service come later than the clock gave it, with all its give and take?"""
    if visit.kind != "service":
        return False
    return any(event.to_on < visit.at.date() for event in await events.open_events_of_car(db, visit.car_id))


async def settle_by_visit(db: Db, visit: NewVisit, *, by: UUID | None, by_client: bool) -> None:
    """Whatever was raised for this car has come by this visit."""
    state: State = "done" if visit.place == "here" else "elsewhere"
    for event in await events.open_events_of_car(db, visit.car_id):
        await move_event(db, event, state, by=by, by_client=by_client)


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
