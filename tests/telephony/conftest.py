"""A provider, an API that may reach it, and a house whose clock a test moves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.config import Config
from app.database import Access
from app.deliveries.jobs import send_due
from app.deliveries.tables import CHANNELS, LEAVING
from telephony import ringing
from telephony.sender import TelephonyChannel
from tests.bots.conftest import (  # noqa: F401
    alone,
    alone_database,
    cloud,
    line,
    nursery,
    office,
    only_house,
    seal,
    store,
)
from tests.bots.garage import NOON, garage
from tests.bots.nights import Night, night
from tests.bots.test_unnoticed import service, wait
from tests.bots.watched import make_watched
from tests.fakes.push import FakePush
from tests.fakes.telephony import FakeProvider
from tests.serving import by_a_clock_on_file
from tests.telephony.phones import Phones

__all__ = ["garage", "night", "service", "wait"]


@pytest.fixture(scope="session")
async def provider() -> AsyncIterator[FakeProvider]:
    fake = await FakeProvider.start()
    yield fake
    await fake.stop()


@pytest.fixture(scope="session")
async def moved(
    config: Config,
    app_access: Access,
    service: FakePush,
    provider: FakeProvider,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Path, str]]:
    """A clock on file, and an API that goes by it and may reach both services."""
    by_it = replace(config, push_allowed_hosts=service.host, telephony_allowed_hosts=provider.host)
    async with by_a_clock_on_file(by_it, app_access, tmp_path_factory.mktemp("clock"), NOON) as found:
        yield found


@pytest.fixture
async def house_phones(
    night: Night,
    config: Config,
    provider: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Phones]:
    """Anna is connected, Vera's phone gets pushes; nobody has connected a provider yet."""
    watched = make_watched(night, monkeypatch)
    phones = Phones(watched.garage, watched.push, watched.anna)
    phones.browsers, phones.provider = watched.browsers, provider
    office = phones.office  # noqa: F811
    reaching = replace(config, telephony_allowed_hosts=provider.host)
    channel = TelephonyChannel(reaching, office.worker, office.telegram.seal)
    monkeypatch.setitem(CHANNELS, "telephony", channel)
    monkeypatch.setitem(LEAVING, "ring", ringing.still_wanted)

    async def send_words() -> None:  # what rings is sent by a call of its own, and may be put off
        while await send_due(office.worker, phones.house.id):
            pass

    monkeypatch.setattr(office, "send", send_words)
    provider.forget()
    phones.garage.now = NOON
    yield phones
    await channel.close()
