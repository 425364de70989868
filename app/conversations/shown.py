"""What a client sees of their own talk: the words of both sides, and nothing that is not on its way to them."""

from typing import Any
from uuid import UUID

import msgspec

from app.conversations.asked import Option
from app.conversations.model import Attachment, Location
from app.conversations.saying import Choice, Saying
from app.kit.db import Db
from app.texts import Phrase, say

SAYING_ROWS = """
SELECT m.id, m.thread_seq AS seq, m.direction, m.kind, m.at, m.deleted_at, m.reply_to, m.latitude, m.longitude,
       m.source_key, p.name AS author, v.text, greatest(v.at, b.at) AS text_at, q.id AS ask_id, q.options,
       (SELECT coalesce(json_agg(json_build_object(
                   'id', f.id, 'kind', f.media_kind, 'media_type', f.media_type, 'size', f.size, 'name', f.name,
                   'seconds', f.seconds, 'state', CASE f.state WHEN 'queued' THEN 'fetching' ELSE f.state END)
                   ORDER BY h.n), '[]')::text
        FROM message_files h JOIN files f ON f.dealership_id = $1 AND f.id = h.file_id
        WHERE h.dealership_id = $1 AND h.message_id = m.id) AS files
FROM messages m
LEFT JOIN persons p ON p.dealership_id = $1 AND p.id = m.author_id
LEFT JOIN asks q ON q.dealership_id = $1 AND q.client_id = $4 AND q.message_id = m.id AND q.answered_at IS NULL
     AND (q.until_at IS NULL OR q.until_at > $2)
LEFT JOIN LATERAL (SELECT x.text, x.at FROM message_texts x WHERE x.dealership_id = $1 AND x.message_id = m.id
                   ORDER BY x.n DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (SELECT max(r.replaced_at) AS at FROM former_files r
                   WHERE r.dealership_id = $1 AND r.message_id = m.id) b ON true
WHERE m.dealership_id = $1 AND m.thread_id = $3 AND (m.direction = 'in' OR coalesce((
    SELECT bool_or(tried.arrived) FROM (
        SELECT bool_and(d.state IN ('sent', 'delivered')
                        OR (d.state = 'not_confirmed' AND a.channel = 'web')) AS arrived
        FROM deliveries d JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
        WHERE d.dealership_id = $1 AND d.thing_id = m.id GROUP BY d.attempt) tried), true))
"""
"""What waits, was taken back or did not get out is the house's own matter; what lies in the window was not lost.
A text that arrived by one way is shown, whatever becomes of it on another."""

SAYINGS_BEFORE = SAYING_ROWS + "AND m.thread_seq < $5 ORDER BY m.thread_seq DESC LIMIT $6"
SAYINGS = SAYING_ROWS + "AND m.id = ANY ($5::uuid[]) ORDER BY m.thread_seq"


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """The client who reads. `prefix` begins the channel's keys of what they wrote in their own window."""

    client_id: UUID
    language: str
    prefix: str


async def sayings_before(db: Db, reader: Reader, thread: UUID, before: int, most: int) -> list[Saying]:
    """The last of a talk before a place, oldest first."""
    rows = await db.rows(SAYINGS_BEFORE, db.now, thread, reader.client_id, before, most)
    return [saying_of(row, reader) for row in reversed(rows)]


async def sayings(db: Db, reader: Reader, thread: UUID, ids: list[UUID]) -> list[Saying]:
    """These of a talk, as far as the client sees them."""
    return [saying_of(row, reader) for row in await db.rows(SAYINGS, db.now, thread, reader.client_id, ids)]


def saying_of(row: Any, reader: Reader) -> Saying:
    key = (row["source_key"] or "").removeprefix(reader.prefix)
    options = msgspec.convert(row["options"] or [], list[Option])
    deleted = row["deleted_at"] is not None
    here = row["latitude"] is not None
    return Saying(
        id=row["id"],
        seq=row["seq"],
        mine=row["direction"] == "in",
        key=UUID(key) if key and key != row["source_key"] else None,
        kind=row["kind"],
        text="" if deleted else words_of(row, reader),
        files=[] if deleted else msgspec.json.decode(row["files"], type=list[Attachment]),
        location=Location(latitude=row["latitude"], longitude=row["longitude"]) if here else None,
        author=row["author"],
        at=row["at"],
        edited=(row["text_at"] or row["at"]) > row["at"],
        deleted=deleted,
        reply_to=row["reply_to"],
        ask_id=row["ask_id"],
        choices=[Choice(key=option.key, text=say(option.words, reader.language)) for option in options],
    )


def words_of(row: Any, reader: Reader) -> str:
    """Of their own missed call a client reads that it was one, not the number it came from."""
    return say(Phrase("preview.call"), reader.language) if row["kind"] == "call" else row["text"] or ""


LIES_IN_WINDOW = """
SELECT DISTINCT m.id FROM messages m
JOIN deliveries d ON d.dealership_id = $1 AND d.thing_id = m.id AND d.state IN ('sending', 'sent', 'not_confirmed')
JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id AND a.channel = 'web'
WHERE m.dealership_id = $1 AND m.thread_id = $2 AND m.thread_seq BETWEEN $3 AND $4 AND m.direction = 'out'
"""


async def lies_in_window(db: Db, thread: UUID, after: int, until: int) -> list[UUID]:
    """What was put into the client's window between these places and not fetched yet, as far as is known."""
    return [row["id"] for row in await db.rows(LIES_IN_WINDOW, thread, after, until)]


NAMED_IN_TALK = """
SELECT h.message_id FROM message_files h
JOIN messages m ON m.dealership_id = $1 AND m.id = h.message_id
WHERE h.dealership_id = $1 AND h.file_id = $3 AND m.thread_id = $2 AND m.deleted_at IS NULL
"""


async def named_in_talk(db: Db, thread: UUID, file: UUID) -> list[UUID]:
    """The messages of this talk that name the file."""
    return [row["message_id"] for row in await db.rows(NAMED_IN_TALK, thread, file)]
