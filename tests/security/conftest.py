"""The ground of the security tests."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.kit.db import Database
from tests.cast import PETR, open_house
from tests.security.ground import Ground


@pytest.fixture(scope="session")
async def ground(database: Database, site: str) -> AsyncIterator[Ground]:
    """Shared by all: whoever asks for an object gets a fresh one."""
    house, other = await open_house(database, site), await open_house(database, site, PETR)
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield Ground(house, other, client)
