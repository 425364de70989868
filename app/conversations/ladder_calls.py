"""SQL of whom the ladder called."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.kit.db import Db
from app.standards.ladder import Urgency

INSERT_CALL = """
INSERT INTO ladder_calls (dealership_id, promise_id, n, person_id, step, urgency, woken, due_at, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
"""


async def insert_call(db: Db, *call: Any) -> None:
    await db.run(INSERT_CALL, *call, db.now)


CALLS_MADE = """
SELECT coalesce(max(n), 0) FROM ladder_calls WHERE dealership_id = $1 AND promise_id = $2
"""


async def calls_made(db: Db, promise: UUID) -> int:
    """How many rungs were called about it so far."""
    made: int = await db.value(CALLS_MADE, promise)
    return made


TIMES_CALLED = """
SELECT count(DISTINCT n) FROM ladder_calls
WHERE dealership_id = $1 AND promise_id = $2 AND person_id = ANY ($3::uuid[]) AND due_at >= $4 AND urgency = $5
"""


async def times_called(
    db: Db, promise: UUID, people: tuple[UUID, ...], since: datetime | None, urgency: Urgency
) -> int:
    """How often these were called about it, by rungs that were due since then."""
    called: int = await db.value(TIMES_CALLED, promise, list(people), since, urgency)
    return called


PEOPLE_CALLED = """
SELECT DISTINCT person_id FROM ladder_calls
WHERE dealership_id = $1 AND promise_id = $2 AND ($3::timestamptz IS NULL OR due_at >= $3)
  AND ($4::text IS NULL OR urgency = $4)
"""


async def people_called(
    db: Db, promise: UUID, since: datetime | None = None, urgency: Urgency | None = None
) -> set[UUID]:
    """Who was called about it, by rungs that were due since then, and by that urgency if one is named."""
    return {row["person_id"] for row in await db.rows(PEOPLE_CALLED, promise, since, urgency)}


OPENED_BY = """
SELECT person_id, at FROM read_marks
WHERE dealership_id = $1 AND thread_id = $2 AND at >= $3 AND person_id = ANY ($4::uuid[])
ORDER BY at DESC, person_id LIMIT 1
"""


async def opened_by(
    db: Db, thread: UUID, since: datetime, people: list[UUID]
) -> tuple[UUID, datetime] | None:
    """Which of these has opened the talk since then, the last of them, and when."""
    row = await db.row(OPENED_BY, thread, since, people)
    return (row["person_id"], row["at"]) if row else None
