"""Towns for stories."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.stories.ground import Town

Found = Callable[[str], Awaitable[Town]]


@pytest.fixture
async def found(tmp_path: Path) -> AsyncIterator[Found]:
    """Found a town in this mode; it is ended whatever happens."""
    towns: list[Town] = []

    async def make(mode: str) -> Town:
        towns.append(await Town.founded(tmp_path, mode))
        return towns[-1]

    yield make
    for town in towns:
        await town.end()
