"""Who may see a client's card, and who may change it: the one rule that every room asks."""

from uuid import UUID

from app.clients import queries, rules
from app.clients.model import ClientHead
from app.clients.standing_in import stands_in
from app.journal.reads import note_read
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.people.queries import person


async def sees(db: Db, who: Who, client: UUID, owner: UUID) -> bool:
    """May this person see the card, its talk and its files? The owner, supervisors, a manager who receives the visit,
    and one who stands in for the owner. Whoever is not the owner leaves a trace in the journal.

    Lists, the book and the feeds do not ask here: a visit never puts a colleague's client into them.
    """
    if who.id == owner and who.role == "manager":
        return True
    seen = rules.may_see_card(who, owner) or (
        who.role == "manager" and (await receives(db, who.id, client) or await stands_in(db, who.id, client))
    )
    if seen:
        note_read(db, who.id, client)
    return seen


RECEIVES = """
SELECT EXISTS (SELECT 1 FROM receptions WHERE dealership_id = $1 AND client_id = $3 AND person_id = $2
               AND until_at > $4 AND ended_at IS NULL)
"""


async def receives(db: Db, person: UUID, client: UUID) -> bool:
    """Is a visit of this client open with this person now?"""
    found: bool = await db.value(RECEIVES, person, client, db.now)
    return found


async def seen_client(db: Db, who: Who, id: UUID, *, lock: bool = False) -> ClientHead:
    """The client if this person may see the card, else the same 404 as for a missing one."""
    client = await (queries.lock_client if lock else queries.client_head)(db, id)
    if client is None or not await sees(db, who, id, client.owner_id):
        raise not_found()
    return client


async def own_client(db: Db, who: Who, id: UUID, *, lock: bool = False) -> ClientHead:
    """The client if it is this person's own: only the owner changes the card and writes to the client."""
    client = await seen_client(db, who, id, lock=lock)
    if who.id != client.owner_id:
        raise await not_yours(db, who, client.owner_id)
    return client


async def not_yours(db: Db, who: Who, owner: UUID) -> Problem:
    """The refusal for somebody who sees the card and may not act on it: a visitor hears whom to ask."""
    if who.role != "manager":
        return Problem("forbidden", 403)
    found = await person(db, owner)
    return Problem("not_your_client", 403, owner=found.name if found else "")
