"""SQL of the day's items: the next steps people wrote on cards."""

from datetime import datetime
from uuid import UUID

from app.agenda.model import Item
from app.kit.db import Db

NEXT_STEPS = """
SELECT c.id, 'next_step' AS kind, l.next_step AS title, c.id AS client_id, l.next_step_at AS at,
       c.address_form AS because
FROM clients c JOIN book_lines l ON l.dealership_id = c.dealership_id AND l.client_id = c.id
WHERE c.dealership_id = $1 AND c.archived_at IS NULL AND ($3 OR c.owner_id = $2)
  AND l.next_step IS NOT NULL AND l.next_step_at < $4
ORDER BY l.next_step_at LIMIT 50
"""


async def next_steps(db: Db, person: UUID, sees_all: bool, until: datetime) -> list[Item]:
    """Dated next steps of my clients before `until`, earliest first."""
    return [Item(**row) for row in await db.rows(NEXT_STEPS, person, sees_all, until)]
