"""My car: what the card knows of the client's cars, and what to do about it."""

from app.conversations.entries import Entry
from app.conversations.naming import given_now
from app.conversations.welcoming import name_of
from app.kit.db import Db
from app.menu.answering import Chosen, answer, house_phone
from app.ownership.telling import cars_told
from app.texts import Phrase

BESIDE: tuple[Entry, ...] = ("call", "urgent")


async def my_car(db: Db, chosen: Chosen) -> None:
    """Only their own, and what to do: write, or be called."""
    given = await given_now(db, chosen.client.owner_id)
    facts = {"name": await name_of(db, given.person_id if given else chosen.client.owner_id)}
    lines = await cars_told(db, chosen.client.id)
    code = "menu.car.ask" if lines else "menu.car.none"
    await answer(db, chosen, [*lines, Phrase(code, facts), *await house_phone(db)], BESIDE)
