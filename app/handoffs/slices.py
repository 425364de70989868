"""What a specialist sees of a client while they are asked about them: the capsule, and nothing else of the book."""

from uuid import UUID

from msgspec.structs import replace

from app.clients.actions import card_let_in
from app.handoffs.capsules import capsule_of
from app.handoffs.model import Capsule
from app.journal.reads import note_read
from app.kit.auth import Who
from app.kit.db import Db


async def capsule_for(db: Db, who: Who, client: UUID) -> Capsule | None:
    """For a specialist with an open question about this client; the journal keeps that they looked."""
    card = await card_let_in(db, who, client)
    if card is None:
        return None
    note_read(db, who.id, client)
    return replace(await capsule_of(db, card, who.language), thread_id=None)
