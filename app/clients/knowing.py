"""Does the house know this person already? Asked before a new card is made, so that nobody gets two."""

from uuid import UUID

from app.clients import books, contacts, looking, rules
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
        alike = await clients_alike(db, who, new.name)
        if alike:
            raise Problem("namesakes", 409, found=alike)


async def lines(db: Db, who: Who, clients: list[UUID]) -> list[FoundClient]:
    """Search lines of these clients."""
    return await books.found_clients(db, clients, who.id, who.role == "supervisor", SHOWN) if clients else []


async def clients_alike(db: Db, who: Who, name: str) -> list[FoundClient]:
    """Clients with all these words in their name, also misspelt ones; one word alone says too little."""
    words = rules.words_of(name)
    if len(words) < 2 or any(letter.isdigit() for letter in name):
        return []
    return (await looking.found(db, who, " ".join(words), 0, SHOWN)).clients
