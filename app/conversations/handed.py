"""SQL of talks on their way to another manager: who is spoken to how, what they were promised, what is read."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.kit.db import Db


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """A client on the way to another manager: how they are spoken to, where, and what they were promised."""

    client_id: UUID
    address_form: str
    language: str
    time_zone: str | None
    never_before: Any
    never_after: Any
    thread_id: UUID | None
    waiting_since: datetime | None
    by_at: datetime | None
    address_id: UUID | None
    channel: str | None


LOCK_THREADS_OF = """
SELECT id FROM threads
WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[]) AND merged_into IS NULL ORDER BY id FOR UPDATE
"""


async def lock_threads_of(db: Db, clients: list[UUID]) -> list[UUID]:
    """The talks of these clients, held until the unit ends: no word comes in between."""
    return [row["id"] for row in await db.rows(LOCK_THREADS_OF, clients)]


HANDED = """
SELECT c.id AS client_id, c.address_form, c.language, c.time_zone, c.never_before, c.never_after,
       t.id AS thread_id, t.waiting_since, r.by_at, a.id AS address_id, a.channel
FROM clients c
LEFT JOIN threads t ON t.dealership_id = $1 AND t.client_id = c.id AND t.merged_into IS NULL
LEFT JOIN promises r ON r.dealership_id = $1 AND r.thread_id = t.id AND r.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT b.id, b.channel FROM contact_points p
    JOIN addresses b ON b.dealership_id = $1 AND b.contact_point_id = p.id AND b.stopped_at IS NULL
    WHERE p.dealership_id = $1 AND p.client_id = t.client_id AND p.ended_at IS NULL
    ORDER BY b.heard_at DESC NULLS LAST, b.id LIMIT 1) a ON true
WHERE c.dealership_id = $1 AND c.id = ANY ($2::uuid[]) ORDER BY c.name_key, c.id
"""


async def handed(db: Db, clients: list[UUID]) -> list[Handed]:
    """These clients with the open address each last wrote from; without one they are not connected."""
    return [Handed(**row) for row in await db.rows(HANDED, clients)]


INSERT_ANNOUNCEMENTS = """
WITH each AS (
    SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::text[])
      AS e (id, thread_id, channel, phrase, text)
), placed AS (
    UPDATE threads t SET last_seq = t.last_seq + 1 FROM each
    WHERE t.dealership_id = $1 AND t.id = each.thread_id RETURNING t.id, t.last_seq
), said AS (
    INSERT INTO messages (dealership_id, id, thread_id, thread_seq, direction, channel, kind, phrase, at)
    SELECT $1, each.id, placed.id, placed.last_seq, 'out', each.channel, 'text', each.phrase, $7
    FROM each JOIN placed ON placed.id = each.thread_id RETURNING id
)
INSERT INTO message_texts (dealership_id, message_id, n, text, at)
SELECT $1, said.id, 1, each.text, $7 FROM said JOIN each ON each.id = said.id
"""


async def insert_announcements(db: Db, rows: list[tuple[UUID, UUID, str, Any, str]]) -> None:
    """One automatic text in each of many talks: (message, thread, channel, phrase, words)."""
    await db.run(INSERT_ANNOUNCEMENTS, *[list(column) for column in zip(*rows, strict=True)], db.now)


HAND_READ_MARKS = """
INSERT INTO read_marks AS r (dealership_id, thread_id, person_id, seq, at)
SELECT k.dealership_id, k.thread_id, $4, k.seq, $5 FROM read_marks k
WHERE k.dealership_id = $1 AND k.thread_id = ANY ($2::uuid[]) AND k.person_id = $3
ON CONFLICT (dealership_id, thread_id, person_id) DO UPDATE SET seq = excluded.seq, at = excluded.at
WHERE r.seq < excluded.seq
"""


async def hand_read_marks(db: Db, threads: list[UUID], giver: UUID, receiver: UUID) -> None:
    """What the one has read is not new to the other: five years of a talk are not five hundred unread lines."""
    await db.run(HAND_READ_MARKS, threads, giver, receiver, db.now)
