"""The ground every test stands on: a real PostgreSQL, migrated once; a real HTTP server; fresh houses."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from app.config import Config
from app.database import Access, access, open_database
from app.kit import embedded
from app.kit.db import Database
from app.kit.live import Live
from app.kit.migrate import migrate
from app.texts import raise_on_gaps
from tests.cast import PETR, House, open_house
from tests.fuzz.settings import SEED, TIMES
from tests.killed import Killed
from tests.network import refuse_outside
from tests.serving import free_port, served


def log_plainly() -> None:
    """Plain traces: the default ones, drawn with every local variable, take seconds each, and nothing else runs."""
    structlog.reset_defaults()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )


log_plainly()
refuse_outside()
raise_on_gaps()  # a sentence or an argument that is missing fails the test that meets it


LONG = ("chaos", "stories", "browser", "operation")
"""Folders whose tests start whole installations: few in a file, and each takes long."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "kills(times): dies at named places; the long profile repeats it so often"
    )
    config.pluginmanager.register(Killed(), "killed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no process is left with one of them when the other has nothing more to do."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)


def pytest_report_header() -> str:
    return f"fuzz: seed {SEED}, {TIMES} times the short profile (make fuzz: longer, any seed)"


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="okno-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[embedded.Server]:
    """The embedded PostgreSQL with the whole schema."""
    running = embedded.start(home, say=lambda line: None)
    try:
        asyncio.run(migrate(embedded.url(running), create_roles=True))
        yield running
    finally:
        embedded.leave(home)


@pytest.fixture(scope="session")
def server15() -> Iterator[embedded.Server]:
    """The oldest PostgreSQL we promise to run on, with the whole schema; skipped where it is not installed."""
    programs = Path(os.environ.get("OKNO_TEST_POSTGRES15", "/usr/lib/postgresql/15/bin"))
    if not (programs / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not here: name its bin folder in OKNO_TEST_POSTGRES15")
    with tempfile.TemporaryDirectory(prefix="okno-test15-") as folder:
        running = embedded.start(Path(folder), bin_dir=programs, say=lambda line: None)
        try:
            asyncio.run(migrate(embedded.url(running), create_roles=True))
            yield running
        finally:
            embedded.leave(Path(folder))


@pytest.fixture(scope="session", params=["server", "server15"], ids=["18", "15"])
def any_server(request: pytest.FixtureRequest) -> embedded.Server:
    """The schema on the newest and on the oldest PostgreSQL."""
    found: embedded.Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def config(home: Path) -> Config:
    return Config(home=str(home), port=free_port())


@pytest.fixture(scope="session")
def app_access(config: Config, server: embedded.Server) -> Access:
    return access(config, "app", server)


@pytest.fixture(scope="session")
async def database(config: Config, app_access: Access) -> AsyncIterator[Database]:
    """A pool of the app's role, as request code has it."""
    database, live = await open_database(config, app_access)
    live.start(database)
    yield database
    await live.stop()
    await database.close()


@pytest.fixture(scope="session")
async def worker_database(config: Config, server: embedded.Server) -> AsyncIterator[tuple[Database, Live]]:
    """A pool of the worker's role."""
    database, live = await open_database(config, access(config, "worker", server))
    live.start(database)
    yield database, live
    await live.stop()
    await database.close()


@pytest.fixture(scope="session")
async def tools(config: Config, server: embedded.Server) -> AsyncIterator[Database]:
    """A pool that sees every dealership, for oracles."""
    database, live = await open_database(config, access(config, "tools", server))
    yield database
    await live.stop()
    await database.close()


@pytest.fixture(scope="session")
async def site(config: Config, app_access: Access) -> AsyncIterator[str]:
    """The API behind a real HTTP server; answers its address."""
    async with served(config, app_access):
        yield config.site


@pytest.fixture
async def house(database: Database, site: str) -> House:
    """A fresh dealership with the cast."""
    return await open_house(database, site)


@pytest.fixture
async def other_house(database: Database, site: str) -> House:
    """Another dealership, with Petr, its manager."""
    return await open_house(database, site, PETR)
