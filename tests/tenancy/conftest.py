"""The walls stand on the newest and on the oldest PostgreSQL: every test of this folder runs on both."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from app.config import Config
from app.database import Access, access, open_database
from app.kit import embedded
from app.kit.db import Database
from app.kit.live import Live
from tests.cast import PETR, House, open_house


@pytest.fixture
async def catalog(any_server: embedded.Server) -> AsyncIterator[Any]:
    """A superuser's connection; what a test does through it is rolled back."""
    connection = await asyncpg.connect(embedded.url(any_server))
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
def app_access(config: Config, any_server: embedded.Server) -> Access:
    return access(config, "app", any_server)


@pytest.fixture(scope="session")
async def database(config: Config, app_access: Access) -> AsyncIterator[Database]:
    database, live = await open_database(config, app_access)
    yield database
    await live.stop()
    await database.close()


@pytest.fixture(scope="session")
async def worker_database(
    config: Config, any_server: embedded.Server
) -> AsyncIterator[tuple[Database, Live]]:
    database, live = await open_database(config, access(config, "worker", any_server))
    yield database, live
    await live.stop()
    await database.close()


@pytest.fixture(scope="session")
async def tools(config: Config, any_server: embedded.Server) -> AsyncIterator[Database]:
    database, live = await open_database(config, access(config, "tools", any_server))
    yield database
    await live.stop()
    await database.close()


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, "http://nowhere")


@pytest.fixture
async def other_house(database: Database) -> House:
    return await open_house(database, "http://nowhere", PETR)
