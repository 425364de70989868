"""What a client agreed to: only the latest word of each purpose counts, and silence is no."""

from uuid import UUID

from app.kit.db import Db

AGREES = """
SELECT given FROM consents WHERE dealership_id = $1 AND client_id = $2 AND purpose = $3 ORDER BY at DESC LIMIT 1
"""


async def agrees(db: Db, client: UUID, purpose: str) -> bool:
    """May the house write to this client for this purpose by itself?"""
    return bool(await db.value(AGREES, client, purpose))
