"""The API behind a real HTTP server inside the test's own process, so that a test can reach its state."""

import asyncio
import contextlib
import os
import random
import socket
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import uvicorn
from litestar import Litestar
from msgspec.structs import replace

from app.config import Config
from app.database import Access
from app.main import create_app


def free_port() -> int:
    """A port on which nobody listens, below those that systems give to connections going out, and of a range that no
    other process of these tests draws from: a server that is killed and comes again finds it free."""
    turn = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000, 8) + turn
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def set_clock(file: Path, now: datetime) -> None:
    """Move the clock on file, in one piece: processes read it at any moment."""
    fresh = file.with_suffix(".fresh")
    fresh.write_text(now.isoformat())
    fresh.replace(file)


@contextlib.asynccontextmanager
async def served(config: Config, where: Access) -> AsyncIterator[Litestar]:
    """The application while it answers on the port of `config`."""
    app = create_app(config, where)
    settings = uvicorn.Config(app, port=config.port, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(settings)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
        if running.done():
            running.result()
    try:
        yield app
    finally:
        server.should_exit = True
        await running


@contextlib.asynccontextmanager
async def by_a_clock_on_file(
    config: Config, where: Access, folder: Path, now: datetime
) -> AsyncIterator[tuple[Path, str]]:
    """An API that goes by a clock which tests move; answers the clock's file and the address."""
    clock = folder / "now"
    set_clock(clock, now)
    by_it = replace(config, port=free_port(), clock=f"file:{clock}")
    async with served(by_it, where):
        yield clock, by_it.site
