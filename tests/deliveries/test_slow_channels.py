"""A channel that takes its time: it holds up its own chat only, and whoever dies over it is soon found out."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from app.deliveries import jobs
from app.deliveries.jobs import Outgoing
from app.deliveries.model import Claimed, Limit, Outcome, Sent
from app.deliveries.tables import CHANNELS
from app.kit.db import Db
from tests.cast import House
from tests.deliveries.test_limits import chats, queue


class Slow:
    """A channel that answers a chat only when it may."""

    per_chat = per_account = Limit(per_second=1000, burst=1000)

    def __init__(self) -> None:
        self.hangs: dict[UUID, asyncio.Event] = {}
        self.heard: list[str] = []

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        self.heard.append(item.body["text"])
        if item.address_id in self.hangs:
            await self.hangs[item.address_id].wait()
        return Sent(remote_id=f"slow:{item.id}")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setattr(jobs, "AT_ONCE", 0.05)
    CHANNELS["telegram"] = made = Slow()
    yield made
    CHANNELS.clear()


async def turns(outgoing: Outgoing, house: House, enough: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not enough():
            await outgoing.turn(house.id)
            await asyncio.sleep(0)  # a house without room answers at once


async def states(house: House) -> list[str]:
    sql = "SELECT state FROM deliveries WHERE dealership_id = $1 ORDER BY place"
    return [row["state"] for row in await house.unit(lambda db: db.rows(sql))]


async def test_a_chat_that_hangs_holds_up_no_other_and_keeps_its_order(house: House, slow: Slow) -> None:
    first, second = await chats(house, 2)
    slow.hangs[first] = asyncio.Event()
    outgoing = Outgoing(house.database, "words")
    await queue(house, "reply", "Раз", first)
    await turns(outgoing, house, lambda: slow.heard == ["Раз"])
    await queue(house, "reply", "Два", first)
    await queue(house, "reply", "Другому", second)
    await turns(outgoing, house, lambda: "Другому" in slow.heard)
    for _ in range(3):
        await outgoing.turn(house.id)
    assert slow.heard == ["Раз", "Другому"]
    slow.hangs[first].set()
    await turns(outgoing, house, lambda: "Два" in slow.heard)
    await asyncio.gather(*outgoing.under_way)
    assert await states(house) == ["sent"] * 3


async def test_no_more_is_under_way_in_a_house_than_its_room(
    house: House, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    crowd = await chats(house, 3)
    slow.hangs = {chat: asyncio.Event() for chat in crowd}
    outgoing = Outgoing(house.database, "words")
    await queue(house, "reply", "Раз", *crowd)
    await turns(outgoing, house, lambda: len(slow.heard) == 2)
    for _ in range(3):
        await outgoing.turn(house.id)
    assert (len(slow.heard), len(outgoing.under_way)) == (2, 2)
    for chat in crowd:
        slow.hangs[chat].set()
    await turns(outgoing, house, lambda: len(slow.heard) == 3)
    await asyncio.gather(*outgoing.under_way)
    assert await states(house) == ["sent"] * 3


LEASE = "SELECT lease_until, lease_until - now() AS left FROM deliveries WHERE dealership_id = $1 AND id = $2"


class Watched(Slow):
    """A channel that answers once the lease of what it sends was renewed."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house, self.left = house, timedelta.max

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        async def lease(db: Db) -> tuple[object, timedelta]:
            row = await db.row(LEASE, item.id)
            assert row is not None
            return row["lease_until"], row["left"]

        begun, self.left = await self.house.unit(lease)
        while (await self.house.unit(lease))[0] == begun:  # noqa: ASYNC110 (nothing tells of it)
            await asyncio.sleep(0.01)
        return await super().send(dealership, item)


async def test_what_a_dead_worker_was_sending_is_in_doubt_within_half_a_minute_and_what_a_live_one_sends_is_not(
    house: House, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "HELD_ANEW", 0.05)
    CHANNELS["telegram"] = watched = Watched(house)
    [chat] = await chats(house, 1)
    await queue(house, "reply", "Раз", chat)
    await turns(outgoing := Outgoing(house.database, "words"), house, lambda: bool(watched.heard))
    await asyncio.gather(*outgoing.under_way)
    assert await states(house) == ["sent"]
    assert watched.left < timedelta(seconds=30)
