"""SQL of the journal's entries, followups and the timeline."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.kit.db import Db

INSERT_ENTRY = """
INSERT INTO entries (dealership_id, id, at, kind, actor_kind, actor_id, client_id, subject_id, facts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def insert_entry(db: Db, *entry: Any) -> None:
    await db.later(INSERT_ENTRY, *entry)


INSERT_FOLLOWUPS = """
INSERT INTO followups (dealership_id, follower, entry_id, due_at)
SELECT $1, follower, $2, $3 FROM unnest($4::text[]) AS follower
"""


async def insert_followups(db: Db, entry: UUID, due_at: datetime, followers: list[str]) -> None:
    """A row for everyone who must read the entry; it waits with the entry and goes in the same statement."""
    await db.later(INSERT_FOLLOWUPS, entry, due_at, followers)


INSERT_FOLLOWUPS_OF_EACH = """
INSERT INTO followups (dealership_id, follower, entry_id, due_at)
SELECT $1, follower, entry, $3 FROM unnest($2::uuid[]) AS entry CROSS JOIN unnest($4::text[]) AS follower
"""


async def insert_followups_of_each(
    db: Db, entries: list[UUID], due_at: datetime, followers: list[str]
) -> None:
    await db.run(INSERT_FOLLOWUPS_OF_EACH, entries, due_at, followers)


INSERT_ENTRIES = """
INSERT INTO entries (dealership_id, id, at, kind, actor_kind, actor_id, client_id, subject_id, facts)
SELECT $1, each.id, $5, $6, $7, $8, each.client_id, each.subject_id, $9
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS each (id, client_id, subject_id)
"""


async def insert_entries(db: Db, *entries: Any) -> None:
    await db.run(INSERT_ENTRIES, *entries)


INSERT_TIMELINES = """
INSERT INTO timeline (dealership_id, client_id, at, id, kind, who_id, ref_id, words)
SELECT $1, each.client_id, $4, each.id, $5, $6, $7, $8
FROM unnest($2::uuid[], $3::uuid[]) AS each (id, client_id)
"""


async def insert_timelines(db: Db, *lines: Any) -> None:
    await db.run(INSERT_TIMELINES, *lines)


INSERT_TIMELINE = """
INSERT INTO timeline (dealership_id, client_id, at, id, kind, who_id, ref_id, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def insert_timeline(db: Db, *line: Any) -> None:
    await db.later(INSERT_TIMELINE, *line)


DELETE_TIMELINE = """
DELETE FROM timeline WHERE dealership_id = $1 AND client_id = $2 AND ref_id = $3
"""


async def delete_timeline(db: Db, client: UUID, ref: UUID) -> None:
    await db.run(DELETE_TIMELINE, client, ref)


CLAIM_FOLLOWUPS = """
WITH free AS MATERIALIZED (
    SELECT follower, entry_id FROM followups
    WHERE dealership_id = $1 AND state = 'queued' AND due_at <= $2 AND (lease_until IS NULL OR lease_until <= now())
    ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE followups f SET lease_until = now() + interval '30 seconds', attempts = attempts + 1 FROM free
WHERE f.dealership_id = $1 AND f.follower = free.follower AND f.entry_id = free.entry_id
RETURNING f.follower, f.entry_id, f.attempts
"""


async def claim_followups(db: Db, limit: int) -> list[asyncpg.Record]:
    return await db.rows(CLAIM_FOLLOWUPS, db.now, limit)


FINISH_FOLLOWUP = """
DELETE FROM followups WHERE dealership_id = $1 AND follower = $2 AND entry_id = $3
"""


async def finish_followup(db: Db, follower: str, entry: UUID) -> bool:
    """Take the row; False when a rival has read it already."""
    return await db.run(FINISH_FOLLOWUP, follower, entry) == 1


PUT_OFF_FOLLOWUP = """
UPDATE followups SET lease_until = NULL, due_at = $4, state = $5
WHERE dealership_id = $1 AND follower = $2 AND entry_id = $3
"""


async def put_off_followup(db: Db, follower: str, entry: UUID, due_at: datetime, state: str) -> None:
    await db.run(PUT_OFF_FOLLOWUP, follower, entry, due_at, state)


ENTRY = """
SELECT id, at, kind, actor_kind, actor_id, client_id, subject_id, facts FROM entries
WHERE dealership_id = $1 AND id = $2
"""


async def entry(db: Db, id: UUID) -> asyncpg.Record | None:
    return await db.row(ENTRY, id)


WAS_REMOVED = """
SELECT EXISTS (SELECT FROM entries WHERE dealership_id = $1 AND subject_id = $2 AND actor_id = $3
               AND kind IN ('template.removed', 'passkey.removed'))
"""


async def was_removed(db: Db, subject: UUID, by: UUID) -> bool:
    """Did this person remove it before? Then the answer was lost, and the same wish again is no trouble."""
    removed: bool = await db.value(WAS_REMOVED, subject, by)
    return removed
