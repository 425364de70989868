"""Ways to look at the schema itself, as the superuser."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from app.kit import embedded


@pytest.fixture
async def catalog(any_server: embedded.Server) -> AsyncIterator[Any]:
    """A superuser's connection; what a test does through it is rolled back."""
    connection = await asyncpg.connect(embedded.url(any_server))
    await connection.execute("BEGIN")
    yield connection
    await connection.close()
