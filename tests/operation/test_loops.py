"""Loops of the worker: woken, fair, stubborn, and seen when they hang."""

import asyncio
from uuid import UUID, uuid4

import pytest

from app.followers import FOLLOWERS
from app.kit.db import Database
from app.kit.live import Live
from app.kit.loops import Loop, in_turn, queue_loop
from app.worker import ACTS, refuse_unbound
from tests.cast import House

Worker = tuple[Database, Live]


async def running(loop: Loop, stopping: asyncio.Event, until: asyncio.Event) -> None:
    """Run the loop until the event comes, then stop it."""
    task = asyncio.create_task(loop.run(stopping))
    await asyncio.wait_for(until.wait(), 30)
    stopping.set()
    loop.wake("*")
    await asyncio.wait_for(task, 30)


async def test_a_turn_that_raises_does_not_end_the_loop() -> None:
    turns, enough, stopping = 0, asyncio.Event(), asyncio.Event()

    async def turn() -> bool:
        nonlocal turns
        turns += 1
        if turns == 3:
            enough.set()
        raise RuntimeError("no")

    await running(Loop("test", turn, pause=0.01), stopping, enough)
    assert turns >= 3


async def test_a_wake_brings_the_next_turn_at_once_and_one_for_another_queue_does_not() -> None:
    turned, stopping = asyncio.Event(), asyncio.Event()

    async def turn() -> bool:
        turned.set()
        return False

    loop = Loop("test", turn, queue="mine", pause=3600)
    task = asyncio.create_task(loop.run(stopping))
    await asyncio.wait_for(turned.wait(), 30)
    turned.clear()
    loop.wake("another")
    await asyncio.sleep(0.05)
    assert not turned.is_set()
    loop.wake("mine")
    await asyncio.wait_for(turned.wait(), 30)
    stopping.set()
    loop.wake("*")
    await asyncio.wait_for(task, 30)


async def test_a_turn_that_takes_longer_than_allowed_counts_as_dead() -> None:
    async def turn() -> bool:
        await asyncio.sleep(3600)
        return False

    loop = Loop("test", turn, silence=0.05)
    task = asyncio.create_task(loop.run(asyncio.Event()))
    assert loop.lives
    await asyncio.sleep(0.2)
    assert not loop.lives
    task.cancel()


def test_dealerships_take_turns() -> None:
    first, second, third = sorted(uuid4() for _ in range(3))
    assert in_turn([third, first, second], None) == [first, second, third]
    assert in_turn([third, first, second], second) == [third, first, second]


async def test_one_dealerships_trouble_does_not_starve_another(
    house: House, other_house: House, worker_database: Worker
) -> None:
    database, _ = worker_database
    served, stopping, enough = list[UUID](), asyncio.Event(), asyncio.Event()
    for each in (house, other_house):
        await each.unit(lambda db: db.run(A_DUE_ROW, uuid4(), db.now))

    async def handle(dealership: UUID) -> int:
        served.append(dealership)
        if {house.id, other_house.id} <= set(served):
            enough.set()
        raise RuntimeError("no")

    await running(queue_loop(database, stopping, "files", handle), stopping, enough)
    for each in (house, other_house):
        await each.unit(lambda db: db.run("DELETE FROM files WHERE dealership_id = $1"))


A_DUE_ROW = """
INSERT INTO files (dealership_id, id, media_kind, state, due_at, created_at)
VALUES ($1, $2, 'photo', 'queued', $3, $3)
"""


def test_every_follower_is_bound_to_a_function(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_unbound()
    assert ACTS.keys() == FOLLOWERS.keys()
    monkeypatch.setitem(FOLLOWERS, "nobody", ("person.added",))
    with pytest.raises(RuntimeError, match="nobody"):
        refuse_unbound()
