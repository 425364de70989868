"""One fake Telegram and one line to it for all tests here; each test has a dealership and a bot of its own."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from app.config import Config
from app.conversations.receiving import touch_messages_of_file
from app.deliveries.tables import CHANNELS
from app.files.tables import ARRIVED, FETCHERS
from app.kit.blobs import Blobs, blobs_in
from app.kit.db import Database
from app.kit.live import Live
from app.kit.secrets import Seal, master_key
from bots.fetching import TelegramFiles
from bots.sender import TelegramChannel
from bots.telegram import Telegram
from tests.bots.office import Office
from tests.cast import House
from tests.fakes.telegram import FakeTelegram


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
    monkeypatch.setitem(CHANNELS, "telegram", TelegramChannel(line, store))
    monkeypatch.setitem(FETCHERS, "telegram", TelegramFiles(line).fetch)
    monkeypatch.setitem(ARRIVED, "conversations", touch_messages_of_file)
    office = Office(house, worker_database[0], line, cloud, store, getattr(request, "param", "polling"))
    await office.open()
    yield office
    cloud.clear_faults()
    line.reached(office.bot_id)
    assert cloud.ledger.violations(bot=office.bot.id) == []


both_ways: Callable[[Any], Any] = pytest.mark.parametrize("office", ["polling", "webhook"], indirect=True)
