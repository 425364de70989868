"""Homes and running installations for the tests of operation."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from app.config import Config
from app.database import access, open_database
from app.kit import embedded
from app.kit.db import Database
from app.kit.migrate import migrate
from tests.operation.ground import Serving


@pytest.fixture
def start() -> Iterator[Callable[..., Serving]]:
    """Start Okno; whatever the test leaves running is ended."""
    started: list[Serving] = []

    def begin(*arguments: object, **more: object) -> Serving:
        started.append(Serving(*arguments, **more))  # type: ignore[arg-type]
        return started[-1]

    yield begin
    for each in started:
        each.end()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One installation for a module of tests."""
    serving = Serving(tmp_path_factory.mktemp("okno") / "home")
    try:
        yield serving.ready()
    finally:
        serving.end()


@pytest.fixture
async def empty(server: embedded.Server) -> AsyncIterator[str]:
    """The URL of an empty database on the tests' server."""
    name = f"empty_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(embedded.url(server, "postgres"))
    await connection.execute(f"CREATE DATABASE {name}")
    yield embedded.url(server, name)
    await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
async def migrated(empty: str) -> str:
    """The URL of a database with the schema and nothing in it."""
    await migrate(empty, create_roles=True)
    return empty


@contextlib.asynccontextmanager
async def inside(home: Path) -> AsyncIterator[Database]:
    """The database of a running installation, as its API has it."""
    config = Config(home=str(home))
    server = embedded.start(home, say=lambda line: None)
    try:
        database, _ = await open_database(config, access(config, "app", server), size=2)
        try:
            yield database
        finally:
            await database.close()
    finally:
        embedded.leave(home)
