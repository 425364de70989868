"""Due events are raised over all cars of a house at once: what is due is found by one statement, then written in
batches, each event once by its key, whoever else raises at the same moment and however often."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from app.clients.actions import touch_cards
from app.journal.actions import record_each
from app.kit.db import Db
from app.kit.failpoints import failpoint
from app.ownership.model import Facts, Forecast
from app.ownership.rules import FASTEST, FURTHEST, SHORTEST, WINDOW, basis_of, event_id, forecast
from app.people.queries import dealership
from app.standards.model import ClockRules
from app.standards.queries import latest_standard

KIND = "service"

# A day and what was read on it are packed into one number, so that the first and the last reading of every car
# come of plain min and max in one pass over the table, with nothing sorted. The arithmetic is that of
# `rules.forecast` and `rules.after`, in whole days and kilometres; a test holds them together. Who was spoken to
# since the last service is due no sooner than before, so only those whose first event is due are looked at.
DUE_CARS = """
WITH read AS (
    SELECT o.car_id, count(*) FILTER (WHERE o.fresh) AS readings, min(o.packed) FILTER (WHERE o.fresh) AS first,
           max(o.packed) FILTER (WHERE o.fresh) AS last, max(o.packed) FILTER (WHERE o.source = 'purchase') AS bought
    FROM (SELECT r.car_id, r.source, r.read_on > $2 AS fresh,
                 (r.read_on - date '1900-01-01')::bigint * 10000000 + r.km AS packed
          FROM odometer_readings r WHERE r.dealership_id = $1 AND r.set_aside_at IS NULL) o
    GROUP BY o.car_id
), seen AS (
    SELECT v.car_id, max(floor(date_part('epoch', v.at))::bigint * 10000000 + coalesce(v.km + 1, 0)) AS last
    FROM service_visits v WHERE v.dealership_id = $1 AND v.kind = 'service' GROUP BY v.car_id
), facts AS (
    SELECT k.car_id, k.client_id, k.role, seen.last IS NOT NULL AS visited,
           CASE WHEN seen.last IS NULL THEN k.from_on
                ELSE (to_timestamp(seen.last / 10000000) AT TIME ZONE $3)::date END AS since_on,
           CASE WHEN seen.last IS NULL THEN (read.bought % 10000000)::int
                ELSE nullif(seen.last % 10000000, 0)::int - 1 END AS since_km,
           coalesce(read.readings, 0)::int AS readings,
           date '1900-01-01' + (read.first / 10000000)::int AS first_on, (read.first % 10000000)::int AS first_km,
           date '1900-01-01' + (read.last / 10000000)::int AS last_on, (read.last % 10000000)::int AS last_km
    FROM car_roles k
    JOIN clients c ON c.dealership_id = k.dealership_id AND c.id = k.client_id AND c.archived_at IS NULL
    LEFT JOIN read ON read.car_id = k.car_id
    LEFT JOIN seen ON seen.car_id = k.car_id
    WHERE k.dealership_id = $1 AND k.until_on IS NULL
), expected AS (
    SELECT facts.*, (since_on + make_interval(months => $4))::date AS by_calendar,
           CASE WHEN since_km IS NOT NULL AND last_on - first_on >= $6 AND last_km > first_km
                     AND last_km - first_km <= $7 * (last_on - first_on)
                THEN last_on + least($8, (greatest(0, since_km + $5 - last_km)::bigint * (last_on - first_on)
                                          + (last_km - first_km) - 1) / (last_km - first_km))::int END AS by_pace
    FROM facts
), due AS (
    SELECT DISTINCT ON (car_id) expected.*, least(by_calendar, by_pace) AS expected_on
    FROM expected WHERE least(by_calendar, by_pace) <= $9
    ORDER BY car_id, array_position('{owner,driver,payer}'::text[], role), client_id
), spoken AS (
    SELECT e.car_id, e.client_id, max(ARRAY[e.since_on, greatest(e.expected_on, e.since_on + 1),
                                            (e.raised_at AT TIME ZONE $3)::date]) AS days
    FROM due_events e WHERE e.dealership_id = $1 AND e.kind = 'service' GROUP BY e.car_id, e.client_id
), missed AS (
    SELECT s.car_id, s.client_id, s.days[1] AS since_on,
           (s.days[2] + make_interval(months => greatest(0,
               (extract(year FROM s.days[3])::int - extract(year FROM s.days[2])::int) * 12
               + extract(month FROM s.days[3])::int - extract(month FROM s.days[2])::int
               - (extract(day FROM s.days[3]) < extract(day FROM s.days[2]))::int) / $4 * $4))::date AS missed_on
    FROM spoken s
)
SELECT due.car_id, due.client_id,
       CASE WHEN m.missed_on IS NOT NULL THEN 'missed' WHEN due.visited THEN 'visit' ELSE 'purchase' END AS since,
       coalesce(m.missed_on, due.since_on) AS since_on, CASE WHEN m.missed_on IS NULL THEN due.since_km END AS since_km,
       due.readings, due.first_on, due.first_km, due.last_on, due.last_km,
       CASE WHEN m.missed_on IS NULL THEN due.expected_on
            ELSE (m.missed_on + make_interval(months => $4))::date END AS expected_on
FROM due LEFT JOIN missed m ON m.car_id = due.car_id AND m.client_id = due.client_id AND m.since_on >= due.since_on
WHERE m.missed_on IS NULL OR (m.missed_on + make_interval(months => $4))::date <= $9 LIMIT $10
"""

MOST = 100_000  # events found at once: a house whose first day it is has nearly all its cars due
PATIENCE = 900.0  # seconds for a pass over all cars; a million take some ten, more on a busy machine

# Right after a load the planner takes a house for a handful of rows, and would join them by one loop inside another:
# hours instead of seconds. Whole tables are read here anyway, so loops are ruled out, and there is room to sort. Of
# several processes each would gather all readings for itself.
READ_WHOLE_TABLES = """
SELECT set_config('enable_nestloop', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
       set_config('work_mem', '128MB', true)
WHERE $1::uuid IS NOT NULL
"""


async def read_whole_tables(db: Db) -> None:
    """Plans of this unit expect many rows."""
    await db.rows(READ_WHOLE_TABLES)


async def due_cars(db: Db, today: date, zone: str, rules: ClockRules) -> list[asyncpg.Record]:
    await read_whole_tables(db)
    return await db.rows(
        DUE_CARS, today - WINDOW, zone, rules.months, rules.km, SHORTEST, FASTEST, FURTHEST,
        today + timedelta(days=rules.lead_days), MOST, patience=PATIENCE,
    )  # fmt: skip


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event that is to be raised, or written down as seen too late."""

    id: UUID
    car_id: UUID
    client_id: UUID
    since_on: date
    forecast: Forecast
    basis: dict[str, Any]
    late: bool


async def due_now(db: Db) -> list[NewEvent]:
    """Cars of the house whose service is near and was not raised yet; MOST of them, if there are so many."""
    rules = (await latest_standard(db)).clock
    zone = (await dealership(db)).time_zone
    today = db.now.astimezone(ZoneInfo(zone)).date()
    rows = await due_cars(db, today, zone, rules)
    latest = today - timedelta(days=rules.late_days)
    return [new_event(row, rules, latest) for row in rows]


def facts_of(row: asyncpg.Record) -> Facts:
    return Facts(
        car_id=row["car_id"],
        since_on=row["since_on"],
        since=row["since"],
        since_km=row["since_km"],
        readings=row["readings"],
        first_on=row["first_on"],
        first_km=row["first_km"],
        last_on=row["last_on"],
        last_km=row["last_km"],
    )


def new_event(row: asyncpg.Record, rules: ClockRules, latest: date) -> NewEvent:
    facts = facts_of(row)
    said = forecast(facts, rules)
    return NewEvent(
        id=event_id(facts.car_id, row["client_id"], KIND, facts.since_on),
        car_id=facts.car_id,
        client_id=row["client_id"],
        since_on=facts.since_on,
        forecast=said,
        basis=basis_of(facts, said, rules),
        late=said.expected_on < latest,
    )


INSERT_EVENTS = """
INSERT INTO due_events (dealership_id, id, car_id, client_id, kind, since_on, expected_on, from_on, to_on, basis, state,
                        raised_at, remind_at)
SELECT $1, each.id, each.car_id, each.client_id, $2, each.since_on, each.expected_on, each.from_on, each.to_on,
       each.basis, CASE WHEN each.late THEN 'skipped' ELSE 'raised' END, $3::timestamptz,
       CASE WHEN NOT each.late THEN $3::timestamptz END
FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::date[], $8::date[], $9::date[], $10::date[], $11::jsonb[],
            $12::boolean[])
  AS each (id, car_id, client_id, since_on, expected_on, from_on, to_on, basis, late)
ON CONFLICT DO NOTHING RETURNING id, client_id, state
"""


async def insert_events(db: Db, new: list[NewEvent]) -> list[asyncpg.Record]:
    """Those of them that nobody had raised before."""
    return await db.rows(
        INSERT_EVENTS,
        KIND,
        db.now,
        [one.id for one in new],
        [one.car_id for one in new],
        [one.client_id for one in new],
        [one.since_on for one in new],
        [one.forecast.expected_on for one in new],
        [one.forecast.from_on for one in new],
        [one.forecast.to_on for one in new],
        [one.basis for one in new],
        [one.late for one in new],
    )


MISS_FORMER = """
UPDATE due_events e SET state = 'missed', remind_at = NULL, settled_at = $3
FROM unnest($4::uuid[], $5::uuid[], $6::date[]) AS each (car_id, client_id, since_on)
WHERE e.dealership_id = $1 AND e.kind = $2 AND e.car_id = each.car_id AND e.client_id = each.client_id
  AND e.since_on < each.since_on AND e.state IN ('raised', 'later', 'booking', 'handled', 'skipped')
RETURNING e.client_id, e.id
"""


async def miss_former(db: Db, new: list[NewEvent]) -> None:
    """The events from whose expected days these are counted are over: of each car one is spoken of."""
    again = [one for one in new if one.basis["since"] == "missed"]
    if not again:
        return
    cars, clients = [one.car_id for one in again], [one.client_id for one in again]
    rows = await db.rows(MISS_FORMER, KIND, db.now, cars, clients, [one.since_on for one in again])
    about = [(row["client_id"], row["id"]) for row in rows]
    await record_each(db, "due_event.settled", about, by=None, event=KIND, state="missed")
    await touch_cards(db, [row["client_id"] for row in rows])


async def raise_events(db: Db, new: list[NewEvent]) -> int:
    """Write these events, and what follows from them, in one piece; answers how many nobody had raised before."""
    await miss_former(db, new)
    rows = await insert_events(db, new)
    failpoint("events_raising")
    for state in ("raised", "skipped"):
        about = [(row["client_id"], row["id"]) for row in rows if row["state"] == state]
        if about:
            await record_each(db, f"due_event.{state}", about, by=None, event=KIND)
    await touch_cards(db, [row["client_id"] for row in rows])
    return len(rows)
