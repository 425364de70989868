"""A push service, a site that may post to it, and Vera's browser subscribed there."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from app.config import Config
from app.database import Access
from app.deliveries.jobs import send_due
from app.deliveries.tables import CHANNELS, CLOSED
from app.followers import FOLLOWERS
from app.journal.jobs import read_followups
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.live import Live
from app.kit.secrets import Seal, master_key
from push.actions import device_gone, push_message
from push.sender import PushChannel
from tests.cast import House, open_house
from tests.conversations.stories import connect, make_anna, says
from tests.fakes.push import FakePush, FarBrowser
from tests.serving import free_port, served

ANNA = "7001"


@pytest.fixture(scope="session")
async def service() -> AsyncIterator[FakePush]:
    fake = await FakePush.start()
    yield fake
    await fake.stop()


@pytest.fixture(scope="session")
def pushing(config: Config, service: FakePush) -> Config:
    return Config(home=config.home, port=free_port(), push_allowed_hosts=service.host)


@pytest.fixture(scope="session")
async def push_site(pushing: Config, app_access: Access) -> AsyncIterator[str]:
    async with served(pushing, app_access):
        yield pushing.site


async def work_around_the_clock(house: House, handle: str = "vera") -> None:
    """At whatever hour the tests run: what can wait rings nobody at rest."""
    day = [{"from_minute": 0, "until_minute": 1440, "kind": "work"}]
    plan = {"id": str(new_id()), "version": 0, "week": [day] * 7, "days": []}
    answer = await house.send(handle, "PUT", "/api/schedule", plan)
    assert answer.status_code == 200, answer.text


class Vera:
    """Vera at work with her phone: it is subscribed, Anna writes, the worker sends."""

    def __init__(self, house: House, database: Database, service: FakePush, channel: PushChannel) -> None:
        self.house, self.database, self.service, self.channel = house, database, service, channel
        self.phone, self.browser = new_id(), service.browser()
        self.thread = UUID(int=0)

    async def subscribe(
        self, who: str = "vera", phone: UUID | None = None, browser: FarBrowser | None = None
    ) -> Any:
        body = (browser or self.browser).subscription()
        return await self.house.send(who, "PUT", f"/api/devices/{phone or self.phone}/push", body)

    async def standing(self, check: UUID | None = None) -> Any:
        asked = {"check": str(check)} if check else {}
        return (await self.house.get("vera", f"/api/devices/{self.phone}/push", **asked)).json()

    async def check(self) -> UUID:
        id = new_id()
        answer = await self.house.post("vera", f"/api/devices/{self.phone}/push/checks", {"id": str(id)})
        assert answer.status_code == 204, answer.text
        return id

    async def anna_says(self, text: str) -> None:
        await says(self.house, ANNA, text)

    async def follow(self) -> None:
        """The worker hands the journal's news on."""
        acts = dict.fromkeys(FOLLOWERS, ignore) | {"pushes": push_message}
        while await read_followups(self.database, self.house.id, acts):
            pass

    async def send(self) -> None:
        """The worker does all that is due."""
        await self.follow()
        while await send_due(self.database, self.house.id, pushes=True):
            pass

    async def fates(self) -> list[tuple[str, str | None]]:
        sql = "SELECT state, reason FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'push' ORDER BY place"
        rows = await self.house.unit(lambda db: db.rows(sql))
        return [(row["state"], row["reason"]) for row in rows]

    async def devices(self) -> int:
        sql = "SELECT count(*) FROM devices WHERE dealership_id = $1"
        return int(await self.house.unit(lambda db: db.value(sql)))

    async def no_pause(self) -> None:
        """As if the wait that a service asked for were over."""
        for sql in (
            "UPDATE deliveries SET lease_until = now() WHERE dealership_id = $1 AND state = 'queued'",
            "UPDATE send_limits SET paused_until = NULL, tokens = 1 WHERE dealership_id = $1",
        ):
            await self.house.unit(lambda db, sql=sql: db.run(sql))

    @property
    def told(self) -> list[dict[str, Any]]:
        return self.service.told(self.browser)


async def ignore(*_: Any) -> None:
    await asyncio.sleep(0)


@pytest.fixture
async def vera(
    pushing: Config,
    push_site: str,
    database: Database,
    worker_database: tuple[Database, Live],
    service: FakePush,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Vera]:
    house = await open_house(database, push_site)
    channel = PushChannel(pushing, worker_database[0], Seal(master_key(pushing.master_key, pushing.folder)))
    monkeypatch.setitem(CHANNELS, "push", channel)
    monkeypatch.setitem(CLOSED, "push", device_gone)
    vera = Vera(house, worker_database[0], service, channel)
    anna = await make_anna(house)
    vera.thread = await connect(house, anna, ANNA)
    assert (await vera.subscribe()).status_code == 200
    await work_around_the_clock(house)
    yield vera
    await channel.close()
    service.faults.clear()
    service.ttl_at_most = None
    assert service.violations == []
