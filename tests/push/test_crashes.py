"""A worker killed at any step of a push: no message is shown twice, and what is not known is said to be unknown."""

import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from app.config import Config
from app.database import access
from app.kit.db import Db
from tests.bots.conftest import alone, alone_database, nursery, only_house
from tests.bots.nursery import Nursery, alive, until
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says
from tests.fakes.push import FakePush
from tests.push.conftest import ANNA, work_around_the_clock
from tests.serving import free_port, served

__all__ = ["alone", "alone_database", "nursery", "only_house"]


@pytest.fixture
async def config(alone: Config, service: FakePush) -> AsyncIterator[Config]:
    config = replace(alone, port=free_port(), push_allowed_hosts=service.host)
    async with served(config, access(config, "app")):
        yield config


@pytest.mark.parametrize(
    ("failpoint", "fate", "arrived"),
    [
        ("delivery_claimed", "sent", 1),
        ("delivery_sending", "not_confirmed", 0),
        ("delivery_answered", "not_confirmed", 1),
    ],
)
async def test_a_worker_killed_there_shows_no_message_twice(
    nursery: Nursery, config: Config, only_house: House, service: FakePush,
    failpoint: str, fate: str, arrived: int,
) -> None:  # fmt: skip
    only_house.site = config.site
    thread = await connect(only_house, await make_anna(only_house), ANNA)
    browser = service.browser()
    await work_around_the_clock(only_house)
    answer = await only_house.send("vera", "PUT", f"/api/devices/{thread}/push", browser.subscription())
    assert answer.status_code == 200, answer.text
    await says(only_house, ANNA, "раз")
    pid = nursery.worker(config, failpoint)
    await until(lambda: not alive(pid), f"the worker dies at {failpoint}")
    await only_house.unit(expire)
    pid = nursery.worker(config)
    await until(lambda: settled(only_house), "everything is done")
    os.kill(pid, signal.SIGTERM)
    await until(lambda: not alive(pid), "the worker stops")
    assert await states(only_house) == [fate]
    assert len(service.told(browser)) == arrived


async def expire(db: Db) -> None:
    """As if the dead worker's leases had run out."""
    for table in ("followups", "deliveries"):
        await db.run(
            f"UPDATE {table} SET lease_until = now() WHERE dealership_id = $1 AND lease_until > now()"
        )


async def states(house: House) -> list[Any]:
    sql = "SELECT state FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'push'"
    return [row["state"] for row in await house.unit(lambda db: db.rows(sql))]


async def settled(house: House) -> bool:
    left = "SELECT count(*) FROM followups WHERE dealership_id = $1"
    found = await states(house)
    return (
        bool(found)
        and not set(found) & {"queued", "sending"}
        and not await house.unit(lambda db: db.value(left))
    )
