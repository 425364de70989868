"""Load data in the database: whole books, what is missing and no more, rows that fit together."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from app.demo.crowd import BOOK
from app.kit import embedded
from app.kit.db import Database
from app.seed import books, missing_books
from app.seed.books import House, houses_of, load_crowd
from tests.operation.ground import okno


class Elsewhere(House, frozen=True, kw_only=True):
    """A house of the demo under ids and a code of its own."""

    code_: str

    @property
    def id(self) -> Any:
        return books.uuid5(books.ROOT, self.code_)

    @property
    def code(self) -> str:
        return self.code_


@pytest.fixture
async def loaded(tools: Database) -> House:
    """A copy of the demo house with one crowd's book of sixty."""
    house = Elsewhere(place=0, order=1, clients=120, code_="L" + uuid4().hex[:6].upper())
    first, _ = await missing_books(tools, house)
    async with tools.pool.acquire() as connection:
        await load_crowd(connection, first, tools.clock(), 63)
    return house


def test_clients_fill_books_of_four_hundred_one_after_the_other() -> None:
    big, neighbour = houses_of(1_000_000, 1)
    sizes = [book.clients for book in big.books()]
    assert len(sizes) == 2500
    assert set(sizes) == {BOOK}
    assert sum(book.clients for book in neighbour.books()) == 40
    small = houses_of(7, 3)[0]
    assert [(book.manager.handle, book.clients) for book in small.books()] == [("vera", 4), ("oleg", 4)]
    assert [book.clients for book in houses_of(801, 1)[0].books()] == [400, 400, 1]


async def test_every_row_of_a_loaded_book_finds_what_it_refers_to(loaded: House, tools: Database) -> None:
    """Loaded with every foreign key checked, which the command may leave out."""
    count = "SELECT count(*) FROM {} WHERE dealership_id = $1"
    assert await tools.pool.fetchval(count.format("clients"), loaded.id) == 60
    assert await tools.pool.fetchval(count.format("book_lines"), loaded.id) == 60
    lost = """
        SELECT count(*) FROM book_lines l LEFT JOIN threads t ON t.dealership_id = $1 AND t.id = l.thread_id
        WHERE l.dealership_id = $1 AND (l.thread_id IS NOT NULL) <> (t.id IS NOT NULL)
    """
    assert await tools.pool.fetchval(lost, loaded.id) == 0
    waits = """
        SELECT count(*) FROM threads t WHERE t.dealership_id = $1 AND (t.waiting_since IS NOT NULL) <> EXISTS (
            SELECT 1 FROM promises p WHERE p.dealership_id = $1 AND p.thread_id = t.id AND p.ended_at IS NULL)
    """
    assert await tools.pool.fetchval(waits, loaded.id) == 0


async def test_a_book_is_missing_until_it_is_there_whole(loaded: House, tools: Database) -> None:
    [second] = await missing_books(tools, loaded)
    assert second.manager.handle == "oleg"

    def dies(self: Any, told: Any) -> None:
        if told.number % BOOK == 50:
            raise KeyboardInterrupt
        teller(self, told)

    teller = books.Teller.client
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(books, "BATCH", 10)
        broken.setattr(books.Teller, "client", dies)
        async with tools.pool.acquire() as connection:
            with pytest.raises(KeyboardInterrupt):
                await load_crowd(connection, second, tools.clock(), 63)
    assert await missing_books(tools, loaded) == [second]
    async with tools.pool.acquire() as connection:
        await load_crowd(connection, second, tools.clock(), 63)
    assert await missing_books(tools, loaded) == []


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("load") / "home"
    assert okno(home, "migrate").returncode == 0
    return home


async def unknown(home: Path) -> list[str]:
    """Loaded tables of which PostgreSQL has no statistics."""
    server = embedded.start(home, say=lambda line: None)
    try:
        connection = await asyncpg.connect(embedded.url(server))
        found = await connection.fetch(
            "SELECT relname FROM pg_stat_user_tables WHERE n_live_tup > 0 AND last_analyze IS NULL"
        )
        known = await connection.fetchval("SELECT count(*) FROM pg_stats WHERE tablename = 'search_keys'")
        await connection.close()
    finally:
        embedded.leave(home)
    return [row["relname"] for row in found] if known else ["search_keys"]


def test_the_command_makes_what_is_missing_and_says_so_when_nothing_is(migrated: Path) -> None:
    made = okno(migrated, "seed", "--demo", "--clients", "4")
    assert "Made 6 clients." in made.stdout, made.stderr
    assert asyncio.run(unknown(migrated)) == [], "statistics are there before anybody asks"
    again = okno(migrated, "seed", "--demo", "--clients", "4")
    assert again.returncode == 1
    assert "here already" in again.stderr
    more = okno(migrated, "seed", "--clients", "4", "--dealerships", "2")
    assert "Made 4 clients." in more.stdout, more.stderr
    nothing = okno(migrated, "seed")
    assert nothing.returncode == 2
    assert "--clients" in nothing.stderr
