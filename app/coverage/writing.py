"""SQL that writes schedules and absences."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.coverage.model import Plan
from app.kit.db import Db

CLAIM_VERSION = """
INSERT INTO schedules AS s (dealership_id, person_id, version, changed_by, changed_at, own_week)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (dealership_id, person_id) DO UPDATE SET version = $3, changed_by = $4, changed_at = $5, own_week = $6
WHERE s.version = $3 - 1
"""


async def claim_version(db: Db, person: UUID, version: int, by: UUID, own_week: bool) -> bool:
    """False where `version` is not the one after that in force: of two who change at once, one does."""
    return await db.run(CLAIM_VERSION, person, version, by, db.now, own_week) == 1


DROP_SPANS = """
DELETE FROM schedule_spans WHERE dealership_id = $1 AND person_id = $2
"""


async def drop_spans(db: Db, person: UUID) -> None:
    await db.run(DROP_SPANS, person)


DROP_DAYS = """
DELETE FROM schedule_days WHERE dealership_id = $1 AND person_id = $2
"""


async def drop_days(db: Db, person: UUID) -> None:
    await db.run(DROP_DAYS, person)


INSERT_SPANS = """
INSERT INTO schedule_spans (dealership_id, person_id, n, weekday, on_date, from_minute, until_minute, kind)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def insert_spans(db: Db, person: UUID, plan: Plan, own_week: bool) -> None:
    rows = [row for row in span_rows(plan) if own_week or row[0] is None]
    await db.many(INSERT_SPANS, [(person, n, *row) for n, row in enumerate(rows)])


INSERT_DAYS = """
INSERT INTO schedule_days (dealership_id, person_id, on_date) VALUES ($1, $2, $3)
"""


async def insert_days(db: Db, person: UUID, plan: Plan) -> None:
    await db.many(INSERT_DAYS, [(person, day.on) for day in plan.days])


async def put_plan(db: Db, person: UUID, plan: Plan, by: UUID, *, own_week: bool = True) -> bool:
    """Put a whole schedule in force. False where `plan.version` is not the one after that in force. Without a week of
    their own only the dates are kept, and the week goes on following the house."""
    if not await claim_version(db, person, plan.version, by, own_week):
        return False
    await drop_spans(db, person)
    await drop_days(db, person)
    await insert_days(db, person, plan)
    await insert_spans(db, person, plan, own_week)
    return True


def span_rows(plan: Plan) -> list[tuple[int | None, date | None, int, int, str]]:
    """Day of the week or date, from, until, kind."""
    rows: list[tuple[int | None, date | None, int, int, str]] = [
        (weekday, None, span.from_minute, span.until_minute, span.kind)
        for weekday, spans in enumerate(plan.week)
        for span in spans
    ]
    return rows + [
        (None, day.on, span.from_minute, span.until_minute, span.kind)
        for day in plan.days
        for span in day.spans
    ]


INSERT_ABSENCE = """
INSERT INTO absences (dealership_id, id, person_id, kind, from_at, until_at, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""


async def insert_absence(db: Db, *absence: Any) -> bool:
    return await db.run(INSERT_ABSENCE, *absence, db.now) == 1


END_ABSENCE = """
UPDATE absences SET until_at = $4
WHERE dealership_id = $1 AND id = $2 AND person_id = $3 AND from_at < $4 AND (until_at IS NULL OR until_at > $4)
"""


async def end_absence(db: Db, absence: UUID, person: UUID) -> bool:
    """It ends now. False where there is none that lasts."""
    return await db.run(END_ABSENCE, absence, person, db.now) == 1


DROP_ABSENCE = """
DELETE FROM absences WHERE dealership_id = $1 AND id = $2 AND person_id = $3 AND from_at >= $4
"""


async def drop_absence(db: Db, absence: UUID, person: UUID) -> bool:
    """One that lies ahead is gone."""
    return await db.run(DROP_ABSENCE, absence, person, db.now) == 1


FORGET_ABSENCES = """
DELETE FROM absences WHERE dealership_id = $1 AND until_at < $2
"""


async def forget_absences(db: Db, before: datetime) -> None:
    """Remove the absences that ended before a time."""
    await db.run(FORGET_ABSENCES, before)
