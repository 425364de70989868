"""A database behind a line that can be cut, and a dealership without people."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.config import Config
from app.database import Access, open_database
from app.kit import embedded
from app.kit.db import Database
from app.kit.ids import new_id
from app.people.actions import open_dealership
from app.people.model import NewDealership
from tests.kit.cutting import Line, line_to


@pytest.fixture
async def scope(database: Database) -> UUID:
    """A fresh dealership with nobody in it."""
    return await fresh_scope(database)


async def fresh_scope(database: Database) -> UUID:
    new = NewDealership(
        id=new_id(),
        code="K" + uuid4().hex[:6].upper(),
        name="Дом",
        language="ru",
        time_zone="Europe/Samara",
    )
    await database.work(new.id, lambda db: open_dealership(db, new))
    return new.id


@pytest.fixture
async def line(server: embedded.Server) -> AsyncIterator[Line]:
    async with line_to(Path(server.dsn_host) / f".s.PGSQL.{server.port}") as line:
        yield line


@pytest.fixture
async def cuttable(config: Config, line: Line) -> AsyncIterator[Database]:
    """A pool of three connections of the app's role, through the line."""
    url = f"postgresql://okno@/okno?host={line.folder}&port=5432"
    database, live = await open_database(config, Access(url=url, role="okno_app", direct_url=url), size=3)
    complaints: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context["message"]))
    yield database
    await live.stop()
    await database.close()
    loop.set_exception_handler(None)
    assert complaints == [], "the driver had to clean up after us"
