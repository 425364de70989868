"""Vera's house with a bot and a window, and browsers of clients who look through it."""

from collections.abc import AsyncIterator

import pytest

from app.deliveries.tables import CHANNELS, CLOSED
from app.kit.db import Database
from app.kit.live import Live
from app.window.sender import WindowChannel, window_closed
from tests.bots.conftest import cloud, line, office, seal, store  # noqa: F401
from tests.bots.office import Office
from tests.window.browser import Browser


@pytest.fixture
async def anna(
    office: Office,  # noqa: F811
    worker_database: tuple[Database, Live],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Browser]:
    """Anna's browser, before she has opened her link."""
    monkeypatch.setitem(CHANNELS, "web", WindowChannel(worker_database[0]))
    monkeypatch.setitem(CLOSED, "web", window_closed)
    async with Browser(office) as browser:
        yield browser
