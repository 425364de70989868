"""SQL of judged bursts as people look back at them: what fired, who was called, and whether it was right."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.kit.db import Db

FIRED = """
SELECT b.message_id, b.judged_at, b.urgency, b.sure, b.outcome, b.reasons, b.answer, b.standard,
       m.thread_id, t.client_id, c.address_form AS client,
       k.urgent AS marked_urgent, k.at AS marked_at, k.made_by AS marked_by, w.name AS marker
FROM bursts b
JOIN messages m ON m.dealership_id = $1 AND m.id = b.message_id
JOIN threads t ON t.dealership_id = $1 AND t.id = m.thread_id
LEFT JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
LEFT JOIN burst_marks k ON k.dealership_id = $1 AND k.message_id = b.message_id
LEFT JOIN persons w ON w.dealership_id = $1 AND w.id = k.made_by
WHERE b.dealership_id = $1 AND b.judged_at IS NOT NULL AND b.urgency IN ('now', 'before')
  AND ($2::uuid IS NULL OR b.message_id = $2)
  AND ($3::uuid IS NULL OR (b.judged_at, b.message_id) < (SELECT a.judged_at, a.message_id FROM bursts a
                                                          WHERE a.dealership_id = $1 AND a.message_id = $3))
ORDER BY b.judged_at DESC, b.message_id DESC LIMIT $4
"""


async def fired(db: Db, one: UUID | None, after: UUID | None, most: int) -> list[asyncpg.Record]:
    """Bursts in which something was found, the newest first; or only this one."""
    return await db.rows(FIRED, one, after, most)


OWN_CALL = """NOT EXISTS (
    SELECT 1 FROM messages n JOIN bursts o ON o.dealership_id = $1 AND o.message_id = n.id
    WHERE n.dealership_id = $1 AND n.thread_id = m.thread_id AND o.judged_at > b.judged_at AND o.judged_at <= l.at
      AND (o.outcome = 'woke' OR o.answer = 'now'))"""
"""Of two bursts of one wait a call is the later one's that was judged by then, and counts once."""

CALLED_FOR = f"""
SELECT b.message_id, l.person_id, p.name, bool_or(l.woken) AS woken, min(l.at) AS at
FROM bursts b
JOIN messages m ON m.dealership_id = $1 AND m.id = b.message_id
JOIN promises r ON r.dealership_id = $1 AND r.thread_id = m.thread_id AND r.made_at <= b.judged_at
     AND (r.ended_at IS NULL OR r.ended_at >= b.judged_at)
JOIN ladder_calls l ON l.dealership_id = $1 AND l.promise_id = r.id AND l.urgency = 'now' AND l.at >= b.judged_at
JOIN persons p ON p.dealership_id = $1 AND p.id = l.person_id
WHERE b.dealership_id = $1 AND b.message_id = ANY ($2::uuid[])
  AND (b.outcome = 'woke' OR b.answer = 'now') AND {OWN_CALL}
GROUP BY 1, 2, 3 ORDER BY 5, 3
"""


async def called_for(db: Db, bursts: list[UUID]) -> list[asyncpg.Record]:
    """Whom the house called for each of them, in that order, and whether it took them out of their rest."""
    return await db.rows(CALLED_FOR, bursts)


FALSE_WAKES = f"""
SELECT to_char(b.judged_at AT TIME ZONE $3, 'YYYY-MM') AS month, l.person_id, p.name,
       count(DISTINCT b.message_id) AS woken,
       count(DISTINCT b.message_id) FILTER (WHERE NOT k.urgent) AS in_vain,
       count(DISTINCT b.message_id) FILTER (WHERE k.urgent IS NULL) AS unmarked
FROM bursts b
JOIN messages m ON m.dealership_id = $1 AND m.id = b.message_id
JOIN promises r ON r.dealership_id = $1 AND r.thread_id = m.thread_id AND r.made_at <= b.judged_at
     AND (r.ended_at IS NULL OR r.ended_at >= b.judged_at)
JOIN ladder_calls l ON l.dealership_id = $1 AND l.promise_id = r.id AND l.urgency = 'now' AND l.woken
     AND l.at >= b.judged_at
JOIN persons p ON p.dealership_id = $1 AND p.id = l.person_id
LEFT JOIN burst_marks k ON k.dealership_id = $1 AND k.message_id = b.message_id
WHERE b.dealership_id = $1 AND b.judged_at >= $2 AND (b.outcome = 'woke' OR b.answer = 'now') AND {OWN_CALL}
GROUP BY 1, 2, 3 ORDER BY 1 DESC, 3
"""


async def false_wakes(db: Db, since: datetime, zone: str) -> list[asyncpg.Record]:
    """By month of the house and person: how many bursts took them out of their rest, and how many in vain."""
    return await db.rows(FALSE_WAKES, since, zone)


SET_MARK = """
INSERT INTO burst_marks (dealership_id, message_id, urgent, made_by, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, message_id) DO UPDATE SET urgent = $3, made_by = $4, at = $5
WHERE burst_marks.urgent <> $3
"""


async def set_mark(db: Db, burst: UUID, by: UUID, *, urgent: bool) -> bool:
    """False where it says so already."""
    return await db.run(SET_MARK, burst, urgent, by, db.now) == 1


DROP_MARK = """
DELETE FROM burst_marks WHERE dealership_id = $1 AND message_id = $2
"""


async def drop_mark(db: Db, burst: UUID) -> bool:
    return await db.run(DROP_MARK, burst) == 1
