"""SQL of the promise board: how promises ended, how long clients waited for a person, what they had to tell twice."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.kit.db import Db

WAIVED = """(r.ending = 'withdrawn' AND r.ended_at > r.by_at AND NOT EXISTS (
    SELECT 1 FROM threads g WHERE g.dealership_id = $1 AND g.id = r.thread_id AND g.merged_into IS NOT NULL))"""
"""Its time passed, and then no answer was needed any more: that takes nothing back. The wait of a stranger who turned
out to be a client goes on in the client's own talk, by its own promise."""

HOW_KEPT = f"""
SELECT r.person_id, p.name, count(*) AS made, count(*) FILTER (WHERE r.ending = 'kept') AS kept,
       count(*) FILTER (WHERE r.ending = 'late' OR {WAIVED}) AS late,
       count(*) FILTER (WHERE r.ended_at IS NULL AND r.by_at < $4) AS missed,
       count(*) FILTER (WHERE r.ended_at IS NULL AND r.by_at >= $4) AS open,
       count(*) FILTER (WHERE r.ending = 'withdrawn' AND NOT {WAIVED}) AS withdrawn,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY r.ended_at - r.made_at)
           FILTER (WHERE r.ending IN ('kept', 'late')) AS median,
       percentile_disc(0.9) WITHIN GROUP (ORDER BY r.ended_at - r.made_at)
           FILTER (WHERE r.ending IN ('kept', 'late')) AS p90
FROM persons p
JOIN promises r ON r.dealership_id = $1 AND r.person_id = p.id AND r.made_at >= $2 AND r.made_at <= $4
WHERE p.dealership_id = $1 AND ($3::uuid IS NULL OR p.id = $3)
GROUP BY GROUPING SETS ((r.person_id, p.name), ()) ORDER BY p.name NULLS LAST, r.person_id
"""


async def how_kept(db: Db, since: datetime, person: UUID | None) -> list[asyncpg.Record]:
    """A row for each person who was promised, and one of all of them, without a person."""
    return await db.rows(HOW_KEPT, since, person, db.now)


BY_HOUR = """
SELECT extract(hour FROM r.made_at AT TIME ZONE $5)::int AS hour, count(*) AS answered,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY r.ended_at - r.made_at) AS median,
       percentile_disc(0.9) WITHIN GROUP (ORDER BY r.ended_at - r.made_at) AS p90
FROM persons p
JOIN promises r ON r.dealership_id = $1 AND r.person_id = p.id AND r.made_at >= $2 AND r.made_at <= $4
WHERE p.dealership_id = $1 AND ($3::uuid IS NULL OR p.id = $3) AND r.ending IN ('kept', 'late')
GROUP BY 1 ORDER BY 1
"""


async def by_hour(db: Db, since: datetime, person: UUID | None, zone: str) -> list[asyncpg.Record]:
    """How long it took until a person answered, by the hour of the house in which the wait began."""
    return await db.rows(BY_HOUR, since, person, db.now, zone)


BROKEN_FACTS = f"""
SELECT r.id, r.thread_id, r.person_id, p.name AS person, r.made_at, r.by_at, r.new_by_at, r.ended_at, r.ending, r.basis,
       t.client_id, c.address_form AS client, c.owner_id,
       (SELECT count(*) FROM promises q WHERE q.dealership_id = $1 AND q.person_id = r.person_id AND q.id <> r.id
        AND q.made_at <= r.made_at AND q.made_at > r.made_at - interval '3 days'
        AND (q.ended_at IS NULL OR q.ended_at > r.made_at)) AS beside,
       (SELECT h.at FROM touches h WHERE h.dealership_id = $1 AND h.client_id = t.client_id AND h.promise_id = r.id
        AND h.undone_at IS NULL AND h.at <= r.by_at ORDER BY h.at LIMIT 1) AS said_at,
       (SELECT count(*) FROM ladder_calls l WHERE l.dealership_id = $1 AND l.promise_id = r.id) AS called,
       t.client_id IS NOT NULL AND EXISTS (
           SELECT 1 FROM entries e WHERE e.dealership_id = $1 AND e.client_id = t.client_id AND e.at >= r.made_at
           AND e.kind = 'promise.renamed' AND e.subject_id = r.id) AS handed_on
FROM persons p
JOIN promises r ON r.dealership_id = $1 AND r.person_id = p.id AND r.made_at >= $2 AND r.made_at <= $4
     AND (r.ending = 'late' OR (r.ended_at IS NULL AND r.by_at < $4) OR {WAIVED})
JOIN threads t ON t.dealership_id = $1 AND t.id = r.thread_id
LEFT JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
WHERE p.dealership_id = $1 AND ($3::uuid IS NULL OR p.id = $3)
  AND ($5::uuid IS NULL OR (r.made_at, r.id) < (SELECT a.made_at, a.id FROM promises a
                                                WHERE a.dealership_id = $1 AND a.id = $5))
ORDER BY r.made_at DESC, r.id DESC LIMIT $6
"""


async def broken_facts(
    db: Db, since: datetime, person: UUID | None, after: UUID | None, most: int
) -> list[asyncpg.Record]:
    """Promises that were not kept, the newest first, with what tells why: who else waited for the same person, whether
    it went from one to another meanwhile, how many the ladder called, and when they say they called, where that was
    logged too late."""
    return await db.rows(BROKEN_FACTS, since, person, db.now, after, most)


TOLD_TWICE = """
SELECT r.person_id, count(DISTINCT coalesce(r.question_id, r.message_id)) AS repeats,
       count(DISTINCT coalesce(r.question_id, r.message_id)) FILTER (WHERE r.how = 'told') AS told
FROM repeats r
WHERE r.dealership_id = $1 AND r.at >= $2 AND r.at <= $4 AND ($3::uuid IS NULL OR r.person_id = $3)
GROUP BY 1
"""


async def told_twice(db: Db, since: datetime, person: UUID | None) -> dict[UUID | None, asyncpg.Record]:
    """Questions that were repeats, each once, by who asked; under None those that nobody had asked."""
    return {row["person_id"]: row for row in await db.rows(TOLD_TWICE, since, person, db.now)}


CONTACTS = """
WITH met AS (
    SELECT m.author_id AS person_id, t.client_id, (m.at AT TIME ZONE $5)::date AS on_date
    FROM threads t
    JOIN messages m ON m.dealership_id = $1 AND m.thread_id = t.id AND m.at >= $2 AND m.at <= $4
         AND m.direction = 'out' AND m.author_id IS NOT NULL
    WHERE t.dealership_id = $1 AND t.client_id IS NOT NULL AND t.merged_into IS NULL AND t.last_seq > 0
      AND t.last_at >= $2 AND ($3::uuid IS NULL OR m.author_id = $3)
    UNION
    SELECT h.made_by, h.client_id, (h.at AT TIME ZONE $5)::date
    FROM touches h
    WHERE h.dealership_id = $1 AND h.at >= $2 AND h.at <= $4 AND h.outcome IN ('talked', 'call_back', 'came')
      AND h.undone_at IS NULL AND ($3::uuid IS NULL OR h.made_by = $3))
SELECT person_id, count(*) AS contacts FROM met GROUP BY 1
"""


async def contacts(db: Db, since: datetime, person: UUID | None, zone: str) -> dict[UUID, int]:
    """With how many clients a person wrote or spoke, each day of each client counted once: ten messages make no more
    contacts than one."""
    rows = await db.rows(CONTACTS, since, person, db.now, zone)
    return {row["person_id"]: row["contacts"] for row in rows}
