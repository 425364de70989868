"""SQL of what a capsule is drawn from."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.handoffs.model import Happened, Promise, Said
from app.kit.db import Db
from app.texts import Phrase

READS_TALK = """($3 OR c.owner_id = $2 OR EXISTS (
    SELECT 1 FROM stand_ins e
    WHERE e.dealership_id = $1 AND e.client_id = c.id AND e.person_id = $2 AND e.until_at > $4))"""
"""The talk of client `c` is open at $4 to person $2: all are to whom $3 says so, else to the owner and stand-ins."""

KINDS = [
    "complaint.made", "complaint.closed", "complaint.solved", "complaint.reopened", "complaint.withdrawn",
    "complaint.heard", "survey.answered", "promise.missed", "repeat.told",
]  # fmt: skip

HAPPENED_TO = """
SELECT id, kind, at, subject_id AS subject, facts FROM entries
WHERE dealership_id = $1 AND client_id = $2 AND at > $3 AND kind = ANY ($4::text[]) ORDER BY at DESC, id DESC LIMIT 200
"""


async def happened_to(db: Db, client: UUID, since: datetime) -> list[Happened]:
    """What the journal has of a client that shows how they feel, the latest first."""
    return [Happened(**row) for row in await db.rows(HAPPENED_TO, client, since, KINDS)]


LAST_SAID = """
SELECT m.id, m.at, m.direction, m.kind, p.name AS who, left(v.text, 600) AS text, f.seconds, f.name AS file_name
FROM messages m
LEFT JOIN persons p ON p.dealership_id = $1 AND p.id = m.author_id
LEFT JOIN LATERAL (SELECT x.text FROM message_texts x WHERE x.dealership_id = $1 AND x.message_id = m.id
                   ORDER BY x.n DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (SELECT g.seconds, g.name FROM message_files h
                   JOIN files g ON g.dealership_id = $1 AND g.id = h.file_id
                   WHERE h.dealership_id = $1 AND h.message_id = m.id ORDER BY h.n LIMIT 1) f ON true
WHERE m.dealership_id = $1 AND m.thread_id = $2 AND m.phrase IS NULL AND m.deleted_at IS NULL AND NOT m.quiet
ORDER BY m.thread_seq DESC LIMIT 40
"""


async def last_said(db: Db, thread: UUID) -> list[Said]:
    """The last words of people there, without what the house said by itself, what was deleted, and tapped answers."""
    return [
        Said(
            id=row["id"], at=row["at"], side="client" if row["direction"] == "in" else "house",
            who=row["who"] if row["direction"] == "out" else None, text=row["text"] or "", kind=row["kind"],
            seconds=row["seconds"], file_name=row["file_name"],
        )
        for row in await db.rows(LAST_SAID, thread)
    ]  # fmt: skip


LAST_TOUCHES = """
SELECT l.id, l.at, l.words, p.name AS who FROM timeline l
LEFT JOIN persons p ON p.dealership_id = $1 AND p.id = l.who_id
WHERE l.dealership_id = $1 AND l.client_id = $2 AND l.kind IN ('call', 'visit', 'note')
ORDER BY l.at DESC, l.id DESC LIMIT 5
"""


async def last_touches(db: Db, client: UUID) -> list[Said]:
    """The last calls, visits and notes, as the card has them."""
    return [
        Said(
            id=row["id"], at=row["at"], side="house", who=row["who"], text="",
            touch=msgspec.convert(row["words"], Phrase),
        )
        for row in await db.rows(LAST_TOUCHES, client)
    ]  # fmt: skip


PROMISED_NOW = """
SELECT p.name, r.by_at, r.new_by_at FROM promises r
JOIN persons p ON p.dealership_id = $1 AND p.id = r.person_id
WHERE r.dealership_id = $1 AND r.thread_id = $2 AND r.ended_at IS NULL
"""


async def promised_now(db: Db, thread: UUID) -> Promise | None:
    row: Any = await db.row(PROMISED_NOW, thread)
    return Promise(**row) if row else None
