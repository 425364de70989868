"""What a client agreed to: only the latest word of each purpose counts, and silence is no."""

from uuid import UUID

from app.kit.db import Db

LATEST_WORD = """
SELECT given FROM consents WHERE dealership_id = $1 AND client_id = $2 AND purpose = $3 ORDER BY at DESC LIMIT 1
"""


async def agrees(db: Db, client: UUID, purpose: str) -> bool:
    """May the house write to this client for this purpose by itself?"""
    return await latest_word(db, client, purpose) is True


async def refuses(db: Db, client: UUID, purpose: str) -> bool:
    """Did the client say no to it, or take their yes back? Silence is neither."""
    return await latest_word(db, client, purpose) is False


async def latest_word(db: Db, client: UUID, purpose: str) -> bool | None:
    given: bool | None = await db.value(LATEST_WORD, client, purpose)
    return given
