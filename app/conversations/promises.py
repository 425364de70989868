"""SQL of promises and waivers: who answers whom by when, and how it ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.conversations.model import GROSSLY
from app.kit.db import Db

INSERT_PROMISE = """
INSERT INTO promises (dealership_id, id, thread_id, person_id, by_at, made_at, basis)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


async def insert_promise(db: Db, id: UUID, thread: UUID, person: UUID, by_at: datetime, basis: Any) -> None:
    await db.run(INSERT_PROMISE, id, thread, person, by_at, db.now, basis)


OPEN_PROMISE = """
SELECT id, thread_id, person_id, by_at, new_by_at, made_at, told_at, missed_at FROM promises
WHERE dealership_id = $1 AND thread_id = $2 AND ended_at IS NULL
"""


async def open_promise(db: Db, thread: UUID) -> asyncpg.Record | None:
    return await db.row(OPEN_PROMISE, thread)


def told_by(promise: asyncpg.Record) -> datetime:
    """The time that the client was told last."""
    told: datetime = promise["new_by_at"] or promise["by_at"]
    return told


MARK_TOLD = """
WITH told AS (UPDATE watches SET tell_at = NULL WHERE dealership_id = $1 AND promise_id = $2)
UPDATE promises SET told_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def mark_told(db: Db, promise: UUID) -> None:
    """The client knows who answers and by when: nothing tells them a second time."""
    await db.run(MARK_TOLD, promise, db.now)


END_PROMISE = """
UPDATE promises SET ended_at = $3, ending = $4 WHERE dealership_id = $1 AND id = $2 AND ended_at IS NULL
"""


async def end_promise(db: Db, promise: UUID, ending: str, at: datetime | None = None) -> None:
    await db.run(END_PROMISE, promise, at or db.now, ending)


PROMISED_BY = """
SELECT by_at FROM promises WHERE dealership_id = $1 AND id = $2
"""


async def promised_by(db: Db, promise: UUID) -> datetime | None:
    """The time a client was told."""
    by_at: datetime | None = await db.value(PROMISED_BY, promise)
    return by_at


REOPEN_PROMISE = """
UPDATE promises SET ended_at = NULL, ending = NULL
WHERE dealership_id = $1 AND id = $2 AND ended_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM promises p WHERE p.dealership_id = $1 AND p.thread_id = promises.thread_id
                  AND p.ended_at IS NULL)
RETURNING person_id, by_at, new_by_at
"""


async def reopen_promise(db: Db, promise: UUID) -> asyncpg.Record | None:
    return await db.row(REOPEN_PROMISE, promise)


INSERT_WAIVER = """
INSERT INTO waivers (dealership_id, id, thread_id, waited_since, promise_id, at, by_person)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
"""


async def insert_waiver(
    db: Db, id: UUID, thread: UUID, waited_since: datetime, promise: UUID | None, by: UUID
) -> bool:
    """False when this id is another waiver\'s."""
    return await db.run(INSERT_WAIVER, id, thread, waited_since, promise, db.now, by) == 1


UNDO_WAIVER = """
UPDATE waivers w SET undone_at = $3, undone_by = $4
WHERE w.dealership_id = $1 AND w.undone_at IS NULL AND w.id = (
    SELECT id FROM waivers WHERE dealership_id = $1 AND thread_id = $2 ORDER BY at DESC, id DESC LIMIT 1)
  AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.dealership_id = $1 AND m.thread_id = $2 AND m.direction = 'out'
                  AND m.author_id IS NOT NULL AND m.at > w.at)
RETURNING w.waited_since, w.promise_id
"""


async def undo_waiver(db: Db, thread: UUID, by: UUID) -> asyncpg.Record | None:
    """Take back the last waiver, unless somebody has answered since."""
    return await db.row(UNDO_WAIVER, thread, db.now, by)


WAITING_BY_PERSON = """
SELECT r.person_id, count(*) AS waiting FROM promises r
JOIN threads t ON t.dealership_id = $1 AND t.id = r.thread_id AND t.waiting_since IS NOT NULL
WHERE r.dealership_id = $1 AND r.ended_at IS NULL GROUP BY 1
"""


async def waiting_by_person(db: Db) -> dict[UUID, int]:
    """How many clients were promised an answer of each person and have none yet."""
    return {row["person_id"]: row["waiting"] for row in await db.rows(WAITING_BY_PERSON)}


CLIENTS_PROMISED = """
SELECT t.client_id, coalesce(r.new_by_at, r.by_at) AS by_at
FROM promises r JOIN threads t ON t.dealership_id = $1 AND t.id = r.thread_id
WHERE r.dealership_id = $1 AND r.person_id = $2 AND r.ended_at IS NULL AND t.client_id IS NOT NULL
"""


async def clients_promised(db: Db, person: UUID) -> dict[UUID, datetime]:
    """Whom this person owes an answer now, and by when."""
    return {row["client_id"]: row["by_at"] for row in await db.rows(CLIENTS_PROMISED, person)}


RENAME_PROMISES = """
UPDATE promises r SET person_id = $3 FROM threads t
WHERE r.dealership_id = $1 AND t.dealership_id = $1 AND t.id = r.thread_id AND t.client_id = ANY ($2::uuid[])
  AND r.ended_at IS NULL AND r.person_id <> $3
RETURNING r.id, t.client_id
"""


async def rename_promises(db: Db, clients: list[UUID], person: UUID) -> list[tuple[UUID, UUID]]:
    """Open promises to these clients are this person's now, by the time that was told. (client, promise) each."""
    return [(row["client_id"], row["id"]) for row in await db.rows(RENAME_PROMISES, clients, person)]


RENAME_PROMISE = """
UPDATE promises SET person_id = $3 WHERE dealership_id = $1 AND id = $2
"""


async def rename_promise(db: Db, promise: UUID, person: UUID) -> None:
    await db.run(RENAME_PROMISE, promise, person)


MOVE_PROMISE = """
UPDATE promises SET new_by_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def move_promise(db: Db, promise: UUID, new_by_at: datetime) -> None:
    """The client was told this later time. It makes no late answer one in time."""
    await db.run(MOVE_PROMISE, promise, new_by_at)


MISS_PROMISE = """
UPDATE promises SET missed_at = $3 WHERE dealership_id = $1 AND id = $2 AND missed_at IS NULL AND ended_at IS NULL
"""


async def miss_promise(db: Db, promise: UUID) -> bool:
    """Its time has passed. False where somebody has noted it."""
    return await db.run(MISS_PROMISE, promise, db.now) == 1


THREAD_OF_PROMISE = """
SELECT thread_id FROM promises WHERE dealership_id = $1 AND id = $2
"""


async def thread_of_promise(db: Db, promise: UUID) -> UUID | None:
    thread: UUID | None = await db.value(THREAD_OF_PROMISE, promise)
    return thread


LAST_WORDS = """
SELECT m.id FROM promises p JOIN messages m ON m.dealership_id = $1 AND m.thread_id = p.thread_id
WHERE p.dealership_id = $1 AND p.id = $2 AND m.direction = 'in' ORDER BY m.thread_seq DESC LIMIT 1
"""


async def last_words(db: Db, promise: UUID) -> UUID | None:
    """What the client who was promised an answer said last."""
    message: UUID | None = await db.value(LAST_WORDS, promise)
    return message


BRING_FORWARD = """
UPDATE promises SET by_at = $3 WHERE dealership_id = $1 AND id = $2 AND by_at > $3
"""


async def bring_forward(db: Db, promise: UUID, by_at: datetime) -> None:
    await db.run(BRING_FORWARD, promise, by_at)


MISS_PROMISES = """
UPDATE promises p SET missed_at = $2 FROM threads t
WHERE p.dealership_id = $1 AND t.dealership_id = $1 AND t.id = p.thread_id
  AND p.ended_at IS NULL AND p.by_at < $2
  AND (p.missed_at IS NULL OR (p.missed_at <= p.by_at + $3::interval AND p.by_at + $3::interval < $2))
RETURNING p.id, p.by_at, t.client_id
"""


async def miss_promises(db: Db) -> list[asyncpg.Record]:
    """Open promises whose time has passed since anybody looked, or by now grossly: each is answered once for both."""
    return await db.rows(MISS_PROMISES, db.now, GROSSLY)
