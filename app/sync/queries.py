"""SQL of feeds, their rows and grants, and of applied mutations."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.kit.auth import STANDING, Who
from app.kit.db import Db, Seqs
from app.sync.model import FeedSummary

FLUSH = """
WITH touched AS (
    SELECT * FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::boolean[]) AS t (feed_id, kind, row_id, gone)
), locked AS (
    SELECT f.id FROM feeds f
    WHERE f.dealership_id = $1 AND f.id IN (SELECT feed_id FROM touched)
    ORDER BY f.id FOR UPDATE
), moved AS (
    UPDATE feeds f SET seq = f.seq + 1 FROM locked
    WHERE f.dealership_id = $1 AND f.id = locked.id
    RETURNING f.id, f.seq
), written AS (
    INSERT INTO feed_rows (dealership_id, feed_id, kind, row_id, seq, gone, at)
    SELECT $1, moved.id, touched.kind, touched.row_id, moved.seq, touched.gone, $6
    FROM moved JOIN touched ON touched.feed_id = moved.id
    ON CONFLICT (dealership_id, feed_id, kind, row_id)
    DO UPDATE SET seq = excluded.seq, gone = excluded.gone, at = excluded.at
)
SELECT id, seq FROM moved
"""


async def flush(db: Db) -> Seqs:
    """Write what the unit touched, feeds locked in id order so that two units never wait for each other."""
    keys = list(db.touched)
    moved = await db.last(
        FLUSH,
        [k[0] for k in keys],
        [k[1] for k in keys],
        [k[2] for k in keys],
        list(db.touched.values()),
        db.now,
    )
    return {row["id"]: row["seq"] for row in moved}


ADD_FEED = """
INSERT INTO feeds (dealership_id, id, kind, subject_id, epoch) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""


async def add_feed(db: Db, id: UUID, kind: str, subject: UUID, epoch: UUID) -> None:
    await db.run(ADD_FEED, id, kind, subject, epoch)


ADD_GRANT = """
INSERT INTO feed_grants (dealership_id, person_id, feed_id, from_at, until_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, person_id, feed_id, from_at) DO UPDATE SET until_at = excluded.until_at
"""


async def add_grant(db: Db, person: UUID, feed: UUID, until_at: datetime | None) -> None:
    await db.run(ADD_GRANT, person, feed, db.now, until_at)


END_GRANTS = """
UPDATE feed_grants SET until_at = $3 WHERE dealership_id = $1 AND person_id = $2 AND (until_at IS NULL OR until_at > $3)
"""


async def end_grants(db: Db, person: UUID) -> int:
    return await db.run(END_GRANTS, person, db.now)


GRANTED_FEEDS = """
SELECT DISTINCT f.id, f.kind, f.epoch, f.seq
FROM feed_grants g JOIN feeds f ON f.dealership_id = g.dealership_id AND f.id = g.feed_id
WHERE g.dealership_id = $1 AND g.person_id = $2 AND g.from_at <= $3 AND (g.until_at IS NULL OR g.until_at > $3)
ORDER BY f.kind, f.id
"""


async def granted_feeds(db: Db, person: UUID) -> list[FeedSummary]:
    return [FeedSummary(**row) for row in await db.rows(GRANTED_FEEDS, person, db.now)]


GRANTED_FEED = """
SELECT f.kind, f.subject_id, f.epoch, f.seq FROM feed_grants g
JOIN feeds f ON f.dealership_id = g.dealership_id AND f.id = g.feed_id
WHERE g.dealership_id = $1 AND g.person_id = $2 AND g.feed_id = $4 AND g.from_at <= $3
  AND (g.until_at IS NULL OR g.until_at > $3)
LIMIT 1
"""


async def granted_feed(db: Db, person: UUID, feed: UUID) -> asyncpg.Record | None:
    """One feed, if this person may read it now."""
    return await db.row(GRANTED_FEED, person, db.now, feed)


GRANTED_SEQS = """
SELECT DISTINCT g.person_id, f.id, f.seq
FROM feed_grants g JOIN feeds f ON f.dealership_id = g.dealership_id AND f.id = g.feed_id
WHERE g.dealership_id = $1 AND g.person_id = ANY ($2::uuid[])
  AND g.from_at <= $3 AND (g.until_at IS NULL OR g.until_at > $3)
"""


async def granted_seqs(db: Db, people: list[UUID]) -> dict[UUID, Seqs]:
    """Where the feeds stand that each of these people may read."""
    found: dict[UUID, Seqs] = {person: {} for person in people}
    for row in await db.rows(GRANTED_SEQS, people, db.now):
        found[row["person_id"]][row["id"]] = row["seq"]
    return found


CHANGED_ROWS = """
SELECT kind, row_id, seq, gone FROM feed_rows
WHERE dealership_id = $1 AND feed_id = $2 AND seq > $3 ORDER BY seq
FETCH FIRST $4 ROWS WITH TIES
"""


async def changed_rows(db: Db, feed: UUID, since: int, limit: int) -> list[asyncpg.Record]:
    """Rows changed after `since`, whole sequences only (ties are kept together)."""
    return await db.rows(CHANGED_ROWS, feed, since, limit)


CLAIM_MUTATION = f"""
WITH {STANDING}
INSERT INTO mutations (dealership_id, actor_id, id, kind, body_hash, at)
SELECT $1, standing.id, $5, $6, $7, $3 FROM standing
ON CONFLICT DO NOTHING
"""


async def claim_mutation(db: Db, who: Who, id: UUID, kind: str, body_hash: bytes) -> bool:
    """Take the key. A rival with the same key waits here until the first has landed. Nobody takes one whose
    session has ended."""
    return await db.run(CLAIM_MUTATION, who.session, db.now, who.remembered, id, kind, body_hash) == 1


CLAIM_MUTATION_OF_CLIENT = """
INSERT INTO mutations (dealership_id, actor_id, id, kind, body_hash, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""


async def claim_mutation_of_client(db: Db, client: UUID, id: UUID, kind: str, body_hash: bytes) -> bool:
    """Take the key of a client's act. A rival with the same key waits here until the first has landed."""
    return await db.run(CLAIM_MUTATION_OF_CLIENT, client, id, kind, body_hash, db.now) == 1


MUTATION_OF = """
SELECT kind, body_hash, result FROM mutations WHERE dealership_id = $1 AND actor_id = $2 AND id = $3
"""


async def mutation_of(db: Db, actor: UUID, id: UUID) -> asyncpg.Record | None:
    return await db.row(MUTATION_OF, actor, id)


KEEP_RESULT = """
UPDATE mutations SET result = $4 WHERE dealership_id = $1 AND actor_id = $2 AND id = $3
"""


async def keep_result(db: Db, actor: UUID, id: UUID, result: bytes) -> None:
    await db.later(KEEP_RESULT, actor, id, result)


MUTATION_KINDS = """
SELECT id, kind FROM mutations WHERE dealership_id = $1 AND actor_id = $2 AND id = ANY ($3::uuid[])
"""


async def mutation_kinds(db: Db, actor: UUID, ids: list[UUID]) -> list[Any]:
    return await db.rows(MUTATION_KINDS, actor, ids)


FORGET_MUTATIONS = """
DELETE FROM mutations WHERE dealership_id = $1 AND at < $2
"""


async def forget_mutations(db: Db, before: datetime) -> int:
    return await db.run(FORGET_MUTATIONS, before)
