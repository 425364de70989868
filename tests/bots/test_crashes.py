"""Real workers killed at every dangerous place: nothing is lost, nothing is sent twice, doubt is shown as doubt."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator

import pytest

from app.config import Config
from tests.bots.crashing import Scene
from tests.bots.nursery import Nursery, alive, until
from tests.cast import House
from tests.fakes.telegram import FakeTelegram, User


@pytest.fixture
async def scene(
    nursery: Nursery, alone: Config, only_house: House, cloud: FakeTelegram
) -> AsyncIterator[Scene]:
    scene = Scene.of(nursery, alone, only_house, cloud)
    yield scene
    assert cloud.ledger.violations(bot=scene.bot.id) == []


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
