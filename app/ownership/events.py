"""SQL of due events: what comes for a client's cars, and what became of what was raised."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.kit.db import Db
from app.ownership.model import DueEvent, Facts, Forecast, Spoken, State
from app.ownership.rules import WINDOW, after
from app.standards.model import ClockRules

# One car at a time, by its indexes; the same facts that `DUE_CARS` gathers over all cars.
FACTS_OF_CARS = """
SELECT k.car_id, coalesce((v.at AT TIME ZONE $3)::date, k.from_on) AS since_on,
       CASE WHEN v.at IS NULL THEN 'purchase' ELSE 'visit' END AS since,
       CASE WHEN v.at IS NULL THEN b.km ELSE v.km END AS since_km,
       coalesce(n.readings, 0)::int AS readings, f.read_on AS first_on, f.km AS first_km, l.read_on AS last_on,
       l.km AS last_km, e.since_on AS spoken_since, e.expected_on AS spoken_for, e.spoken_on
FROM car_roles k
LEFT JOIN LATERAL (SELECT s.at, s.km FROM service_visits s
                   WHERE s.dealership_id = $1 AND s.car_id = k.car_id AND s.kind = 'service'
                   ORDER BY s.at DESC, s.km DESC NULLS LAST LIMIT 1) v ON true
LEFT JOIN LATERAL (SELECT p.km FROM odometer_readings p
                   WHERE p.dealership_id = $1 AND p.car_id = k.car_id AND p.set_aside_at IS NULL
                     AND p.source = 'purchase' ORDER BY p.read_on DESC, p.km DESC LIMIT 1) b ON true
LEFT JOIN LATERAL (SELECT count(*) AS readings FROM odometer_readings p
                   WHERE p.dealership_id = $1 AND p.car_id = k.car_id AND p.set_aside_at IS NULL
                     AND p.read_on > $4) n ON true
LEFT JOIN LATERAL (SELECT p.read_on, p.km FROM odometer_readings p
                   WHERE p.dealership_id = $1 AND p.car_id = k.car_id AND p.set_aside_at IS NULL
                     AND p.read_on > $4 ORDER BY p.read_on, p.km LIMIT 1) f ON true
LEFT JOIN LATERAL (SELECT p.read_on, p.km FROM odometer_readings p
                   WHERE p.dealership_id = $1 AND p.car_id = k.car_id AND p.set_aside_at IS NULL
                     AND p.read_on > $4 ORDER BY p.read_on DESC, p.km DESC LIMIT 1) l ON true
LEFT JOIN LATERAL (SELECT d.since_on, d.expected_on, (d.raised_at AT TIME ZONE $3)::date AS spoken_on FROM due_events d
                   WHERE d.dealership_id = $1 AND d.car_id = k.car_id AND d.client_id = $2 AND d.kind = 'service'
                   ORDER BY d.since_on DESC LIMIT 1) e ON true
WHERE k.dealership_id = $1 AND k.client_id = $2 AND k.until_on IS NULL
ORDER BY k.from_on DESC, k.car_id
"""


async def facts_of_cars(db: Db, client: UUID, today: date, zone: str, rules: ClockRules) -> list[Facts]:
    """What the forecasts of a client's present cars rest on."""
    return [next_facts(row, rules) for row in await db.rows(FACTS_OF_CARS, client, zone, today - WINDOW)]


def next_facts(row: asyncpg.Record, rules: ClockRules) -> Facts:
    known = dict(row)
    since_on, expected_on, raised_on = (known.pop(f"spoken_{name}") for name in ("since", "for", "on"))
    spoken = Spoken(since_on=since_on, expected_on=expected_on, raised_on=raised_on) if since_on else None
    return after(Facts(**known), spoken, rules)


EVENT_ROWS = """
SELECT e.id, e.car_id, e.client_id, e.kind, e.since_on, e.expected_on, e.from_on, e.to_on, e.basis, e.state,
       e.raised_at, e.remind_at, e.reminded_at, c.make || ' ' || c.model AS car, c.plate
FROM due_events e JOIN cars c ON c.dealership_id = e.dealership_id AND c.id = e.car_id
WHERE e.dealership_id = $1
"""

EVENTS_OF_CLIENT = EVENT_ROWS + "AND e.client_id = $2 ORDER BY e.expected_on, e.id"
LOCK_EVENT = EVENT_ROWS + "AND e.id = $2 FOR UPDATE OF e"
TAKE_EVENT = EVENT_ROWS + "AND e.id = $2 AND e.remind_at <= $3 FOR UPDATE OF e SKIP LOCKED"
OPEN_EVENTS_OF_CAR = (
    EVENT_ROWS
    + "AND e.car_id = $2 AND e.state IN ('raised', 'later', 'booking', 'handled') ORDER BY e.id FOR UPDATE OF e"
)
SKIPPED_OF_CAR = (
    EVENT_ROWS
    + "AND e.car_id = $2 AND e.client_id = $3 AND e.state = 'skipped' ORDER BY e.id FOR UPDATE OF e"
)

EVENTS_ENDED = (
    EVENT_ROWS
    + "AND e.car_id = $2 AND e.client_id = $3 AND e.state = 'not_theirs' AND e.settled_at = $4 ORDER BY e.id "
    "FOR UPDATE OF e"
)


async def events_of_client(db: Db, client: UUID) -> list[DueEvent]:
    return [event_of(row) for row in await db.rows(EVENTS_OF_CLIENT, client)]


async def lock_event(db: Db, id: UUID) -> DueEvent | None:
    """The event, held until the unit ends."""
    row = await db.row(LOCK_EVENT, id)
    return event_of(row) if row else None


async def take_event(db: Db, id: UUID) -> DueEvent | None:
    """The event if its reminder is still due and nobody else is at it."""
    row = await db.row(TAKE_EVENT, id, db.now)
    return event_of(row) if row else None


async def open_events_of_car(db: Db, car: UUID) -> list[DueEvent]:
    return [event_of(row) for row in await db.rows(OPEN_EVENTS_OF_CAR, car)]


async def skipped_of_car(db: Db, car: UUID, client: UUID) -> list[DueEvent]:
    """What nobody spoke of to this client, since it was seen too late."""
    return [event_of(row) for row in await db.rows(SKIPPED_OF_CAR, car, client)]


async def events_ended(db: Db, car: UUID, client: UUID, at: datetime) -> list[DueEvent]:
    """Those that ended at this instant because the client has the car no more."""
    return [event_of(row) for row in await db.rows(EVENTS_ENDED, car, client, at)]


def event_of(row: asyncpg.Record) -> DueEvent:
    return DueEvent(**row)


EVENTS_TO_REMIND = """
SELECT id FROM due_events WHERE dealership_id = $1 AND remind_at <= $2 ORDER BY remind_at, id LIMIT $3
"""


async def events_to_remind(db: Db, limit: int) -> list[UUID]:
    return [row["id"] for row in await db.rows(EVENTS_TO_REMIND, db.now, limit)]


SET_STATE = """
UPDATE due_events SET state = $3, remind_at = $4, settled_at = $5 WHERE dealership_id = $1 AND id = $2
"""


async def set_state(
    db: Db, id: UUID, state: State, *, remind_at: datetime | None = None, settled: bool = False
) -> None:
    await db.run(SET_STATE, id, state, remind_at, db.now if settled else None)


COUNT_FROM = """
UPDATE due_events e SET since_on = $3, expected_on = $4, from_on = $5, to_on = $6, basis = $7
WHERE e.dealership_id = $1 AND e.id = $2
  AND NOT EXISTS (SELECT 1 FROM due_events o WHERE o.dealership_id = $1 AND o.car_id = e.car_id
                  AND o.client_id = e.client_id AND o.kind = e.kind AND o.since_on = $3)
"""


async def count_from(db: Db, id: UUID, since_on: date, coming: Forecast, basis: dict[str, Any]) -> bool:
    """The event is counted from that day from now on. False where another is already."""
    return (
        await db.run(COUNT_FROM, id, since_on, coming.expected_on, coming.from_on, coming.to_on, basis) == 1
    )


SET_REMINDED = """
UPDATE due_events SET reminded_at = $3, remind_at = NULL WHERE dealership_id = $1 AND id = $2
"""


async def set_reminded(db: Db, id: UUID) -> None:
    await db.run(SET_REMINDED, id, db.now)


PUT_OFF_REMINDER = """
UPDATE due_events SET remind_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def put_off_reminder(db: Db, id: UUID, until: datetime | None) -> None:
    """Not before then; None: the house speaks of this one no more by itself."""
    await db.run(PUT_OFF_REMINDER, id, until)


FORGET_REMINDER = """
UPDATE due_events SET reminded_at = NULL, remind_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def forget_reminder(db: Db, id: UUID, again_at: datetime | None) -> None:
    """It reached nobody, and may be tried again then."""
    await db.run(FORGET_REMINDER, id, again_at)


# A reminder waits while something between the client and the house is open, and two never come on one day. A booking
# is about its car alone.
HINDRANCE = """
SELECT CASE WHEN l.waiting_since IS NOT NULL THEN 'waiting' WHEN l.complaint_since IS NOT NULL THEN 'complaint'
            WHEN EXISTS (SELECT 1 FROM due_events b WHERE b.dealership_id = $1 AND b.client_id = $2 AND b.car_id = $3
                         AND b.state = 'booking') THEN 'booking'
            WHEN EXISTS (SELECT 1 FROM due_events b WHERE b.dealership_id = $1 AND b.client_id = $2
                         AND b.reminded_at > $4) THEN 'reminded' END
FROM book_lines l WHERE l.dealership_id = $1 AND l.client_id = $2
"""


async def hindrance(db: Db, event: DueEvent, since: datetime | None) -> str | None:
    """Why the client may not be reminded of it now; `since`: a reminder after it counts as one of today. None: the
    one of today is this."""
    found: str | None = await db.value(HINDRANCE, event.client_id, event.car_id, since)
    return found
