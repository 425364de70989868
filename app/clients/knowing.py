"""Does the house know this person already? Asked before a new card is made, so that nobody gets two."""

from uuid import UUID

from app.clients import books, contacts, rules
from app.clients.model import FoundClient, NewClient
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field

SHOWN = 5
"""So many clients of a like name are shown at most."""


async def refuse_known(db: Db, who: Who, new: NewClient, phone: str | None) -> None:
    """A phone that identifies a card refuses another one; a like name without a phone asks once more.

    The refusal carries the search lines of those cards, so that the person can open theirs, or receive
    the visit of a colleague's client.
    """
    if phone:
        held = await contacts.contact_by_phone(db, phone)
        if held and held.client_id not in (None, new.id):
            known = await lines(db, who, [held.client_id])
            raise Problem("phone_taken", 409, fields=bad_field("phone", "taken").fields, found=known)
    elif not new.namesake:
        alike = await lines(db, who, await clients_alike(db, rules.words_of(new.name)))
        if alike:
            raise Problem("namesakes", 409, found=alike)


async def lines(db: Db, who: Who, clients: list[UUID]) -> list[FoundClient]:
    return await books.found_clients(db, clients, who.id, who.role == "supervisor", SHOWN) if clients else []


CLIENTS_ALIKE = """
SELECT client_id FROM search_keys
WHERE dealership_id = $1 AND kind = 'word' AND key = ANY ($2::text[])
GROUP BY client_id HAVING count(*) = cardinality($2) ORDER BY client_id LIMIT $3
"""


async def clients_alike(db: Db, words: list[str]) -> list[UUID]:
    """Clients who have all these words in their name; one word alone says too little."""
    if len(words) < 2:
        return []
    return [row["client_id"] for row in await db.rows(CLIENTS_ALIKE, words, SHOWN * 4)]
