"""The demo dealerships and load data: told by `app.demo`, made into rows by the owners of the tables."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID, uuid5

from app.clients.seeding import account_rows, book_line_row, client_rows, consent_rows, phone_rows
from app.config import Config
from app.conversations.rules import first_line
from app.conversations.seeding import Talk
from app.database import Access, open_database
from app.deliveries.seeding import address_row, settled_delivery_row
from app.demo import DEALERSHIPS, DemoClient, DemoDealership, DemoStranger, demo_clients, demo_strangers
from app.demo.model import DemoMessage
from app.journal.seeding import timeline_row
from app.kit.bulk import Bulk
from app.kit.db import Database, Db
from app.ownership.model import NewCar
from app.ownership.seeding import car_rows
from app.people.actions import add_person, open_dealership
from app.people.model import NewDealership, NewPerson

ROOT = UUID("6f6b6e6f-0000-5000-8000-000000000000")  # the namespace of demo ids
BATCH = 100  # clients copied at once
NEIGHBOURS = 40  # clients of the second dealership's manager

Progress = Callable[[int, int], None]


async def seed_demo(
    config: Config,
    tools: Access,
    *,
    clients: int = 400,
    dealerships: int = 1,
    progress: Progress | None = None,
) -> int:
    """Make the demo: `clients` per manager, the demo house `dealerships` times, and the neighbour.

    Deterministic but for the instant it is made at, which everything is dated back from. Answers how
    many clients there are. Runs under the tools role, because row security forbids COPY.
    """
    database, _ = await open_database(config, tools, size=2)
    try:
        houses = [(house, order) for house in DEALERSHIPS for order in range(copies(house, dealerships))]
        books = [book_of(house, clients) for house, _ in houses]
        total = sum(book * len(house.managers) for book, (house, _) in zip(books, houses, strict=True))
        done = 0
        for book, (house, order) in zip(books, houses, strict=True):
            async for count in seed_house(database, house, order, book):
                done += count
                if progress:
                    progress(done, total)
        return done
    finally:
        await database.close()


def book_of(house: DemoDealership, clients: int) -> int:
    """The neighbour is there to be not seen: a small book will do."""
    return clients if house is DEALERSHIPS[0] else min(clients, NEIGHBOURS)


def copies(house: DemoDealership, dealerships: int) -> int:
    return dealerships if house is DEALERSHIPS[0] else 1


async def seed_house(database: Database, house: DemoDealership, order: int, clients: int) -> Any:
    """One dealership: its people by the ordinary actions, its clients by COPY. Yields clients done."""
    id = uuid5(ROOT, f"{house.code}/{order}")
    people = {person.handle: uuid5(id, person.handle) for person in house.people}
    await database.work(id, lambda db: move_in(db, house, order, people))
    now = database.clock()
    bulk = Bulk(id, Random(f"{house.code}/{order}"))  # noqa: S311
    teller = Teller(bulk, house, people, uuid5(id, "bot"))
    pending = 0
    async with database.pool.acquire() as connection:
        for client in demo_clients(house, now, per_manager=clients, order=order):
            teller.client(client)
            pending += 1
            if pending == BATCH:
                await bulk.load(connection)
                yield pending
                pending = 0
        for stranger in demo_strangers(house, now, order=order):
            teller.stranger(stranger)
        await bulk.load(connection)
        yield pending


def last_heard(messages: tuple[DemoMessage, ...]) -> datetime | None:
    return next((message.at for message in reversed(messages) if message.direction == "in"), None)


async def move_in(db: Db, house: DemoDealership, order: int, people: dict[str, UUID]) -> None:
    code = house.code if order == 0 else f"{house.code[:4]}{order}"
    await open_dealership(
        db,
        NewDealership(
            id=db.dealership, code=code, name=house.name, language=house.language,  # type: ignore[arg-type]
            time_zone=house.time_zone, phone=house.phone,
        ),
    )  # fmt: skip
    for person in house.people:
        await add_person(
            db,
            NewPerson(
                id=people[person.handle], handle=person.handle, name=person.name,
                address_form=person.address_form, role=person.role,
                language=person.language, trade=person.trade,  # type: ignore[arg-type]
            ),
        )  # fmt: skip


class Teller:
    """Makes rows of the demo's stories."""

    def __init__(self, bulk: Bulk, house: DemoDealership, people: dict[str, UUID], account: UUID) -> None:
        self.bulk, self.house, self.people, self.account = bulk, house, people, account

    def client(self, told: DemoClient) -> None:
        """One client with card, cars, talk and timeline."""
        client = self.bulk.id_at(told.since_at)
        owners: list[tuple[UUID, datetime, str]] = [
            (self.people[o.manager], o.from_at, o.because) for o in told.owners
        ]
        client_rows(
            self.bulk, client, told.since_at, owners, name=told.name, address_form=told.address_form,
            language=told.language, time_zone=told.time_zone, never_before=told.never_before,
            never_after=told.never_after,
        )  # fmt: skip
        contact, address = self.contacts(told, client)
        for consent in told.consents:
            consent_rows(self.bulk, client, consent.purpose, consent.given, consent.at, consent.channel)
        self.cars(told, client)
        for line in told.timeline:
            who = self.people.get(line.who) if line.who else None
            timeline_row(self.bulk, line.at, client, line.kind.partition(".")[0], line.words, who)
        talk = self.talk(told.messages, client, contact, address, told)
        self.line(told, client, talk)

    def contacts(self, told: DemoClient, client: UUID) -> tuple[UUID | None, UUID | None]:
        """Every contact of the client; answers the messenger account and its address, if there is one."""
        account = address = None
        for contact in told.contacts:
            if contact.kind == "phone":
                phone_rows(self.bulk, client, contact.value, contact.since_at, contact.verified_at)
                continue
            account = account_rows(
                self.bulk, client, "telegram", contact.value, contact.since_at, contact.shown_name
            )
            address = address_row(
                self.bulk, "telegram", self.account, contact.value, account, contact.since_at,
                language=told.language, stopped_at=contact.blocked_at, heard_at=last_heard(told.messages),
            )  # fmt: skip
        return account, address

    def cars(self, told: DemoClient, client: UUID) -> None:
        for car in told.cars:
            new = NewCar(
                id=self.bulk.id_at(told.since_at), client_id=client, make=car.make, model=car.model,
                from_on=car.from_on, vin=car.vin, plate=car.plate, year=car.year, role=car.role,
            )  # fmt: skip
            readings = [(reading.read_on, reading.source, reading.km) for reading in car.readings]
            car_rows(self.bulk, new, told.since_at, readings, car.until_on)

    def talk(
        self,
        messages: tuple[DemoMessage, ...],
        client: UUID,
        contact: UUID | None,
        address: UUID | None,
        told: DemoClient,
    ) -> Talk | None:
        if not messages:
            return None
        talk = Talk(self.bulk, client, contact, self.house.time_zone, messages[0].at)
        for message in messages:
            owner = self.owner_at(told, message.at)
            if message.direction == "in":
                here = (message.latitude, message.longitude) if message.kind == "location" else None
                talk.hear(message.at, message.text, owner, kind=message.kind, location=here)
                if message.waived_at:
                    talk.waive(message.waived_at, owner)
            else:
                author = self.people[message.author] if message.author else owner
                sent = talk.answer(message.at, message.text, author)
                if address and message.state:
                    settled_delivery_row(
                        self.bulk, sent, address, message.text, message.at, message.state, message.reason
                    )
        talk.close(self.people[told.owner], told.read_through)
        return talk

    def owner_at(self, told: DemoClient, at: datetime) -> UUID:
        held = [owner for owner in told.owners if owner.from_at <= at]
        return self.people[(held or told.owners)[-1].manager]

    def line(self, told: DemoClient, client: UUID, talk: Talk | None) -> None:
        car = next((car for car in told.cars if car.until_on is None), None)
        wait = talk.wait if talk else None
        book_line_row(
            self.bulk,
            client,
            thread_id=talk.id if talk else None,
            waiting_since=wait.since if wait else None,
            promise_by_at=wait.by_at if wait else None,
            promise_person=wait.person if wait else None,
            next_step=told.next_step,
            next_step_at=told.next_step_at,
            car=car.title if car else None,
            plate=car.plate if car else None,
            last_text=first_line(talk.last_text) if talk else None,
            last_at=talk.last_at if talk else None,
            connected=told.connected and not any(contact.blocked_at for contact in told.contacts),
        )

    def stranger(self, told: DemoStranger) -> None:
        """Somebody in the lobby: a contact, an address, a thread, no card."""
        at = told.messages[0].at
        contact = account_rows(self.bulk, None, "telegram", told.telegram_id, at, told.shown_name)
        address_row(
            self.bulk,
            "telegram",
            self.account,
            told.telegram_id,
            contact,
            at,
            language="ru",
            stopped_at=None,
            heard_at=last_heard(told.messages),
        )
        talk = Talk(self.bulk, None, contact, self.house.time_zone, at)
        named = min(self.people[manager.handle] for manager in self.house.managers)
        for message in told.messages:
            talk.hear(message.at, message.text, named)
        talk.close(None, 0)
