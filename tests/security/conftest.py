"""The ground of the security tests."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.kit.db import Database
from app.people.guessing import Guesses
from tests.cast import PETR, open_house
from tests.security.ground import Ground


@pytest.fixture(autouse=True)
def nobody_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everyone here comes from one machine, with many wrong links: pauses have tests of their own."""
    monkeypatch.setattr(Guesses, "wrong", lambda self, sender: None)


@pytest.fixture(scope="session")
async def ground(database: Database, site: str) -> AsyncIterator[Ground]:
    """Shared by all: whoever asks for an object gets a fresh one."""
    house, other = await open_house(database, site), await open_house(database, site, PETR)
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield Ground(house, other, client)
