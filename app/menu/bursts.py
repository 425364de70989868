"""SQL of bursts: what a client says without a pause, judged once the pause is there."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from app.coverage.urgency import Verdict
from app.kit.db import Db

PAUSE = timedelta(seconds=15)
"""So long a client says nothing more before it is judged what they said."""
AT_THE_LATEST = timedelta(seconds=25)
"""Whoever goes on and on is not waited for any longer than this."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a burst, in its latest words."""

    id: UUID
    seq: int
    kind: str
    text: str
    channel: str
    contact_point_id: UUID | None


ADD_TO_BURST = """
UPDATE bursts b SET due_at = greatest(b.due_at, least($4, b.began_at + $5::interval))
FROM messages m
WHERE b.dealership_id = $1 AND b.state = 'queued' AND m.dealership_id = $1 AND m.id = b.message_id
  AND m.thread_id = $2 AND b.due_at > $3
RETURNING b.message_id
"""


async def add_to_burst(db: Db, thread: UUID, message: UUID, at: datetime) -> None:
    """It goes on with what the client has just said, or begins anew. The thread is held by this unit."""
    if await db.value(ADD_TO_BURST, thread, at, at + PAUSE, AT_THE_LATEST) is None:
        await open_burst(db, message, at)


OPEN_BURST = """
INSERT INTO bursts (dealership_id, message_id, began_at, due_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""


async def open_burst(db: Db, message: UUID, at: datetime) -> None:
    await db.run(OPEN_BURST, message, at, at + PAUSE)


DUE_BURSTS = """
SELECT message_id FROM bursts WHERE dealership_id = $1 AND state = 'queued' AND due_at <= $2 ORDER BY due_at LIMIT $3
"""


async def due_bursts(db: Db, limit: int) -> list[UUID]:
    return [row["message_id"] for row in await db.rows(DUE_BURSTS, db.now, limit)]


HOLD_BURST = """
SELECT message_id, attempts FROM bursts
WHERE dealership_id = $1 AND message_id = $2 AND state = 'queued' AND due_at <= $3 FOR UPDATE
"""


async def hold_burst(db: Db, burst: UUID) -> asyncpg.Record | None:
    """Held until the unit ends; None if a rival has judged it, or the client has gone on."""
    return await db.row(HOLD_BURST, burst, db.now)


PUT_OFF_BURST = """
UPDATE bursts SET due_at = $3, attempts = attempts + 1 WHERE dealership_id = $1 AND message_id = $2 AND state = 'queued'
"""


async def put_off_burst(db: Db, burst: UUID, until: datetime) -> None:
    await db.run(PUT_OFF_BURST, burst, until)


END_BURST = """
UPDATE bursts SET state = 'over', judged_at = $3, urgency = $4, sure = $5, outcome = $6, reasons = $7, standard = $8
WHERE dealership_id = $1 AND message_id = $2
"""


async def end_burst(db: Db, burst: UUID, verdict: Verdict | None, outcome: str, standard: int) -> None:
    """What it was judged to be, why, and what came of it; no verdict where it was no matter any more."""
    judged: tuple[Any, ...] = (verdict.urgency, verdict.sure) if verdict else (None, None)
    reasons = verdict.reasons if verdict else []
    await db.run(END_BURST, burst, db.now, *judged, outcome, reasons, standard)


NOTE_ANSWER = """
UPDATE bursts SET answer = $3 WHERE dealership_id = $1 AND message_id = $2
"""


async def note_answer(db: Db, burst: UUID, answer: str) -> None:
    await db.run(NOTE_ANSWER, burst, answer)


SAID_SINCE = """
SELECT m.id, m.thread_seq AS seq, m.kind, m.channel, m.contact_point_id,
       CASE WHEN m.kind = 'call' THEN '' ELSE coalesce((
           SELECT v.text FROM message_texts v WHERE v.dealership_id = $1 AND v.message_id = m.id
           ORDER BY v.n DESC LIMIT 1), '') END AS text
FROM messages f JOIN messages m ON m.dealership_id = $1 AND m.thread_id = f.thread_id AND m.thread_seq >= f.thread_seq
WHERE f.dealership_id = $1 AND f.id = $2 AND m.direction = 'in' AND NOT m.quiet AND m.deleted_at IS NULL
ORDER BY m.thread_seq DESC LIMIT 50
"""


async def said_since(db: Db, burst: UUID) -> list[Said]:
    """What the client said from its first message on and has not taken back; of very much the newest."""
    return [Said(**row) for row in reversed(await db.rows(SAID_SINCE, burst))]


IS_READ = """
SELECT EXISTS (SELECT 1 FROM read_marks r WHERE r.dealership_id = $1 AND r.thread_id = $2 AND r.seq >= $3)
"""


async def is_read(db: Db, thread: UUID, seq: int) -> bool:
    """Has anybody of the house the talk open, down to there?"""
    read: bool = await db.value(IS_READ, thread, seq)
    return read


PERSON_SPOKE_SINCE = """
SELECT EXISTS (SELECT 1 FROM messages m WHERE m.dealership_id = $1 AND m.thread_id = $2 AND m.direction = 'out'
               AND m.author_id IS NOT NULL AND m.at >= $3)
"""


async def person_spoke_since(db: Db, thread: UUID, since: datetime) -> bool:
    spoke: bool = await db.value(PERSON_SPOKE_SINCE, thread, since)
    return spoke


ASKED_SINCE = """
SELECT a.answer FROM asks a
WHERE a.dealership_id = $1 AND a.client_id = $2 AND a.kind = $3 AND a.asked_at >= $4
ORDER BY a.asked_at DESC LIMIT 1
"""


async def asked_since(db: Db, client: UUID, kind: str, since: datetime) -> tuple[bool, str | None]:
    """Was this client asked since then, and what did they answer last?"""
    row = await db.row(ASKED_SINCE, client, kind, since)
    return row is not None, row["answer"] if row else None
