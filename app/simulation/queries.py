"""SQL of what is left of a week: its promises, words, calls and alarms, as raw rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.kit.db import Db

Rows = list[dict[str, Any]]

PROMISES_MADE = """
SELECT id, thread_id, person_id, made_at, by_at, new_by_at, missed_at, ended_at, ending FROM promises
WHERE dealership_id = $1 ORDER BY made_at, id
"""


async def promises_made(db: Db) -> Rows:
    return [dict(row) for row in await db.rows(PROMISES_MADE)]


SPOKEN = """
SELECT thread_id, at, author_id, direction FROM messages WHERE dealership_id = $1 ORDER BY at
"""


async def spoken(db: Db) -> Rows:
    return [dict(row) for row in await db.rows(SPOKEN)]


CALLS_MADE = """
SELECT promise_id, person_id, n, due_at, at, urgency, woken FROM ladder_calls
WHERE dealership_id = $1 ORDER BY due_at, n
"""


async def calls_made(db: Db) -> Rows:
    return [dict(row) for row in await db.rows(CALLS_MADE)]


MISSES_NOTED = """
SELECT subject_id, min(at) AS at FROM entries WHERE dealership_id = $1 AND kind = 'promise.missed' GROUP BY 1
"""


async def misses_noted(db: Db) -> dict[UUID, datetime]:
    """When the break of each promise was written into the journal."""
    return {row["subject_id"]: row["at"] for row in await db.rows(MISSES_NOTED)}


WITHOUT_RESPONSIBLE = """
SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'wait.without_responsible'
"""


async def without_responsible(db: Db) -> int:
    count: int = await db.value(WITHOUT_RESPONSIBLE)
    return count


GAPS_RAISED = """
SELECT on_date, raised_at FROM coverage_gaps WHERE dealership_id = $1
"""


async def gaps_raised(db: Db) -> dict[date, datetime]:
    """When the alarm of each day that somebody left uncovered was raised."""
    return {row["on_date"]: row["raised_at"] for row in await db.rows(GAPS_RAISED)}


PUSHES_LEFT = """
SELECT v.person_id, d.settled_at AS at, d.state = 'delivered' AS shown, d.body->>'kind' AS kind, m.thread_id,
       EXISTS (SELECT 1 FROM ladder_calls c JOIN promises p ON p.dealership_id = $1 AND p.id = c.promise_id
               WHERE c.dealership_id = $1 AND p.thread_id = m.thread_id AND c.urgency = 'now'
               AND c.due_at <= d.settled_at AND coalesce(p.ended_at, 'infinity') >= d.settled_at) AS urgent
FROM deliveries d
JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
JOIN devices v ON v.dealership_id = $1 AND v.id = a.device_id
JOIN messages m ON m.dealership_id = $1 AND m.id = (d.body->>'message_id')::uuid
WHERE d.dealership_id = $1 AND d.state IN ('sent', 'delivered') ORDER BY d.settled_at, d.id
"""


async def pushes_left(db: Db) -> Rows:
    """Whose phone was pushed to when, why, and whether the talk it is about was an emergency at that time."""
    return [dict(row) for row in await db.rows(PUSHES_LEFT)]


LOGGED = """
SELECT kind, at, facts FROM entries WHERE dealership_id = $1 AND kind ~ $2
"""


async def logged(db: Db, kinds: str) -> Rows:
    return [dict(row) for row in await db.rows(LOGGED, kinds)]


LOOKS = """
SELECT min(due_at) AS at FROM watches WHERE dealership_id = $1 AND state = 'queued' AND due_at > $2
UNION ALL SELECT min(due_at) FROM bursts WHERE dealership_id = $1 AND state = 'queued' AND due_at > $2
UNION ALL SELECT min(due_at) FROM alerts WHERE dealership_id = $1 AND state = 'queued' AND due_at > $2
UNION ALL SELECT min(due_at) FROM deliveries WHERE dealership_id = $1 AND state = 'queued' AND due_at > $2
"""


async def looks(db: Db) -> list[datetime]:
    """When the house has to look again by itself."""
    return [row["at"] for row in await db.rows(LOOKS, db.now) if row["at"]]


CALLED_NOW = """
SELECT c.person_id, p.thread_id FROM ladder_calls c
JOIN promises p ON p.dealership_id = c.dealership_id AND p.id = c.promise_id
WHERE c.dealership_id = $1 AND c.at = $2 AND p.ended_at IS NULL ORDER BY p.made_at, c.n
"""


async def called_now(db: Db) -> list[tuple[UUID, UUID]]:
    """Who was called at this very moment, and into which talk."""
    return [(row["person_id"], row["thread_id"]) for row in await db.rows(CALLED_NOW, db.now)]
