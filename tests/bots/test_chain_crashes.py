"""The fallback chain with real workers and a moved clock, one killed at every step: each rung once, a call once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from app.config import Config
from app.conversations.inviting import make_invitation
from app.kit.db import Db
from app.kit.ids import new_id
from tests.bots.crashing import Morning, begun
from tests.bots.nursery import Nursery, until
from tests.bots.test_clock_crashes import GOOD
from tests.cast import House
from tests.fakes.telegram import FakeTelegram

DAY = timedelta(hours=24)
ASKS = "Когда Вам удобно приехать?"


@pytest.fixture
async def day(
    nursery: Nursery, alone: Config, only_house: House, cloud: FakeTelegram, tmp_path: Path
) -> AsyncIterator[Morning]:
    """Anna has Telegram and a window; her last word came by Telegram; the house is open."""
    async with begun(Morning.of(nursery, alone, only_house, cloud), tmp_path, GOOD) as day:
        await connected(day)
        yield day


async def connected(day: Morning) -> None:
    vera, ids = day.house.people["vera"], {}

    async def invite(db: Db) -> None:
        for channel in ("web", "telegram"):
            ids[channel] = (await make_invitation(db, day.anna, channel, vera)).token  # type: ignore[arg-type]

    await day.house.unit(invite)
    async with httpx.AsyncClient(base_url=day.config.site, headers={"okno-app": "1"}) as browser:
        answer = await browser.post(f"/c/{ids['web']}/entry", json={"id": str(new_id())})
        assert answer.status_code == 204, answer.text
    async with day.worker():
        day.at(GOOD + timedelta(minutes=1))
        await day.phone.starts(ids["telegram"])
        await until(lambda: day.told("Это Ваша личная линия"), "Anna is connected")
        await day.quiet()
        day.at(GOOD + timedelta(minutes=2))


async def write(day: Morning) -> UUID:
    id = new_id()
    path = f"/api/clients/{day.anna}/messages"
    answer = await day.house.post("vera", path, {"id": str(id), "text": ASKS})
    assert answer.status_code == 201, answer.text
    return id


async def attempts(day: Morning, message: UUID) -> list[tuple[str, str]]:
    sql = """SELECT a.channel, d.state FROM deliveries d JOIN addresses a ON a.dealership_id = $1
             AND a.id = d.address_id WHERE d.dealership_id = $1 AND d.thing_id = $2 ORDER BY d.attempt, d.part"""
    rows = await day.house.unit(lambda db: db.rows(sql, message))
    return [(row["channel"], row["state"]) for row in rows]


async def settled(day: Morning, state: str) -> None:
    async def so() -> bool:
        return await day.count("chains", f"state = '{state}'") == 1 and await day.count("followups") == 0

    await until(so, f"the chain is {state} and nobody has anything left to read")


@pytest.mark.kills(20)
async def test_a_silence_opens_the_window_once_and_calls_once_whoever_dies(day: Morning) -> None:
    message = await write(day)
    async with day.worker():
        await until(lambda: day.told(ASKS), "Telegram has it")
        await day.quiet()
    day.at(GOOD + DAY + timedelta(minutes=3))
    await day.dies_at("chain_due", "rung_opening")
    assert await attempts(day, message) == [("telegram", "sent")], "what a dead worker had begun is not there"
    await day.dies_at("chain_moved")
    assert [channel for channel, _ in await attempts(day, message)] == ["telegram", "web"]
    async with day.worker(), day.worker():  # two at once
        await day.quiet()
    assert await attempts(day, message) == [("telegram", "sent"), ("web", "sent")]
    day.at(GOOD + 2 * DAY + timedelta(minutes=9))
    await day.dies_at("chain_due", "chain_moved", "followup_claimed", "followup_acted")
    async with day.worker(), day.worker():
        await settled(day, "calling")
    for hours in (-2, 2, 50):
        day.at(GOOD + 2 * DAY + timedelta(hours=hours))
        async with day.worker():
            await day.quiet()
    assert await attempts(day, message) == [("telegram", "sent"), ("web", "sent")]
    assert (day.told(ASKS), await day.count("tasks", "kind = 'unreached'")) == (1, 1)
    assert [await day.count("entries", f"kind = 'chain.{what}'") for what in ("opened", "called")] == [1, 1]


async def test_a_refusal_opens_the_next_rung_in_the_unit_that_writes_it_down(day: Morning) -> None:
    day.fake.fail_next("sendMessage", kind="blocked", chat=day.phone.id)
    message = await write(day)
    await day.dies_at("delivery_claimed")
    async with day.worker(), day.worker():
        await day.quiet()
    assert await attempts(day, message) == [("telegram", "failed"), ("web", "sent")]
    assert await day.count("entries", "kind = 'chain.opened'") == 1


async def test_a_worker_that_dies_over_a_refusal_leaves_a_doubt_and_a_person_is_asked_once(
    day: Morning,
) -> None:
    day.fake.fail_next("sendMessage", kind="blocked", chat=day.phone.id)
    message = await write(day)
    await day.dies_at("rung_opening")
    assert await attempts(day, message) == [("telegram", "sending")], "the rung died with the refusal"
    await day.dies_at("followup_claimed")
    async with day.worker(), day.worker():
        await settled(day, "asking")
    assert await attempts(day, message) == [("telegram", "not_confirmed")]
    assert await day.count("entries", "kind = 'chain.asked'") == 1
    assert await day.count("tasks", "kind = 'unreached' AND words->>'code' = 'task.unreached.ask'") == 1
