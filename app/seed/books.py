"""Books on their way into the database: which are missing, and each loaded whole, in one transaction."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from app.database import Access
from app.demo import DEALERSHIPS, DemoClient, DemoDealership, demo_clients, demo_strangers
from app.demo.crowd import BOOK, crowd_book, crowd_manager
from app.demo.model import DemoPerson
from app.kit.bulk import Bulk
from app.kit.pool import open_pool
from app.seed.telling import Teller

ROOT = UUID("6f6b6e6f-0000-5000-8000-000000000000")  # the namespace of demo ids
BATCH = 100  # clients copied at once
DAYS = 84  # so many days of the board's history come with the demo
COUNTED = time(4, 30)
NEIGHBOURS = 40  # clients of the second dealership's manager


class House(msgspec.Struct, frozen=True, kw_only=True):
    """One dealership to be made: which of the demo's, which copy of it, and how many clients it gets."""

    place: int
    order: int
    clients: int

    @property
    def told(self) -> DemoDealership:
        return DEALERSHIPS[self.place]

    @property
    def id(self) -> UUID:
        return uuid5(ROOT, f"{self.told.code}/{self.order}")

    @property
    def code(self) -> str:
        return self.told.code if self.order == 0 else f"{self.told.code[:4]}{self.order}"

    @property
    def by_cast(self) -> bool:
        """Do the cast's managers have their full stories here? Copies of the house have a crowd's."""
        return self.order == 0

    def person(self, handle: str) -> UUID:
        return uuid5(self.id, handle)

    def managers(self) -> list[DemoPerson]:
        """The cast's managers, then as many more as the clients need."""
        cast = [*self.told.managers]
        more = range(len(cast), -(-self.clients // BOOK))
        return cast + [crowd_manager(self.told, self.order, shelf) for shelf in more]

    def books(self) -> "list[Book]":
        """Books of 400, one after the other; the cast shares evenly what is less than that."""
        cast, books, left = len(self.told.managers), [], self.clients
        for shelf, manager in enumerate(self.managers()):
            size = min(BOOK, -(-self.clients // cast) if shelf < cast else left)
            books.append(Book(house=self, shelf=shelf, manager=manager, clients=size))
            left -= size
        return books


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """One manager's clients to be made."""

    house: House
    shelf: int
    manager: DemoPerson
    clients: int

    @property
    def by_cast(self) -> bool:
        return self.house.by_cast and self.shelf < len(self.house.told.managers)

    @property
    def owner(self) -> UUID:
        return self.house.person(self.manager.handle)


def houses_of(clients: int, dealerships: int) -> list[House]:
    """The demo house as often as wanted, and the neighbour, who is there to be not seen."""
    first, neighbour = range(len(DEALERSHIPS))
    small = min(NEIGHBOURS, -(-clients // len(DEALERSHIPS[first].managers)))
    copies = [House(place=first, order=order, clients=clients) for order in range(dealerships)]
    return [*copies, House(place=neighbour, order=0, clients=small)]


async def load_cast(connection: Any, house: House, per_manager: int, now: datetime) -> AsyncIterator[int]:
    """The cast's books and the lobby of one house, all or nothing. Yields clients done."""
    told = house.told
    bulk = Bulk(house.id, Random(f"{told.code}/{house.order}"))  # noqa: S311
    clients = demo_clients(told, now, per_manager=per_manager, order=house.order)
    teller = teller_of(bulk, house, now, *told.people, days=days_gone_by(now, told.time_zone))
    async with connection.transaction():
        async for done in load(connection, teller, clients):
            yield done
        teller.ledger.book_rows()
        await load_lobby(connection, bulk, house, now)


async def load_crowd(connection: Any, book: Book, now: datetime, seed: int) -> None:
    """One book of load data, all or nothing; the first of a copied house brings its lobby too."""
    house, order = book.house, book.house.order
    bulk = Bulk(house.id, Random(f"{house.told.code}/{order}/{book.shelf}"))  # noqa: S311
    teller = teller_of(bulk, house, now, *house.told.people, book.manager)
    clients = crowd_book(house.told, book.manager, book.shelf, book.clients, now, order=order, seed=seed)
    async with connection.transaction():
        async for _ in load(connection, teller, clients):
            pass
        if book.shelf == 0:
            await load_lobby(connection, bulk, house, now)


async def load_lobby(connection: Any, bulk: Bulk, house: House, now: datetime) -> None:
    teller = teller_of(bulk, house, now, *house.told.people)
    for stranger in demo_strangers(house.told, now, order=house.order):
        teller.stranger(stranger)
    await bulk.load(connection)


async def load(connection: Any, teller: Teller, clients: Iterable[DemoClient]) -> AsyncIterator[int]:
    """Copy these clients in batches, so that memory holds one batch and never a book."""
    for batch in batches(iter(clients)):
        for client in batch:
            teller.client(client)
        await teller.bulk.load(connection)
        yield len(batch)


def batches(clients: Iterator[DemoClient]) -> Iterator[list[DemoClient]]:
    while batch := list(islice(clients, BATCH)):
        yield batch


def teller_of(
    bulk: Bulk,
    house: House,
    now: datetime,
    *people: DemoPerson,
    days: list[tuple[date, datetime]] | None = None,
) -> Teller:
    known = {person.handle: house.person(person.handle) for person in people}
    return Teller(bulk, house.told, known, uuid5(house.id, "bot"), now, days or [])


def days_gone_by(now: datetime, zone: str) -> list[tuple[date, datetime]]:
    """Every day of the last weeks with the instant at which its scores were counted."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
    return [(day, datetime.combine(day, COUNTED, ZoneInfo(zone))) for day in days]


def load_books(where: Access, books: list[Book], now: datetime, seed: int) -> int:
    """The work of one process: these books, over one connection. Answers how many clients they have."""
    return asyncio.run(_load_books(where, books, now, seed))


async def _load_books(where: Access, books: list[Book], now: datetime, seed: int) -> int:
    pool = await open_pool(where.url, where.role, size=1)
    try:
        async with pool.acquire() as connection:
            await hurry(connection)
            for book in books:
                await load_crowd(connection, book, now, seed)
    finally:
        await pool.close()
    return sum(book.clients for book in books)


async def hurry(connection: Any) -> None:
    """A crash may cost the last books, the next run makes them again; and where this login may, no foreign key
    is checked: each book brings whatever its rows refer to."""
    await connection.execute("SET synchronous_commit = off")
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
        await connection.execute("SET session_replication_role = replica")
