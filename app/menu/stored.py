"""What is stored about me: a plain list of what the card says of its client, and who sees it."""

from app.clients.contacts import phones_of_client
from app.clients.history import consents_of_client
from app.conversations.welcoming import name_of
from app.kit import phones
from app.kit.db import Db
from app.menu.answering import Chosen, answer
from app.ownership.telling import car_named, present_cars
from app.texts import Phrase

WORD = {True: "menu.stored.yes", False: "menu.stored.no", None: "menu.stored.never_asked"}


async def what_is_stored(db: Db, chosen: Chosen) -> None:
    """Name, phones, cars, consents, and that the rest exists; nobody's notes."""
    client = chosen.client
    numbers = [phones.shown(number) for number in await phones_of_client(db, client.id)]
    cars = [car_named(car) for car in await present_cars(db, client.id)]
    agreed = await consents_of_client(db, client.id)
    lines = [Phrase("menu.stored.name", {"name": client.name, "form": client.address_form})]
    if numbers:
        lines.append(Phrase("menu.stored.phones", {"phones": "; ".join(numbers)}))
    if cars:
        lines.append(Phrase("menu.stored.cars", {"cars": "; ".join(cars)}))
    for field, given in agreed.items():
        purpose = Phrase(f"consent.{field.removeprefix('consents.')}")
        lines.append(Phrase("menu.stored.consent", {"purpose": purpose, "given": Phrase(WORD[given])}))
    lines.append(Phrase("menu.stored.rest", {"manager": await name_of(db, client.owner_id)}))
    await answer(db, chosen, lines)
