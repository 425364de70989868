"""One fake Telegram and one line to it for all tests here; each test has a dealership and a bot of its own."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from app.config import Config
from app.conversations.receiving import file_settled
from app.database import Access, access, open_database
from app.deliveries.tables import CHANNELS
from app.files.tables import ARRIVED, FETCHERS
from app.kit import embedded
from app.kit.blobs import Blobs, blobs_in
from app.kit.db import Database
from app.kit.live import Live
from app.kit.migrate import migrate
from app.kit.secrets import Seal, master_key
from bots.fetching import TelegramFiles
from bots.own_sender import OwnChatChannel
from bots.sender import TelegramChannel
from bots.telegram import Telegram
from tests.bots.garage import NOON
from tests.bots.nursery import Nursery
from tests.bots.office import Office
from tests.cast import House, open_house
from tests.fakes.telegram import FakeTelegram
from tests.serving import by_a_clock_on_file, free_port


@pytest.fixture(scope="session")
async def cloud() -> AsyncIterator[FakeTelegram]:
    async with await FakeTelegram.start(speed=20) as fake:
        yield fake


@pytest.fixture(scope="session")
def seal(config: Config) -> Seal:
    return Seal(master_key(config.master_key, config.folder))


@pytest.fixture(scope="session")
def store(config: Config, seal: Seal) -> Blobs:
    return blobs_in(config.folder, seal)


@pytest.fixture(scope="session")
async def line(
    worker_database: tuple[Database, Live], seal: Seal, cloud: FakeTelegram
) -> AsyncIterator[Telegram]:
    telegram = Telegram(worker_database[0], seal, cloud.url)
    yield telegram
    await telegram.close()


@pytest.fixture(scope="session")
async def moved(
    config: Config, app_access: Access, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Path, str]]:
    """A clock on file, and an API that goes by it: whoever moves the clock has set it first."""
    async with by_a_clock_on_file(config, app_access, tmp_path_factory.mktemp("clock"), NOON) as found:
        yield found


@pytest.fixture
async def office(
    request: pytest.FixtureRequest,
    house: House,
    worker_database: tuple[Database, Live],
    line: Telegram,
    cloud: FakeTelegram,
    store: Blobs,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Office]:
    """A dealership with Vera, Oleg, Anna's card and a bot. Afterwards Telegram must have nothing to complain of."""
    telegram = TelegramChannel(line, store)
    monkeypatch.setitem(CHANNELS, "telegram", telegram)
    monkeypatch.setitem(CHANNELS, "own_chat", OwnChatChannel(worker_database[0], telegram))
    monkeypatch.setitem(FETCHERS, "telegram", TelegramFiles(line).fetch)
    monkeypatch.setitem(ARRIVED, "conversations", file_settled)
    office = Office(house, worker_database[0], line, cloud, store, getattr(request, "param", "polling"))
    await office.open()
    yield office
    cloud.clear_faults()
    line.reached(office.bot_id)
    assert cloud.ledger.violations(bot=office.bot.id) == []


both_ways: Callable[[Any], Any] = pytest.mark.parametrize("office", ["polling", "webhook"], indirect=True)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """The loaded process that workers and APIs are forked from; each folder of tests that asks has its own."""
    nursery = Nursery()
    try:
        yield nursery.ready()
    finally:
        nursery.close()


# --- a database of its own, where one dealership is the first and only one


@pytest.fixture(scope="session")
async def alone(home: Path, server: embedded.Server) -> Config:
    """Settings that name another database of the test's server; each folder of tests that asks has its own."""
    name = f"alone_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(embedded.url(server))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    url = embedded.url(server, name)
    await migrate(url, create_roles=True)
    return Config(home=str(home), database_url=url, port=free_port())


@pytest.fixture(scope="session")
async def alone_database(alone: Config) -> AsyncIterator[Database]:
    database, live = await open_database(alone, access(alone, "worker"))
    yield database
    await live.stop()
    await database.close()


@pytest.fixture
async def only_house(alone_database: Database) -> House:
    """The first dealership of that database: those before it are closed, and no occurrence of a job is over yet."""
    await alone_database.pool.execute("UPDATE dealerships SET state = 'closed'")
    await alone_database.pool.execute("DELETE FROM schedule_slots")
    return await open_house(alone_database, "http://localhost")
