"""SQL of surveys: asked after a visit, or why not; answered by one mark."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.kit.db import Db
from app.people.queries import dealership

VISIT = """
SELECT v.client_id, v.at, v.kind, v.place, k.make || ' ' || k.model AS car,
       coalesce((SELECT bool_or(e.to_on < (v.at AT TIME ZONE $3)::date) FROM due_events e
                 WHERE e.dealership_id = $1 AND e.car_id = v.car_id AND e.settled_at = v.made_at), false) AS late
FROM service_visits v JOIN cars k ON k.dealership_id = v.dealership_id AND k.id = v.car_id
WHERE v.dealership_id = $1 AND v.id = $2
"""


async def visit(db: Db, id: UUID) -> asyncpg.Record | None:
    """Whose car was serviced when and where; `late` = later than the clock gave it."""
    return await db.row(VISIT, id, (await dealership(db)).time_zone)


ASKED_SINCE = """
SELECT max(asked_at) AS last_at, count(*) AS times FROM surveys
WHERE dealership_id = $1 AND client_id = $2 AND id <> $3 AND asked_at > $4
"""


async def asked_since(db: Db, client: UUID, survey: UUID, since: datetime) -> tuple[datetime | None, int]:
    """When the client was asked last, and how often since that instant; this survey apart."""
    row = await db.row(ASKED_SINCE, client, survey, since)
    assert row is not None
    return row["last_at"], row["times"]


LAST_MARK = """
SELECT instrument, mark, answered_at FROM surveys
WHERE dealership_id = $1 AND client_id = $2 AND mark IS NOT NULL ORDER BY answered_at DESC LIMIT 1
"""


async def last_mark(db: Db, client: UUID) -> asyncpg.Record | None:
    return await db.row(LAST_MARK, client)


INSERT_SURVEY = """
INSERT INTO surveys (dealership_id, id, client_id, visit_id, instrument, visited_at, asked_at, skipped)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""


async def insert_survey(
    db: Db,
    id: UUID,
    client: UUID,
    visit: UUID,
    visited_at: datetime,
    asked_at: datetime | None,
    skipped: str | None,
) -> bool:
    """False when this visit has been dealt with."""
    return await db.run(INSERT_SURVEY, id, client, visit, "csat", visited_at, asked_at, skipped) == 1


SET_SKIPPED = """
UPDATE surveys SET asked_at = NULL, skipped = $3 WHERE dealership_id = $1 AND id = $2 AND answered_at IS NULL
"""


async def set_skipped(db: Db, id: UUID, because: str) -> None:
    """The client was not asked after all."""
    await db.run(SET_SKIPPED, id, because)


ANSWER_SURVEY = """
UPDATE surveys SET answered_at = $3, mark = $4 WHERE dealership_id = $1 AND id = $2 AND answered_at IS NULL
RETURNING instrument, visit_id
"""


async def answer_survey(db: Db, id: UUID, mark: int | None) -> asyncpg.Record | None:
    """What was asked, about which visit; None if there is an answer already."""
    return await db.row(ANSWER_SURVEY, id, db.now, mark)


SET_READER = """
UPDATE surveys SET reader = $3 WHERE dealership_id = $1 AND id = $2
"""


async def set_reader(db: Db, id: UUID, reader: str) -> None:
    await db.run(SET_READER, id, reader)


SUPERVISORS = """
SELECT id FROM persons WHERE dealership_id = $1 AND role = 'supervisor' AND deactivated_at IS NULL ORDER BY id
"""


async def supervisors(db: Db) -> list[UUID]:
    return [row["id"] for row in await db.rows(SUPERVISORS)]
