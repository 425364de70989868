"""SQL of threads and messages: what acts read and write."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.conversations.model import Thread
from app.kit.db import Db

THREAD = """
SELECT t.id, t.client_id, t.contact_point_id, c.owner_id, t.last_seq, t.waiting_since, t.greeted_at,
       o.deactivated_at IS NOT NULL AS owner_out,
       ARRAY(SELECT s.person_id FROM stand_ins s
             WHERE s.dealership_id = $1 AND s.client_id = t.client_id AND s.until_at > $3) AS stand_ins
FROM threads t
LEFT JOIN clients c ON c.dealership_id = t.dealership_id AND c.id = t.client_id
LEFT JOIN persons o ON o.dealership_id = c.dealership_id AND o.id = c.owner_id
WHERE t.dealership_id = $1 AND t.id = $2 AND t.merged_into IS NULL
"""


async def thread(db: Db, id: UUID) -> Thread | None:
    row = await db.row(THREAD, id, db.now)
    return Thread(**row) if row else None


LOCK_THREAD = """
SELECT id FROM threads WHERE dealership_id = $1 AND id = $2 FOR UPDATE
"""


async def lock_thread(db: Db, id: UUID) -> Thread | None:
    """The thread, held until the unit ends: its order and its wait change one act after the other."""
    await db.value(LOCK_THREAD, id)
    return await thread(db, id)


THREAD_OF_CLIENT = """
SELECT id FROM threads WHERE dealership_id = $1 AND client_id = $2 AND merged_into IS NULL
"""


async def thread_of_client(db: Db, client: UUID) -> UUID | None:
    found: UUID | None = await db.value(THREAD_OF_CLIENT, client)
    return found


LOBBY_OF_CONTACT_POINT = """
SELECT id FROM threads
WHERE dealership_id = $1 AND contact_point_id = $2 AND client_id IS NULL AND merged_into IS NULL
"""


async def lobby_of_contact_point(db: Db, contact_point: UUID) -> UUID | None:
    found: UUID | None = await db.value(LOBBY_OF_CONTACT_POINT, contact_point)
    return found


INSERT_THREAD = """
INSERT INTO threads (dealership_id, id, client_id, contact_point_id, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""


async def insert_thread(db: Db, id: UUID, client: UUID | None, contact_point: UUID | None) -> bool:
    """False when a rival made this client's or stranger's thread a moment ago."""
    return await db.run(INSERT_THREAD, id, client, contact_point, db.now) == 1


NEXT_SEQ = """
UPDATE threads SET last_seq = last_seq + $3, last_at = greatest(last_at, $4)
WHERE dealership_id = $1 AND id = $2 RETURNING last_seq
"""


async def next_seq(db: Db, thread: UUID, how_many: int = 1) -> int:
    """Take the next places of a thread and answer the last of them."""
    seq: int = await db.value(NEXT_SEQ, thread, how_many, db.now)
    return seq


async def take_next_seq(db: Db, thread: Thread) -> int:
    """The next place of a thread that this unit holds locked: known without asking, written with the rest."""
    await db.later(NEXT_SEQ, thread.id, 1, db.now)
    return thread.last_seq + 1


BEGIN_WAIT = """
UPDATE threads SET waiting_since = $3 WHERE dealership_id = $1 AND id = $2 AND waiting_since IS NULL
"""


async def begin_wait(db: Db, thread: UUID, since: datetime) -> bool:
    return await db.run(BEGIN_WAIT, thread, since) == 1


END_WAIT = """
UPDATE threads SET waiting_since = NULL WHERE dealership_id = $1 AND id = $2 AND waiting_since IS NOT NULL
"""


async def end_wait(db: Db, thread: UUID) -> bool:
    return await db.run(END_WAIT, thread) == 1


MARK_GREETED = """
UPDATE threads SET greeted_at = $3 WHERE dealership_id = $1 AND id = $2 AND greeted_at IS NULL
"""


async def mark_greeted(db: Db, thread: UUID) -> bool:
    return await db.run(MARK_GREETED, thread, db.now) == 1


INSERT_MESSAGE = """
INSERT INTO messages (dealership_id, id, thread_id, thread_seq, direction, channel, kind, contact_point_id, author_id,
                      phrase, source_key, reply_to, latitude, longitude, channel_at, at, quiet)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""


async def insert_message(db: Db, id: UUID, thread: UUID, seq: int, direction: str, **fields: Any) -> None:
    """Fields: channel, kind, contact_point, author, phrase, source_key, reply_to, location, channel_at, quiet."""
    location = fields.get("location")
    await db.later(
        INSERT_MESSAGE,
        id,
        thread,
        seq,
        direction,
        fields["channel"],
        fields["kind"],
        fields.get("contact_point"),
        fields.get("author"),
        fields.get("phrase"),
        fields.get("source_key"),
        fields.get("reply_to"),
        location.latitude if location else None,
        location.longitude if location else None,
        fields.get("channel_at"),
        db.now,
        fields.get("quiet", False),
    )


FIRST_TEXT = """
INSERT INTO message_texts (dealership_id, message_id, n, text, at) VALUES ($1, $2, 1, $3, $4)
"""


async def first_text(db: Db, message: UUID, text: str) -> None:
    """The words of a new message."""
    await db.later(FIRST_TEXT, message, text, db.now)


INSERT_TEXT = """
INSERT INTO message_texts (dealership_id, message_id, n, text, at)
SELECT $1, $2, coalesce(max(n), 0) + 1, $3, $4 FROM message_texts WHERE dealership_id = $1 AND message_id = $2
"""


async def insert_text(db: Db, message: UUID, text: str) -> None:
    """The next version of a message's words."""
    await db.run(INSERT_TEXT, message, text, db.now)


INSERT_MESSAGE_FILE = """
INSERT INTO message_files (dealership_id, message_id, n, file_id) VALUES ($1, $2, $3, $4)
"""


async def insert_message_file(db: Db, message: UUID, n: int, file: UUID) -> None:
    await db.later(INSERT_MESSAGE_FILE, message, n, file)


MESSAGE_OF_SOURCE = """
SELECT id FROM messages WHERE dealership_id = $1 AND source_key = $2
UNION ALL SELECT message_id FROM message_parts WHERE dealership_id = $1 AND source_key = $2 LIMIT 1
"""


async def message_of_source(db: Db, key: str) -> UUID | None:
    """The message that its channel knows by this key, whole or a part of it."""
    found: UUID | None = await db.value(MESSAGE_OF_SOURCE, key)
    return found


MESSAGE_PLACE = """
SELECT m.id, m.thread_id, m.thread_seq, m.source_key, m.direction, m.deleted_at, t.client_id
FROM messages m JOIN threads t ON t.dealership_id = m.dealership_id AND t.id = m.thread_id
WHERE m.dealership_id = $1 AND m.id = $2
"""


async def message_place(db: Db, id: UUID) -> asyncpg.Record | None:
    return await db.row(MESSAGE_PLACE, id)


LATEST_TEXT = """
SELECT text FROM message_texts WHERE dealership_id = $1 AND message_id = $2 ORDER BY n DESC LIMIT 1
"""


async def latest_text(db: Db, message: UUID) -> str | None:
    text: str | None = await db.value(LATEST_TEXT, message)
    return text


REMOTE_ID_OF_MESSAGE = """
SELECT coalesce(m.source_key, (
    SELECT d.remote_id FROM deliveries d WHERE d.dealership_id = $1 AND d.thing_id = m.id AND d.remote_id IS NOT NULL
    ORDER BY d.attempt DESC, d.part LIMIT 1))
FROM messages m WHERE m.dealership_id = $1 AND m.id = $2
"""


async def remote_id_of_message(db: Db, id: UUID) -> str | None:
    """How the channel knows this message, if it does."""
    key: str | None = await db.value(REMOTE_ID_OF_MESSAGE, id)
    return key


MESSAGES_OF_FILE = """
SELECT message_id FROM message_files WHERE dealership_id = $1 AND file_id = $2
UNION SELECT message_id FROM former_files WHERE dealership_id = $1 AND file_id = $2
"""


async def messages_of_file(db: Db, file: UUID) -> list[UUID]:
    return [row["message_id"] for row in await db.rows(MESSAGES_OF_FILE, file)]


ADDRESS_OF_THREAD = """
SELECT EXISTS (SELECT 1 FROM messages m WHERE m.dealership_id = $1 AND m.id = $3) AS taken,
       a.id, a.channel, a.account_id, a.destination, a.contact_point_id, a.language, a.stopped_at, a.stopped_because
FROM threads t
CROSS JOIN LATERAL (
  SELECT b.* FROM (
    SELECT o.id FROM contact_points o WHERE o.dealership_id = $1 AND o.client_id = t.client_id AND o.ended_at IS NULL
    UNION ALL
    SELECT s.id FROM contact_points s WHERE s.dealership_id = $1 AND t.client_id IS NULL AND s.id = t.contact_point_id
      AND s.ended_at IS NULL) p
  JOIN addresses b ON b.dealership_id = $1 AND b.contact_point_id = p.id
  UNION ALL
  SELECT b.* FROM own_chats l
  JOIN addresses b ON b.dealership_id = $1 AND b.id = l.address_id AND b.stopped_at IS NULL
  WHERE l.dealership_id = $1 AND l.client_id = t.client_id AND l.person_id = $4 AND l.ended_at IS NULL
    AND l.until_at > $5) a
WHERE t.dealership_id = $1 AND t.id = $2
ORDER BY a.stopped_at IS NOT NULL, a.heard_at DESC NULLS LAST, a.id
LIMIT 1
"""


async def address_of_thread(
    db: Db, thread: UUID, message: UUID | None = None, writer: UUID | None = None
) -> asyncpg.Record | None:
    """Where an answer goes: the open address the client last wrote from; and whether `message` is there already.
    A chat of somebody's own account is one only for its owner, while they may answer there."""
    return await db.row(ADDRESS_OF_THREAD, thread, message, writer, db.now)


SET_READ_MARK = """
INSERT INTO read_marks AS r (dealership_id, thread_id, person_id, seq, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, thread_id, person_id) DO UPDATE SET seq = excluded.seq, at = excluded.at
WHERE r.seq < excluded.seq
"""


async def set_read_mark(db: Db, thread: UUID, person: UUID, seq: int) -> bool:
    """False when the person had read further already."""
    return await db.run(SET_READ_MARK, thread, person, seq, db.now) == 1


SPOKE_BY_ITSELF = """
SELECT EXISTS (SELECT 1 FROM messages WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'out'
               AND phrase IS NOT NULL)
"""


async def spoke_by_itself(db: Db, thread: UUID) -> bool:
    """Was anything automatic said here? To a stranger that always asks for their number."""
    spoke: bool = await db.value(SPOKE_BY_ITSELF, thread)
    return spoke


SAID_SINCE = """
SELECT EXISTS (SELECT 1 FROM messages WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'out'
               AND phrase->>'code' = $3 AND at >= $4)
"""


async def said_since(db: Db, thread: UUID, code: str, since: datetime) -> bool:
    """Was this automatic text said here since then?"""
    said: bool = await db.value(SAID_SINCE, thread, code, since)
    return said
