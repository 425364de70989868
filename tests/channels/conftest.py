"""Every channel there is, and one that is made for these tests alone, with Anna at its far end."""

from collections.abc import AsyncIterator

import pytest

from app.conversations.jobs import message_settled
from app.deliveries.tables import CHANNELS, CLOSED, SETTLED
from app.window.sender import WindowChannel, window_closed
from tests.bots.conftest import cloud, line, office, seal, store  # noqa: F401
from tests.bots.office import Office
from tests.channels.ways import ByLetter, ByOwnAccount, ByTelegram, ByWindow, Way

WAYS = {"telegram": ByTelegram, "window": ByWindow, "letters": ByLetter, "own": ByOwnAccount}


@pytest.fixture(params=["telegram", "window", "letters"])
async def way(
    request: pytest.FixtureRequest,
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Way]:
    """Anna, connected by this channel."""
    way = WAYS[request.param](office)
    monkeypatch.setitem(CHANNELS, "web", WindowChannel(office.worker))
    monkeypatch.setitem(CLOSED, "web", window_closed)
    monkeypatch.setitem(SETTLED, "message", message_settled)
    if isinstance(way, ByLetter):
        monkeypatch.setitem(CHANNELS, way.name, way)
    await way.open()
    yield way
    await way.close()
