"""A worker killed at any step of a call: no phone rings twice, and what is not known is said to be unknown."""

import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from app.config import Config
from app.database import access
from app.kit.db import Db
from app.kit.ids import new_id
from tests.bots.nursery import Nursery, alive, until
from tests.cast import House
from tests.fakes.telephony import FakeProvider
from tests.serving import free_port, served
from tests.telephony.phones import webhook


@pytest.fixture
async def settings(alone: Config, provider: FakeProvider) -> AsyncIterator[Config]:
    provider.forget()
    config = replace(alone, port=free_port(), telephony_allowed_hosts=provider.host)
    async with served(config, access(config, "app")):
        yield config


@pytest.mark.parametrize(
    ("failpoint", "fate", "rang"),
    [
        ("delivery_claimed", "sent", 1),
        ("delivery_sending", "not_confirmed", 0),
        ("delivery_answered", "not_confirmed", 1),
    ],
)
async def test_a_worker_killed_there_never_rings_twice(
    nursery: Nursery, settings: Config, only_house: House, provider: FakeProvider,
    failpoint: str, fate: str, rang: int,
) -> None:  # fmt: skip
    only_house.site = settings.site
    oleg = only_house.people["oleg"]
    for path, body in (
        ("/api/telephony/webhook", webhook(provider)),
        (f"/api/telephony/people/{oleg}", {"phone": "+7 912 345-67-02"}),
    ):
        assert (await only_house.send("alla", "PUT", path, body)).status_code == 200
    path = f"/api/telephony/people/{oleg}/calls"
    assert (await only_house.post("alla", path, {"id": str(new_id())})).status_code == 204
    pid = nursery.worker(settings, failpoint)
    await until(lambda: not alive(pid), f"the worker dies at {failpoint}")
    await only_house.unit(expire)
    pids = [nursery.worker(settings), nursery.worker(settings)]
    await until(lambda: settled(only_house), "its fate is known")
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
        await until(lambda pid=pid: not alive(pid), "the worker stops")  # type: ignore[misc]
    assert await states(only_house) == [fate]
    assert len(provider.rang) == rang


async def expire(db: Db) -> None:
    """As if the dead worker's leases had run out."""
    await db.run("UPDATE deliveries SET lease_until = now() WHERE dealership_id = $1 AND lease_until > now()")


async def states(house: House) -> list[Any]:
    sql = "SELECT state FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'ring'"
    return [row["state"] for row in await house.unit(lambda db: db.rows(sql))]


async def settled(house: House) -> bool:
    return not set(await states(house)) & {"queued", "sending"}
