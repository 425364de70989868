"""The house of the week: its people, their schedules, its clients."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from app.clients.actions import add_card
from app.clients.contacts import contact_by_handle
from app.clients.model import NewClient
from app.clients.queries import client_head
from app.conversations.linking import link_contact
from app.conversations.model import Inbound, Sender
from app.conversations.receiving import meet, receive_message
from app.coverage.model import PlanChange, Span
from app.coverage.scheduling import change_schedule
from app.coverage.seeding import join_pair
from app.kit.auth import Role, Who
from app.kit.db import Database, Db
from app.kit.errors import not_found
from app.kit.ids import new_id
from app.people.actions import add_person, open_dealership
from app.people.model import NewDealership, NewPerson
from app.simulation.model import ZONE, Client
from app.simulation.wires import SIGNED_IN, give_phone

BOT = UUID("00000000-0000-7000-8000-0000000000b1")
CAST: dict[str, tuple[str, Role]] = {
    "vera": ("Вера Орлова", "manager"),
    "oleg": ("Олег Титов", "manager"),
    "irina": ("Ирина Белова", "supervisor"),
    "alla": ("Алла Громова", "administrator"),
}
SPLIT = [Span(from_minute=540, until_minute=780), Span(from_minute=960, until_minute=1260)]
WHOLE = Span(from_minute=540, until_minute=1260)
OFFICE = Span(from_minute=540, until_minute=1080)
NIGHT = Span(from_minute=1260, until_minute=1980, kind="duty")
WEEKS = {
    "vera": [SPLIT] * 5 + [[WHOLE], []],
    "oleg": [[WHOLE], [WHOLE], [WHOLE, NIGHT], [WHOLE], [WHOLE], [], [WHOLE]],
    "irina": [[OFFICE]] * 5 + [[], []],
}


class House:
    """One dealership, and ways to act in it as each of its people."""

    def __init__(self, database: Database, id: UUID, people: dict[str, UUID]) -> None:
        self.database, self.id, self.people = database, id, people

    async def unit(self, fn: Callable[[Db], Awaitable[Any]]) -> Any:
        return (await self.database.work(self.id, fn))[0]

    def who(self, handle: str) -> Who:
        name, role = CAST[handle]
        return Who(
            dealership=self.id, id=self.people[handle], role=role, session=uuid4(), name=name, language="ru"
        )

    def handle_of(self, person: UUID) -> str:
        return next(handle for handle, id in self.people.items() if id == person)


async def open_house(database: Database) -> House:
    """With its people, before they have schedules."""
    house = House(database, new_id(), {handle: new_id() for handle in CAST})

    async def move_in(db: Db) -> None:
        code = f"W{house.id.hex[-6:]}".upper()
        await open_dealership(
            db,
            NewDealership(
                id=house.id, code=code, name="Неделя", language="ru", time_zone=ZONE, phone="+78482000000"
            ),
        )
        for handle, (name, role) in CAST.items():
            person = NewPerson(
                id=house.people[handle], handle=handle, name=name, address_form=name.split()[0], role=role,
                language="ru",
            )  # fmt: skip
            await add_person(db, person)

    await house.unit(move_in)
    return house


async def keep_hours(house: House) -> None:
    """Schedules of their own, and each other for a pair."""
    for handle, week in WEEKS.items():
        await keep_week(house, handle, week)
    await house.unit(lambda db: join_pair(db, house.people["vera"], house.people["oleg"]))


async def carry_phones(house: House) -> None:
    """Everybody has one, and lets it ring."""

    async def carry(db: Db) -> None:
        for id in house.people.values():
            await give_phone(db, id, db.now + SIGNED_IN)

    await house.unit(carry)


async def keep_week(house: House, handle: str, week: list[list[Span]]) -> None:
    change = PlanChange(id=new_id(), version=0, week=week, days=[])
    await house.unit(lambda db: change_schedule(db, house.who(handle), change))


async def add_clients(house: House, count: int, told: Callable[[int], None]) -> list[Client]:
    """Vera's and Oleg's in turn, each with a messenger."""
    made = []
    for number in range(count):
        made.append(await add_client(house, ("vera", "oleg")[number % 2], f"{house.id}-{number}", number))
        told(number + 1)
    return made


async def add_client(house: House, owner: str, handle: str, number: int) -> Client:
    person, client = house.people[owner], new_id()

    async def add(db: Db) -> UUID:
        card = NewClient(id=client, name=f"Клиент {number}", address_form="Иван Ильич")
        await add_card(db, card, owner=person, by=person, because="made")
        await meet(db, sender(handle))
        contact, head = await contact_by_handle(db, "telegram", handle), await client_head(db, client)
        if contact is None or head is None:
            raise not_found()
        return (await link_contact(db, contact, head, by=None, because="invitation")).id

    return Client(handle, client, await house.unit(add), owner)


def sender(handle: str) -> Sender:
    return Sender(
        channel="telegram",
        account_id=BOT,
        handle=handle,
        destination=handle,
        shown_name="Иван",
        language="ru",
    )


async def hear(house: House, handle: str, text: str, key: str) -> None:
    """A client writes."""

    async def receive(db: Db) -> None:
        said = Inbound(sender=sender(handle), source_key=key, kind="text", text=text, channel_at=db.now)
        await receive_message(db, said)

    await house.unit(receive)
