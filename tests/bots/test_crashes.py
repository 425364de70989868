"""Real workers killed at every dangerous place: nothing is lost, nothing is sent twice, doubt is shown as doubt."""

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from app.config import Config
from app.conversations import actions as talk
from app.conversations.model import Reply
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.ids import new_id
from tests.bots.nursery import Nursery, alive, until
from tests.cast import House
from tests.fakes.telegram import FakeTelegram, User
from tests.fakes.telegram.world import Bot


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    try:
        yield nursery.ready()
    finally:
        nursery.close()


class Scene:
    """One dealership, its bot at the fake, and workers that come and go."""

    def __init__(self, nursery: Nursery, config: Config, house: House, fake: FakeTelegram, bot: Bot) -> None:
        self.nursery, self.config, self.house, self.fake, self.bot = nursery, config, house, fake, bot

    def person(self, name: str = "Гость") -> User:
        return self.fake.user(self.bot, uuid4().int % 10**9, name)

    async def killed_at(self, failpoint: str) -> None:
        """A worker that dies at this place, and has died."""
        pid = self.nursery.worker(self.config, failpoint)
        await until(lambda: not alive(pid), f"the worker dies at {failpoint}")

    @contextlib.asynccontextmanager
    async def worker(self) -> AsyncIterator[int]:
        pid = self.nursery.worker(self.config)
        yield pid
        if alive(pid):
            os.kill(pid, signal.SIGTERM)
            await until(lambda: not alive(pid), "the worker stops")

    async def expire_leases(self) -> None:
        """As if the dead worker's leases had run out."""

        async def expire(db: Db) -> None:
            for table in ("arrivals", "deliveries", "followups"):
                sql = (
                    f"UPDATE {table} SET lease_until = now() WHERE dealership_id = $1 AND lease_until > now()"
                )
                await db.run(sql)

        await self.house.unit(expire)
        await self.house.database.pool.execute("DELETE FROM leases WHERE name LIKE 'poller:%'")

    async def quiet(self) -> None:
        """Nothing waits at Telegram, nothing is under way in the house."""
        sql = """SELECT (SELECT count(*) FROM arrivals WHERE dealership_id = $1 AND state = 'queued')
                      + (SELECT count(*) FROM deliveries WHERE dealership_id = $1 AND state IN ('queued', 'sending'))"""

        async def none_left() -> bool:
            left = await self.house.unit(lambda db: db.value(sql))
            return not self.bot.pending and left == 0

        await until(none_left, "everything is done")

    async def heard(self) -> list[str]:
        """What clients said, as the house has it, thread by thread in order."""
        sql = """SELECT t.text FROM messages m
                 JOIN message_texts t ON t.dealership_id = $1 AND t.message_id = m.id
                 WHERE m.dealership_id = $1 AND m.direction = 'in' ORDER BY m.thread_id, m.thread_seq"""
        return [row["text"] for row in await self.house.unit(lambda db: db.rows(sql))]

    async def fates(self) -> list[tuple[str, str, str]]:
        """Each text that left or should have left: its chat, its words, the state a manager sees."""
        sql = """SELECT a.destination, d.body->>'text' AS text, d.state
                 FROM deliveries d JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
                 WHERE d.dealership_id = $1 ORDER BY d.place"""
        rows = await self.house.unit(lambda db: db.rows(sql))
        return [(row["destination"], row["text"], row["state"]) for row in rows]

    def sent(self) -> list[tuple[str, str]]:
        """What Telegram really took: chat and words."""
        return [(str(sent.chat_id), sent.text) for sent in self.fake.ledger.sent(bot=self.bot.id)]

    async def reply(self, text: str, user: User) -> None:
        """Vera answers in this stranger's thread."""
        vera = Who(
            dealership=self.house.id, id=self.house.people["vera"], role="manager", session=new_id(), name="Вера",
            language="ru",
        )  # fmt: skip
        sql = """SELECT t.id FROM threads t JOIN contact_points p ON p.dealership_id = $1 AND p.id = t.contact_point_id
                 WHERE t.dealership_id = $1 AND p.handle = $2"""

        async def act(db: Db) -> Any:
            thread: UUID = await db.value(sql, str(user.id))
            return await talk.reply(db, vera, Reply(thread_id=thread, id=new_id(), text=text))

        await self.house.unit(act)


@pytest.fixture
async def scene(
    nursery: Nursery, alone: Config, only_house: House, cloud: FakeTelegram
) -> AsyncIterator[Scene]:
    token = f"{uuid4().int % 10**9 + 10**9}:secret"
    bot = cloud.add_bot(token)
    config = replace(alone, telegram_token=token, telegram_api_url=cloud.url)
    yield Scene(nursery, config, only_house, cloud, bot)
    assert cloud.ledger.violations(bot=bot.id) == []


@pytest.mark.parametrize(
    ("failpoint", "fate", "arrived"),
    [
        ("updates_stored", "sent", 1),
        ("arrival_claimed", "sent", 1),
        ("arrival_handled", "sent", 1),
        ("delivery_claimed", "sent", 1),
        ("delivery_sending", "not_confirmed", 0),
        ("delivery_answered", "not_confirmed", 1),
    ],
)
async def test_a_worker_killed_there_loses_nothing_and_sends_nothing_twice(
    scene: Scene, failpoint: str, fate: str, arrived: int
) -> None:
    guest = scene.person()
    for text in ("раз", "два", "три"):
        await guest.says(text)
    await scene.killed_at(failpoint)
    await scene.expire_leases()
    async with scene.worker():
        await scene.quiet()
    assert await scene.heard() == ["раз", "два", "три"]
    [(chat, greeting, state)] = await scene.fates()
    assert (state, scene.sent().count((chat, greeting))) == (fate, arrived)


async def test_a_worker_told_to_stop_leaves_nothing_half_done(scene: Scene) -> None:
    guest = scene.person()
    async with scene.worker():
        await guest.says("раз")
        await until(scene.heard, "the first word is there")
        for number in range(10):
            await guest.says(str(number))
    async with scene.worker():
        await scene.quiet()
    assert await scene.heard() == ["раз", *map(str, range(10))]
    assert [state for _, _, state in await scene.fates()] == ["sent"]


async def test_workers_killed_again_and_again_keep_every_word_and_every_promise(scene: Scene) -> None:
    """Random moments from a printed seed: sets of what was said, sent and shown agree at the end."""
    seed = random.SystemRandom().randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    scene.fake.mix(seed, {"drop_after_accept": 0.1, "server_error": 0.1, "bad_gateway": 0.05})
    people = [scene.person(f"Гость {number}") for number in range(4)]
    said: list[str] = []
    try:
        for round in range(5):
            pid = scene.nursery.worker(scene.config)
            for person in people:
                said.append(f"{person.id}/{round}")
                await person.says(said[-1])
            if round:
                await scene.reply(f"ответ {round}", people[round % 4])
            else:
                await until(lambda: heard_of(scene, people), "everyone has a thread")
            await asyncio.sleep(chance.uniform(0.1, 1.5))
            os.kill(pid, signal.SIGKILL)
            await until(lambda pid=pid: not alive(pid), "it is dead")
            await scene.expire_leases()
    finally:
        scene.fake.clear_faults()
    async with scene.worker():
        await scene.quiet()
    heard, sent = await scene.heard(), scene.sent()
    assert sorted(heard) == sorted(said)
    for person in people:
        mine = [text for text in heard if text.startswith(f"{person.id}/")]
        assert mine == sorted(mine)
    fates = await scene.fates()
    assert len(fates) == len(people) + 4
    for chat, text, fate in fates:
        assert fate in ("sent", "not_confirmed")
        assert sent.count((chat, text)) <= 1
        assert fate == "not_confirmed" or (chat, text) in sent


async def heard_of(scene: Scene, people: list[User]) -> bool:
    return len(await scene.heard()) == len(people)
