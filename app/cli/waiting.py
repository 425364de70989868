"""A connection for a command. Where the database does not answer, the operator hears at once what is waited for."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import click

PATIENCE = 5.0  # seconds for a database that is just being started
AT_ONCE = 1.0  # seconds of silence after which the operator is told
AGAIN = 0.5  # seconds between two tries
NOT_YET = (OSError, asyncpg.CannotConnectNowError)


async def connected(url: str, **settings: str) -> Any:
    """Connect, and try again for a few seconds while nobody answers. Raises what the last try met."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    telling = loop.call_later(AT_ONCE, tell, url)
    try:
        while True:
            try:
                left = max(0.1, deadline - loop.time())
                return await asyncpg.connect(url, server_settings=settings, timeout=left)
            except NOT_YET:
                if loop.time() + AGAIN > deadline:
                    raise
                if not telling.cancelled():
                    telling.cancel()
                    tell(url)
            await asyncio.sleep(AGAIN)
    finally:
        telling.cancel()


def tell(url: str) -> None:
    parts = urlsplit(url)
    where = f" at {parts.hostname}:{parts.port or 5432}" if parts.hostname else ""
    click.echo(f"Waiting for the database{where} …", err=True)
