"""A database for a bench alone."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg

from app.config import Config
from app.kit import embedded
from app.kit.migrate import migrate


@contextlib.asynccontextmanager
async def empty_database() -> AsyncIterator[tuple[Config, Any]]:
    """A server of its own with all tables and nothing in them; gone with the block."""
    with tempfile.TemporaryDirectory(prefix="okno-bench-") as folder:
        server = await asyncio.to_thread(embedded.start, Path(folder), say=lambda line: None)
        try:
            await migrate(embedded.url(server), create_roles=True)
            yield Config(home=folder), server
        finally:
            await asyncio.to_thread(embedded.leave, Path(folder))


async def what_a_night_does(url: str) -> None:
    """Statistics, and pages marked as seen by all."""
    connection = await asyncpg.connect(url)
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()
