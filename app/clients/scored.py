"""The scores in the book: written by the room that makes them, for one client or many."""

from uuid import UUID

from app.kit.db import Db

SET_SCORES = """
UPDATE book_lines l SET score = s.score FROM unnest($2::uuid[], $3::smallint[]) s(client_id, score)
WHERE l.dealership_id = $1 AND l.client_id = s.client_id AND l.score IS DISTINCT FROM s.score
RETURNING l.client_id
"""


async def set_scores(db: Db, scores: dict[UUID, int]) -> list[UUID]:
    """What the book says of these clients; answers those of whom it said something else."""
    return [row["client_id"] for row in await db.rows(SET_SCORES, list(scores), list(scores.values()))]
