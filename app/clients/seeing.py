"""Who may see a client's card, and who may change it: the one rule that every room asks."""

from uuid import UUID

from app.clients import queries, rules
from app.clients.model import ClientHead
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, not_found


async def seen_client(db: Db, who: Who, id: UUID, *, lock: bool = False) -> ClientHead:
    """The client if this person may see the card, else the same 404 as for a missing one."""
    client = await (queries.lock_client if lock else queries.client_head)(db, id)
    if client is None or not rules.may_see_card(who, client.owner_id):
        raise not_found()
    return client


async def own_client(db: Db, who: Who, id: UUID, *, lock: bool = False) -> ClientHead:
    """The client if it is this person's own: only the owner changes the card and writes to the client."""
    client = await seen_client(db, who, id, lock=lock)
    if who.id != client.owner_id:
        raise Problem("forbidden", 403)
    return client
