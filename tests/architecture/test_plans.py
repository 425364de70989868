"""The hot statements stay on their indexes under row security, however large the house is: no table is read whole."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.clients import books, queries
from app.conversations import lines, promises
from app.conversations import queries as threads
from app.kit import embedded
from app.kit.db import Database
from app.kit.pool import speak_json
from app.people.queries import SESSION_OF_TOKEN
from app.seed import missing_books
from app.seed.books import House, load_crowd
from app.sync.queries import CHANGED_ROWS, FLUSH, GRANTED_FEEDS, MUTATION_OF

LARGE = {
    "addresses", "book_lines", "car_roles", "cars", "clients", "consents", "contact_points", "deliveries", "messages",
    "message_texts", "odometer_readings", "promises", "read_marks", "search_keys", "threads", "timeline",
}  # fmt: skip
"""Tables that grow with the clients and their talks."""
FEW = {"threads_of_stranger", "threads_waiting"}
"""Indexes that hold only the lobby, or only who waits now: read through, they are still short."""
FROM_TOP = {"clients_by_name", "threads_latest"}
"""Indexes that are read from their first row, until the page is full."""
BOOKS = 4
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
CLIENTS = 1_600


class Elsewhere(House, frozen=True, kw_only=True):
    """A house of the demo under a code of its own."""

    own_code: str

    @property
    def code(self) -> str:
        return self.own_code


@pytest.fixture(scope="module")
async def large(server: embedded.Server, tools: Database) -> AsyncIterator[tuple[Any, UUID, UUID]]:
    """A connection as the app has it in a house with books enough that reading all of them would show."""
    house = Elsewhere(place=0, order=7, clients=CLIENTS, own_code="P" + uuid4().hex[:6].upper())
    missing = await missing_books(tools, house)
    async with tools.pool.acquire() as loading:
        for book in missing:
            await load_crowd(loading, book, tools.clock(), 63)
    owner = await asyncpg.connect(embedded.url(server))
    await owner.execute("ANALYZE")
    await owner.close()
    connection = await asyncpg.connect(embedded.url(server), server_settings={"role": "okno_app"})
    await speak_json(connection)
    await connection.execute(f"SET app.dealership = '{house.id}'")
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    # This house is small for PostgreSQL: what it would read whole here for speed, it must be able to avoid.
    await connection.execute("SET enable_seqscan = off")
    yield connection, house.id, missing[0].owner
    await connection.close()


HOT = {
    "the book": books.BOOK_OF_OWNER,
    "lines of clients": books.LINES_OF_CLIENTS,
    "the card": queries.CARD_ROW,
    "the book of a house": books.BOOK_OF_HOUSE,
    "the inbox": lines.INBOX,
    "the inbox of a house": lines.INBOX_OF_HOUSE,
    "who waits": lines.WAITING_LINES,
    "who waits in a house": lines.WAITING_LINES_OF_HOUSE,
    "lines of threads": lines.LINES_OF_THREADS,
    "messages by id": lines.MESSAGES_BY_ID,
    "a page of messages": lines.MESSAGES_PAGE,
    "the thread": threads.THREAD,
    "where an answer goes": threads.ADDRESS_OF_THREAD,
    "the open promise": promises.OPEN_PROMISE,
    "the session": SESSION_OF_TOKEN,
    "feeds granted": GRANTED_FEEDS,
    "rows changed": CHANGED_ROWS,
    "feeds moved": FLUSH,
    "an act applied": MUTATION_OF,
}


@pytest.mark.parametrize("statement", HOT.values(), ids=HOT.keys())
async def test_a_hot_statement_reads_no_table_whole(large: tuple[Any, UUID, UUID], statement: str) -> None:
    connection, _, _ = large
    plan = await plan_of(connection, statement)
    whole = {table for table in re.findall(r"Seq Scan on (\w+)", plan) if table in LARGE}
    assert whole == set(), plan
    for index, table, condition in re.findall(r"Scan using (\w+) on (\w+).*?\n\s+Index Cond: (.*)", plan):
        narrow = "AND" in condition or "ANY" in condition or index in FEW | FROM_TOP
        assert narrow or table not in LARGE, f"{table} is read for the whole house:\n{plan}"


async def plan_of(connection: Any, statement: str) -> str:
    """The plan for any arguments."""
    await connection.execute(f"PREPARE hot AS {statement}")
    try:
        count = await connection.fetchval(
            "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'hot'"
        )
        told = await connection.fetch(f"EXPLAIN EXECUTE hot ({', '.join(['NULL'] * count)})")
    finally:
        await connection.execute("DEALLOCATE hot")
    return "\n".join(row[0] for row in told)


async def test_the_book_and_the_inbox_read_one_book_and_not_the_house(large: tuple[Any, UUID, UUID]) -> None:
    connection, house, owner = large
    explain = f"EXPLAIN (ANALYZE, FORMAT TEXT, TIMING OFF) {lines.INBOX}"
    told = "\n".join(row[0] for row in await connection.fetch(explain, house, owner, False, NOW))
    rows = [int(float(many)) for many in re.findall(r"actual rows=(\d+)", told)]
    assert rows
    assert max(rows) <= CLIENTS // BOOKS, told


@pytest.mark.parametrize("screen", ["book", "inbox"])
async def test_a_supervisors_screen_reads_the_top_of_the_house(
    large: tuple[Any, UUID, UUID], screen: str
) -> None:
    connection, house, owner = large
    top = {"book": books.BOOK_LINES + books.FIRST_BY_NAME, "inbox": lines.INBOX_OF_HOUSE}[screen]
    short = re.sub(r"LIMIT \d\d\d+", "LIMIT 20", top)
    args = (house,) if screen == "book" else (house, owner, True, NOW)
    explain = f"EXPLAIN (ANALYZE, FORMAT TEXT, TIMING OFF) {short}"
    told = "\n".join(row[0] for row in await connection.fetch(explain, *args))
    rows = [int(float(many)) for many in re.findall(r"actual rows=(\d+)", told)]
    assert rows
    assert max(rows) <= 40, told
