"""SQL of schedules, absences and pairs, and who is responsible for every client of a house at one instant."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.coverage.ladder import Away, Keeper, Roster, Window
from app.coverage.model import Absence, DayPlan, Plan, Span
from app.coverage.spans import minutes_of
from app.coverage.substitutions import windows
from app.kit.db import Db
from app.people.model import Named
from app.people.queries import dealership
from app.standards.queries import latest_standard

RESPONSIBLE_NOW = """
WITH local AS MATERIALIZED (
    SELECT time_zone AS zone, ($2::timestamptz AT TIME ZONE time_zone)::date AS today FROM dealerships WHERE id = $1
), near AS MATERIALIZED (
    SELECT today + n AS day, extract(isodow FROM today + n)::int - 1 AS weekday, zone
    FROM local, generate_series(-2, 1) n
), planned AS (
    SELECT s.person_id, near.day, near.zone, s.from_minute, s.until_minute, s.kind
    FROM near JOIN schedule_spans s ON s.dealership_id = $1 AND s.weekday = near.weekday
    WHERE NOT EXISTS (SELECT FROM schedule_days d
                      WHERE d.dealership_id = $1 AND d.person_id = s.person_id AND d.on_date = near.day)
    UNION ALL
    SELECT s.person_id, near.day, near.zone, s.from_minute, s.until_minute, s.kind
    FROM near JOIN schedule_spans s ON s.dealership_id = $1 AND s.on_date = near.day
    UNION ALL
    SELECT p.id, near.day, near.zone, $3::smallint, $4::smallint, 'work' FROM near CROSS JOIN persons p
    WHERE p.dealership_id = $1 AND p.role IN ('manager', 'supervisor')
      AND NOT EXISTS (SELECT FROM schedules s WHERE s.dealership_id = $1 AND s.person_id = p.id AND s.own_week)
      AND NOT EXISTS (SELECT FROM schedule_days d
                      WHERE d.dealership_id = $1 AND d.person_id = p.id AND d.on_date = near.day)
), here AS MATERIALIZED (
    SELECT p.id AS person_id, p.role, bool_or(planned.kind = 'duty') AS on_duty
    FROM planned JOIN persons p ON p.dealership_id = $1 AND p.id = planned.person_id
    WHERE p.deactivated_at IS NULL AND p.role IN ('manager', 'supervisor')
      AND $2::timestamptz >= (day + from_minute * interval '1 minute') AT TIME ZONE zone
      AND $2::timestamptz < (day + until_minute * interval '1 minute') AT TIME ZONE zone
      AND NOT EXISTS (SELECT FROM absences a
                      WHERE a.dealership_id = $1 AND a.person_id = p.id AND a.from_at <= $2
                        AND (a.until_at IS NULL OR a.until_at > $2))
    GROUP BY 1, 2
), substitute AS MATERIALIZED (
    SELECT DISTINCT ON (s.owner_id) s.owner_id, s.person_id FROM substitutions s JOIN here USING (person_id)
    WHERE s.dealership_id = $1 AND s.from_at <= $2 AND s.until_at > $2 ORDER BY s.owner_id, s.from_at, s.person_id
), duty AS (SELECT person_id FROM here WHERE on_duty ORDER BY 1 LIMIT 1
), supervisor AS (SELECT person_id FROM here WHERE role = 'supervisor' ORDER BY 1 LIMIT 1
), answering AS MATERIALIZED (
    SELECT o.id AS owner_id,
           coalesce(substitute.person_id, own.person_id, pair.person_id, duty.person_id, supervisor.person_id)
               AS person_id,
           CASE WHEN substitute.person_id IS NOT NULL THEN 'substitute'
                WHEN own.person_id IS NOT NULL THEN 'owner' WHEN pair.person_id IS NOT NULL THEN 'pair'
                WHEN duty.person_id IS NOT NULL THEN 'duty' WHEN supervisor.person_id IS NOT NULL THEN 'supervisor'
           END AS step
    FROM persons o
    LEFT JOIN substitute ON substitute.owner_id = o.id
    LEFT JOIN here own ON own.person_id = o.id
    LEFT JOIN pairs ON pairs.dealership_id = $1 AND pairs.person_id = o.id
    LEFT JOIN here pair ON pair.person_id = pairs.with_id
    LEFT JOIN duty ON true
    LEFT JOIN supervisor ON true
    WHERE o.dealership_id = $1
)
SELECT c.id AS client_id, c.owner_id, a.person_id, a.step
FROM clients c LEFT JOIN answering a ON a.owner_id = c.owner_id
WHERE c.dealership_id = $1
"""


async def responsible_now(db: Db, at: datetime, usual: Span) -> list[Any]:
    """Of every client of the house: who answers at this instant, and by which step; None: nobody.

    The set-based twin of `ladder.responsible_at`: what one of them says differently is a bug.
    """
    return await db.rows(RESPONSIBLE_NOW, at, usual.from_minute, usual.until_minute)


KEEPERS = """
SELECT p.id, p.name, p.role, p.deactivated_at IS NULL AS active, coalesce(s.version, 0) AS version, r.with_id AS pair,
       coalesce(s.own_week, false) AS own_week
FROM persons p
LEFT JOIN schedules s ON s.dealership_id = $1 AND s.person_id = p.id
LEFT JOIN pairs r ON r.dealership_id = $1 AND r.person_id = p.id
WHERE p.dealership_id = $1 AND p.role IN ('manager', 'supervisor')
"""


async def keepers(db: Db) -> list[Any]:
    return await db.rows(KEEPERS)


SPANS = """
SELECT person_id, weekday, on_date, from_minute, until_minute, kind FROM schedule_spans
WHERE dealership_id = $1 AND (on_date IS NULL OR on_date >= $2) ORDER BY person_id, n
"""


async def spans(db: Db, since: date) -> list[Any]:
    return await db.rows(SPANS, since)


DAYS = """
SELECT person_id, on_date FROM schedule_days WHERE dealership_id = $1 AND on_date >= $2
"""


async def days(db: Db, since: date) -> list[Any]:
    return await db.rows(DAYS, since)


ABSENCES = """
SELECT a.id, a.person_id, a.kind, a.from_at, a.until_at, a.made_by, p.name AS maker
FROM absences a JOIN persons p ON p.dealership_id = $1 AND p.id = a.made_by
WHERE a.dealership_id = $1 AND (a.until_at IS NULL OR a.until_at > $2) ORDER BY a.from_at, a.id
"""


async def absences(db: Db, since_at: datetime) -> list[Any]:
    return await db.rows(ABSENCES, since_at)


async def roster(db: Db, since: date, since_at: datetime) -> Roster:
    """Everybody who may be responsible, with what holds from a day on."""
    zone = (await dealership(db)).time_zone
    weeks: dict[UUID, list[list[Span]]] = {}
    dates: dict[UUID, dict[date, list[Span]]] = {}
    away: dict[UUID, list[Away]] = {}
    for row in await days(db, since):
        dates.setdefault(row["person_id"], {})[row["on_date"]] = []
    for row in await spans(db, since):
        span = Span(from_minute=row["from_minute"], until_minute=row["until_minute"], kind=row["kind"])
        if row["on_date"]:
            dates[row["person_id"]][row["on_date"]].append(span)
        else:
            weeks.setdefault(row["person_id"], [[] for _ in range(7)])[row["weekday"]].append(span)
    for row in await absences(db, since_at):
        absence = Away(kind=row["kind"], from_at=row["from_at"], until_at=row["until_at"])
        away.setdefault(row["person_id"], []).append(absence)
    agreed: dict[UUID, list[Window]] = {}
    for row in await windows(db, since_at):
        one = Window(person=row["person_id"], from_at=row["from_at"], until_at=row["until_at"])
        agreed.setdefault(row["owner_id"], []).append(one)
    people = {
        row["id"]: Keeper(
            **{name: value for name, value in row.items() if name != "own_week"},
            week=weeks.get(row["id"], [[] for _ in range(7)]) if row["own_week"] else None,
            days=dates.get(row["id"], {}),
            absences=away.get(row["id"], []),
            substitutes=agreed.get(row["id"], []),
        )
        for row in await keepers(db)
    }
    return Roster(keepers=people, zone=zone, usual=await usual_span(db))


async def usual_span(db: Db) -> Span:
    """The opening hours of the house, by which everybody works who made no schedule."""
    answer = (await latest_standard(db)).answer
    return Span(from_minute=minutes_of(answer.from_time), until_minute=minutes_of(answer.until_time))


async def absences_of(db: Db, person: UUID) -> list[Absence]:
    """What of this person's absences lasts or is to come."""
    return [
        Absence(
            id=row["id"], kind=row["kind"], from_at=row["from_at"], until_at=row["until_at"],
            by=Named(id=row["made_by"], name=row["maker"]),
        )
        for row in await absences(db, db.now)
        if row["person_id"] == person
    ]  # fmt: skip


ABSENT = """
SELECT person_id FROM absences WHERE dealership_id = $1 AND id = $2
"""


async def absent(db: Db, absence: UUID) -> UUID | None:
    """Whose absence it is; None where there is none."""
    person: UUID | None = await db.value(ABSENT, absence)
    return person


MAKER = """
SELECT s.changed_at, p.id, p.name FROM schedules s
JOIN persons p ON p.dealership_id = $1 AND p.id = s.changed_by
WHERE s.dealership_id = $1 AND s.person_id = $2
"""


async def maker(db: Db, person: UUID) -> tuple[datetime | None, Named | None]:
    """When this schedule was last changed, and by whom."""
    row = await db.row(MAKER, person)
    return (row["changed_at"], Named(id=row["id"], name=row["name"])) if row else (None, None)


SCHEDULE_VERSION = """
SELECT version FROM schedules WHERE dealership_id = $1 AND person_id = $2
"""


async def schedule_version(db: Db, person: UUID) -> int:
    """0 where they never made one."""
    return int(await db.value(SCHEDULE_VERSION, person) or 0)


SCHEDULES_BEGUN = """
SELECT EXISTS (SELECT FROM schedules WHERE dealership_id = $1)
    OR EXISTS (SELECT FROM absences WHERE dealership_id = $1 AND (until_at IS NULL OR until_at > $2))
"""


async def schedules_begun(db: Db) -> bool:
    """Does anybody of the house say when they are here?"""
    begun: bool = await db.value(SCHEDULES_BEGUN, db.now)
    return begun


def plan_of(keeper: Keeper, usual: Span) -> Plan:
    """The schedule as its owner edits it. A week that follows the house is what the house has today."""
    week = keeper.week if keeper.week is not None else [[usual] for _ in range(7)]
    days = [DayPlan(on=on, spans=spans) for on, spans in sorted(keeper.days.items())]
    return Plan(version=keeper.version, week=week, days=days)
