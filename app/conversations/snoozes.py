"""SQL of waits that were put aside."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.kit.db import Db

INSERT_SNOOZE = """
INSERT INTO snoozes (dealership_id, id, thread_id, person_id, made_at, until_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (dealership_id, id) DO NOTHING
"""


async def insert_snooze(db: Db, id: UUID, thread: UUID, person: UUID, until: datetime) -> bool:
    return await db.run(INSERT_SNOOZE, id, thread, person, db.now, until) == 1


LAST_HEARD = """
SELECT coalesce(max(thread_seq), 0) FROM messages WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'in'
"""


async def last_heard(db: Db, thread: UUID) -> int:
    """The place of the client's newest words in this talk; 0 before any."""
    place: int = await db.value(LAST_HEARD, thread)
    return place


END_OPEN_SNOOZE = """
UPDATE snoozes SET ended_at = $3 WHERE dealership_id = $1 AND thread_id = $2 AND ended_at IS NULL
"""


async def end_open_snooze(db: Db, thread: UUID) -> bool:
    return await db.run(END_OPEN_SNOOZE, thread, db.now) == 1


OPEN_SNOOZE = """
SELECT id, until_at FROM snoozes WHERE dealership_id = $1 AND thread_id = $2 AND ended_at IS NULL
"""


async def open_snooze(db: Db, thread: UUID) -> asyncpg.Record | None:
    """The one that stands, also where its hour has passed and nobody has looked since."""
    return await db.row(OPEN_SNOOZE, thread)


END_OPEN_SNOOZES = """
UPDATE snoozes SET ended_at = $3 WHERE dealership_id = $1 AND thread_id = ANY ($2::uuid[]) AND ended_at IS NULL
"""


async def end_open_snoozes(db: Db, threads: list[UUID]) -> None:
    await db.run(END_OPEN_SNOOZES, threads, db.now)
