"""SQL of the history of each day: written once, never rewritten."""

from datetime import date

import asyncpg

from app.kit.db import Db
from app.loyalty.model import WEIGHTS, Score

KEEP_SCORES = """
INSERT INTO score_days (dealership_id, client_id, on_date, score, coverage, status, weights_version)
SELECT $1, s.client_id, $2, s.score, s.coverage, s.status, $7
FROM unnest($3::uuid[], $4::smallint[], $5::smallint[], $6::text[]) s (client_id, score, coverage, status)
LEFT JOIN LATERAL (SELECT d.score, d.status FROM score_days d
                   WHERE d.dealership_id = $1 AND d.client_id = s.client_id AND d.on_date <= $2
                   ORDER BY d.on_date DESC LIMIT 1) last ON true
WHERE (last.score, last.status) IS DISTINCT FROM (s.score, s.status)
ON CONFLICT DO NOTHING
"""


async def keep_scores(db: Db, scores: list[Score], on: date) -> None:
    """The scores and statuses that are others than on the last day that is kept."""
    judged = [(one.client_id, one.judged) for one in scores if one.judged]
    await db.run(
        KEEP_SCORES,
        on,
        [client for client, _ in judged],
        [round(one.score) for _, one in judged],
        [round(one.coverage) for _, one in judged],
        [one.status for _, one in judged],
        WEIGHTS.version,
    )


DRIVES_NONE = """coalesce((
    SELECT bool_and(r.until_on IS NOT NULL) FROM car_roles r WHERE r.dealership_id = $1 AND r.client_id = c.id), false)
"""
"""None of our cars is the client's any more: they are left out of every figure, and of the lists behind it."""

BOOKS = f"""
SELECT c.owner_id,
       count(*) FILTER (WHERE NOT x.out AND s.status = 'loyal') AS loyal,
       count(*) FILTER (WHERE NOT x.out AND s.status = 'warm') AS warm,
       count(*) FILTER (WHERE NOT x.out AND coalesce(s.status, 'unproven') = 'unproven') AS unproven,
       count(*) FILTER (WHERE NOT x.out AND s.status = 'at_risk') AS at_risk,
       count(*) FILTER (WHERE NOT x.out AND s.status = 'at_risk'
                        AND (o.deactivated_at IS NOT NULL OR l.next_step IS NULL OR l.next_step_at IS NULL))
           AS out_of_hand,
       count(*) FILTER (WHERE x.out) AS excluded,
       avg(s.score) FILTER (WHERE NOT x.out) AS score_mean,
       avg(s.care) FILTER (WHERE NOT x.out) AS care_mean
FROM clients c
JOIN persons o ON o.dealership_id = c.dealership_id AND o.id = c.owner_id
LEFT JOIN scores s ON s.dealership_id = c.dealership_id AND s.client_id = c.id
LEFT JOIN book_lines l ON l.dealership_id = c.dealership_id AND l.client_id = c.id
CROSS JOIN LATERAL (SELECT {DRIVES_NONE} AS out) x
WHERE c.dealership_id = $1 AND c.archived_at IS NULL
GROUP BY c.owner_id
"""


async def books(db: Db) -> list[asyncpg.Record]:
    """How loyal each manager's clients are now."""
    return await db.rows(BOOKS)


KEEP_BOOKS = """
INSERT INTO book_days (dealership_id, owner_id, on_date, loyal, warm, unproven, at_risk, out_of_hand, excluded,
                       score_mean, care_mean, weights_version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING
"""


async def keep_books(db: Db, on: date) -> None:
    """What each book comes to today."""
    await db.many(KEEP_BOOKS, [(row[0], on, *list(row)[1:], WEIGHTS.version) for row in await books(db)])


TREND = """
SELECT on_date, sum(loyal)::integer AS loyal, sum(warm)::integer AS warm, sum(unproven)::integer AS unproven,
       sum(at_risk)::integer AS at_risk, sum(excluded)::integer AS excluded
FROM book_days WHERE dealership_id = $1 AND on_date >= $2
GROUP BY on_date ORDER BY on_date
"""


async def trend(db: Db, since: date) -> list[asyncpg.Record]:
    """The house day by day."""
    return await db.rows(TREND, since)
