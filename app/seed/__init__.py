"""The demo dealerships and load data: told by `app.demo`, made into rows by the owners of the tables."""

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from uuid import UUID

from app.clients.jobs import key_names
from app.clients.queries import owners_with_clients
from app.config import Config
from app.coverage.model import Plan, Span
from app.coverage.seeding import join_pair, keep_schedule
from app.database import Access, open_database
from app.demo import SEED
from app.demo.crowd import BOOK
from app.demo.model import DemoPerson
from app.kit.db import Database, Db
from app.people.actions import add_person, open_dealership
from app.people.model import NewDealership, NewPerson
from app.people.queries import people
from app.seed.books import Book, House, houses_of, load_books, load_cast

CLIENTS = 2 * BOOK  # of the demo house: two managers with full books
AT_ONCE = 100  # people moved in by one unit of work
CHUNK = 5  # books a process takes at once

Progress = Callable[[int, int], None]


class NothingToMake(Exception):
    """Everything that was asked for is there already."""


async def seed_demo(
    config: Config,
    tools: Access,
    *,
    clients: int = CLIENTS,
    dealerships: int = 1,
    progress: Progress | None = None,
) -> int:
    """Make what is missing of the demo house with `clients` clients, `dealerships` times, and of its neighbour.

    Each book is made whole or not at all, so an interrupted run is continued by the same command, and a small
    house grows by a larger number. Deterministic but for the instant it is made at, which everything is dated
    back from. Answers how many clients were made. Runs under the tools role: row security forbids COPY.
    """
    database, _ = await open_database(config, tools, size=2)
    try:
        books = [
            book for house in houses_of(clients, dealerships) for book in await missing_books(database, house)
        ]
        if not books:
            raise NothingToMake
        total, done, now = sum(book.clients for book in books), 0, database.clock()

        def count(more: int) -> None:
            nonlocal done
            done += more
            if progress:
                progress(done, total)

        count(0)
        await make_cast(database, [book for book in books if book.by_cast], now, count)
        await make_crowd(tools, [book for book in books if not book.by_cast], now, count)
        for house in dict.fromkeys(book.house.id for book in books):
            await key_names(database, house)
        return done
    finally:
        await database.close()


async def missing_books(database: Database, house: House) -> list[Book]:
    """The books of a house whose managers have no client yet; all its people have moved in by then."""
    (there, having), _ = await database.work(house.id, inhabitants)
    if not there:
        await database.work(house.id, lambda db: open_house(db, house))
    cast = len(house.told.managers)
    more = [person for person in house.managers()[cast:] if house.person(person.handle) not in there]
    for first in range(0, len(more), AT_ONCE):
        await database.work(house.id, partial(move_in, house=house, people=more[first : first + AT_ONCE]))
    return [book for book in house.books() if book.owner not in having]


async def inhabitants(db: Db) -> tuple[set[UUID], set[UUID]]:
    """Everybody of the house, and those of them who have clients."""
    return {person.id for person in await people(db)}, await owners_with_clients(db)


async def open_house(db: Db, house: House) -> None:
    told = house.told
    await open_dealership(
        db,
        NewDealership(
            id=db.dealership, code=house.code, name=told.name, language=told.language,  # type: ignore[arg-type]
            time_zone=told.time_zone, phone=told.phone,
        ),
    )  # fmt: skip
    await move_in(db, house, told.people)
    await keep_schedules(db, house)


async def keep_schedules(db: Db, house: House) -> None:
    for told in house.told.schedules:
        week = [
            [Span(from_minute=begins, until_minute=ends, kind=kind) for begins, ends, kind in spans]
            for spans in told.week
        ]
        await keep_schedule(db, house.person(told.handle), Plan(version=1, week=week, days=[]))
        if told.pair and told.handle < told.pair:
            await join_pair(db, house.person(told.handle), house.person(told.pair))


async def move_in(db: Db, house: House, people: Sequence[DemoPerson]) -> None:
    for person in people:
        await add_person(
            db,
            NewPerson(
                id=house.person(person.handle), handle=person.handle, name=person.name,
                address_form=person.address_form, role=person.role,
                language=person.language, trade=person.trade,  # type: ignore[arg-type]
            ),
        )  # fmt: skip


async def make_cast(
    database: Database, books: list[Book], now: datetime, count: Callable[[int], None]
) -> None:
    """The full stories, told in the order they always were, so that the demo is the same each time."""
    async with database.pool.acquire() as connection:
        for _, several in groupby(books, key=lambda book: book.house.place):
            first = next(several)
            async for done in load_cast(connection, first.house, first.clients, now):
                count(done)


async def make_crowd(tools: Access, books: list[Book], now: datetime, count: Callable[[int], None]) -> None:
    """The rest by several processes: while one waits for the database, another makes rows."""
    if not books:
        return
    loop = asyncio.get_running_loop()
    chunks = [books[first : first + CHUNK] for first in range(0, len(books), CHUNK)]
    processes = min(len(chunks), (os.cpu_count() or 1) + 1)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        made = [loop.run_in_executor(pool, load_books, tools, chunk, now, SEED) for chunk in chunks]
        try:
            for one in asyncio.as_completed(made):
                count(await one)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
