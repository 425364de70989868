"""SQL of the supervisor's board: the house in numbers, and the clients behind each of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.kit.db import Db
from app.loyalty import rules
from app.loyalty.days import DRIVES_NONE
from app.loyalty.model import Part, Sums

LATE = """
SELECT r.thread_id, t.client_id, c.address_form AS name, r.person_id, p.name AS person, r.by_at
FROM promises r
JOIN threads t ON t.dealership_id = $1 AND t.id = r.thread_id
JOIN persons p ON p.dealership_id = $1 AND p.id = r.person_id
LEFT JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
WHERE r.dealership_id = $1 AND r.ended_at IS NULL AND r.by_at < $2
ORDER BY r.by_at LIMIT 50
"""


async def late(db: Db) -> list[asyncpg.Record]:
    """Who waits past the promised time now."""
    return await db.rows(LATE, db.now)


OPEN_COMPLAINTS = """
SELECT k.id, k.client_id, c.address_form AS name, k.words, k.made_at, k.due_at, k.closed_at, c.owner_id, o.name AS owner
FROM complaints k
JOIN clients c ON c.dealership_id = $1 AND c.id = k.client_id AND c.archived_at IS NULL
JOIN persons o ON o.dealership_id = $1 AND o.id = c.owner_id
WHERE k.dealership_id = $1 AND k.solved_at IS NULL AND k.withdrawn_at IS NULL
ORDER BY k.closed_at IS NOT NULL, k.due_at LIMIT 50
"""


async def open_complaints(db: Db) -> list[asyncpg.Record]:
    """Complaints that no client has called solved; first those nobody has mended."""
    return await db.rows(OPEN_COMPLAINTS)


CAUSES = f"""
SELECT part, sum(points)::double precision AS points, count(*) FILTER (WHERE points >= 1) AS clients
FROM scores s
JOIN clients c ON c.dealership_id = $1 AND c.id = s.client_id AND c.archived_at IS NULL
CROSS JOIN LATERAL (VALUES ('said', lost_said), ('did', lost_did), ('friction', lost_friction),
    ('complaint', lost_complaint), ('said_unknown', lost_said_unknown), ('did_unknown', lost_did_unknown),
    ('silence', lost_silence), ('red_line', lost_red_line)) lost (part, points)
WHERE s.dealership_id = $1 AND points > 0 AND NOT {DRIVES_NONE}
GROUP BY part ORDER BY sum(points) DESC
"""


async def causes(db: Db) -> list[asyncpg.Record]:
    """Where the house loses its points, the most first."""
    return await db.rows(CAUSES)


BEHIND = f"""
SELECT c.id AS client_id, c.name, c.owner_id, o.name AS owner, coalesce(s.score, $8) AS score, x.status, x.points,
       l.next_step IS NOT NULL AND l.next_step_at IS NOT NULL AS next_step
FROM clients c
LEFT JOIN scores s ON s.dealership_id = $1 AND s.client_id = c.id
JOIN persons o ON o.dealership_id = $1 AND o.id = c.owner_id
LEFT JOIN book_lines l ON l.dealership_id = $1 AND l.client_id = c.id
CROSS JOIN LATERAL (SELECT CASE $2::text
    WHEN 'said' THEN lost_said WHEN 'did' THEN lost_did WHEN 'friction' THEN lost_friction
    WHEN 'complaint' THEN lost_complaint WHEN 'said_unknown' THEN lost_said_unknown
    WHEN 'did_unknown' THEN lost_did_unknown WHEN 'silence' THEN lost_silence WHEN 'red_line' THEN lost_red_line
    ELSE 100 - coalesce(s.score, $8) END AS points, coalesce(s.status, 'unproven') AS status) x
WHERE c.dealership_id = $1 AND c.archived_at IS NULL AND NOT {DRIVES_NONE}
  AND ($3::text IS NULL OR x.status = $3) AND ($4::uuid IS NULL OR c.owner_id = $4)
  AND (NOT $5 OR (x.status = 'at_risk' AND (o.deactivated_at IS NOT NULL OR l.next_step IS NULL
                                           OR l.next_step_at IS NULL)))
  AND ($2::text IS NULL OR x.points >= 1)
ORDER BY x.points DESC, c.id LIMIT $6 OFFSET $7
"""


async def behind(
    db: Db,
    part: Part | None,
    status: str | None,
    owner: UUID | None,
    out_of_hand: bool,
    limit: int,
    skip: int = 0,
) -> list[asyncpg.Record]:
    """The clients behind a figure: of a cause, a status, a manager, or at risk without a next step. Of whom nothing
    has been counted yet nothing is known."""
    unknown = rules.judge(Sums(), db.now).score
    return await db.rows(BEHIND, part, status, owner, out_of_hand, limit, skip, unknown)


KEPT = """
SELECT person_id, count(*) FILTER (WHERE ending = 'kept') AS kept, count(*) AS answered
FROM promises WHERE dealership_id = $1 AND ending IN ('kept', 'late') AND ended_at > $2
GROUP BY person_id
"""


async def kept(db: Db, since: datetime) -> dict[UUID, Any]:
    """Of each person's promises since then: how many were kept, of how many that were answered."""
    return {row["person_id"]: row for row in await db.rows(KEPT, since)}


LOYAL_BEFORE = """
SELECT owner_id, loyal FROM book_days
WHERE dealership_id = $1 AND on_date = (SELECT min(on_date) FROM book_days WHERE dealership_id = $1 AND on_date >= $2)
"""


async def loyal_before(db: Db, on: Any) -> dict[UUID, int]:
    """How many of each manager's clients were loyal on that day, or the first one kept after it."""
    return {row["owner_id"]: row["loyal"] for row in await db.rows(LOYAL_BEFORE, on)}


WORK_OF_BOOKS = """
SELECT c.owner_id, count(*) FILTER (WHERE e.kind IN ('message.received', 'message.sent')) AS messages,
       count(*) FILTER (WHERE e.kind = 'touch.made') AS touches
FROM clients c
JOIN entries e ON e.dealership_id = $1 AND e.client_id = c.id AND e.at >= $2
WHERE c.dealership_id = $1 AND c.archived_at IS NULL
GROUP BY c.owner_id
"""


async def work_of_books(db: Db, since: datetime) -> dict[UUID, Any]:
    """What was journaled with the clients of each book since then."""
    return {row["owner_id"]: row for row in await db.rows(WORK_OF_BOOKS, since)}
