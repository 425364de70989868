"""SQL of touches: calls, visits and notes as people logged them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.conversations.logged import TouchRow
from app.kit.db import Db

CARD_SINCE = """
SELECT created_at FROM clients WHERE dealership_id = $1 AND id = $2 FOR UPDATE
"""


async def card_since(db: Db, client: UUID) -> datetime:
    """When the card was made. Held, as a change of the card holds it: before the line in the book."""
    since: datetime = await db.value(CARD_SINCE, client)
    return since


INSERT_TOUCH = """
INSERT INTO touches (dealership_id, id, client_id, kind, direction, outcome, words, at, made_by, made_at, next_step,
                     next_step_at, no_step, line_before, answered, waited_since, promise_id, undone_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT DO NOTHING
"""


async def insert_touch(db: Db, touch: TouchRow) -> bool:
    """False when this id is another touch's."""
    return await db.run(INSERT_TOUCH, *(getattr(touch, name) for name in touch.__struct_fields__)) == 1


LOCK_TOUCH = """
SELECT id, client_id, kind, direction, outcome, words, at, made_by, made_at, next_step, next_step_at, no_step,
       line_before, answered, waited_since, promise_id, undone_at
FROM touches WHERE dealership_id = $1 AND id = $2 FOR UPDATE
"""


async def lock_touch(db: Db, id: UUID) -> TouchRow | None:
    row = await db.row(LOCK_TOUCH, id)
    return TouchRow(**row) if row else None


UNDO_TOUCH = """
UPDATE touches SET undone_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def undo_touch(db: Db, touch: TouchRow) -> TouchRow:
    await db.run(UNDO_TOUCH, touch.id, db.now)
    return msgspec.structs.replace(touch, undone_at=db.now)


LAST_MET = """
SELECT max(at) FROM touches
WHERE dealership_id = $1 AND client_id = $2 AND undone_at IS NULL AND outcome = ANY ($3::text[])
"""


async def last_met(db: Db, client: UUID, outcomes: tuple[str, ...]) -> datetime | None:
    """When the client and the house last spoke by phone or in person, as people logged it."""
    at: datetime | None = await db.value(LAST_MET, client, outcomes)
    return at


HEARD_AFTER = """
SELECT EXISTS (SELECT 1 FROM messages WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'in' AND at > $3)
"""


async def heard_after(db: Db, thread: UUID, at: datetime) -> bool:
    """Did the client write again after that instant?"""
    heard: bool = await db.value(HEARD_AFTER, thread, at)
    return heard


ANSWERED_AFTER = """
SELECT EXISTS (SELECT 1 FROM messages WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'out'
               AND author_id IS NOT NULL AND at > $3)
    OR EXISTS (SELECT 1 FROM waivers WHERE dealership_id = $1 AND thread_id = $2 AND at > $3 AND undone_at IS NULL)
    OR EXISTS (SELECT 1 FROM touches WHERE dealership_id = $1 AND client_id = $4 AND answered AND made_at > $3
               AND undone_at IS NULL)
"""


async def answered_after(db: Db, thread: UUID, client: Any, at: datetime) -> bool:
    """Has anybody answered the client in another way since that instant?"""
    answered: bool = await db.value(ANSWERED_AFTER, thread, at, client)
    return answered
