"""Followups: each entry reaches its follower once, whatever fails on the way."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.journal import followers
from app.journal.actions import record
from app.journal.jobs import ATTEMPTS, pause_after, read_followups
from app.kit.db import Database, Db
from app.kit.live import Live
from tests.cast import House

Worker = tuple[Database, Live]


@pytest.fixture
def followed() -> Any:
    """A follower of the kind `test.happened`, which no other entry has."""
    followers.wanted["test.happened"] = ["tester"]
    yield
    del followers.wanted["test.happened"]


async def happen(house: House) -> UUID:
    entry: UUID = await house.unit(lambda db: record(db, "test.happened", subject=house.id))
    return entry


async def waiting(house: House) -> list[Any]:
    rows: list[Any] = await house.unit(
        lambda db: db.rows(
            "SELECT state, attempts, due_at, lease_until FROM followups WHERE dealership_id = $1"
        )
    )
    return rows


async def due_again(house: House) -> None:
    await house.unit(lambda db: db.run("UPDATE followups SET due_at = $2 WHERE dealership_id = $1", db.now))


def acting(act: Callable[[Db, asyncpg.Record], Awaitable[None]]) -> dict[str, Any]:
    return {"tester": act}


@pytest.mark.usefixtures("followed")
async def test_a_follower_sees_the_entry_once(house: House, worker_database: Worker) -> None:
    entry, seen = await happen(house), []

    async def act(db: Db, found: asyncpg.Record) -> None:
        seen.append((found["id"], found["subject_id"]))

    database, _ = worker_database
    assert await read_followups(database, house.id, acting(act)) == 1
    assert await read_followups(database, house.id, acting(act)) == 0
    assert seen == [(entry, house.id)]
    assert await waiting(house) == []


@pytest.mark.usefixtures("followed")
async def test_what_a_failing_follower_wrote_is_undone_and_it_comes_again_later(
    house: House, worker_database: Worker
) -> None:
    await happen(house)

    async def fail(db: Db, found: asyncpg.Record) -> None:
        await record(db, "test.half_done")
        raise RuntimeError("no")

    database, _ = worker_database
    assert await read_followups(database, house.id, acting(fail)) == 1
    (row,) = await waiting(house)
    assert (row["state"], row["attempts"], row["lease_until"]) == ("queued", 1, None)
    assert row["due_at"] > database.clock()
    assert await read_followups(database, house.id, acting(fail)) == 0, "not before its pause is over"
    half = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'test.half_done'"
    assert await house.unit(lambda db: db.value(half)) == 0


@pytest.mark.usefixtures("followed")
async def test_after_eight_attempts_it_is_set_aside_as_failed(house: House, worker_database: Worker) -> None:
    await happen(house)

    async def fail(db: Db, found: asyncpg.Record) -> None:
        raise RuntimeError("no")

    database, _ = worker_database
    for _ in range(ATTEMPTS + 1):
        await read_followups(database, house.id, acting(fail))
        await due_again(house)
    (row,) = await waiting(house)
    assert (row["state"], row["attempts"]) == ("failed", ATTEMPTS)


@pytest.mark.usefixtures("followed")
async def test_one_that_fails_does_not_keep_the_next_waiting(house: House, worker_database: Worker) -> None:
    bad, good = await happen(house), await happen(house)
    seen = []

    async def act(db: Db, found: asyncpg.Record) -> None:
        if found["id"] == bad:
            raise RuntimeError("no")
        seen.append(found["id"])

    await read_followups(worker_database[0], house.id, acting(act))
    assert seen == [good]


@pytest.mark.usefixtures("followed")
async def test_two_workers_never_hand_out_the_same_entry(house: House, worker_database: Worker) -> None:
    import asyncio

    entries, seen = {await happen(house) for _ in range(20)}, []

    async def act(db: Db, found: asyncpg.Record) -> None:
        seen.append(found["id"])

    database, _ = worker_database
    await asyncio.gather(*(read_followups(database, house.id, acting(act)) for _ in range(2)))
    assert sorted(seen) == sorted(entries)


@pytest.mark.usefixtures("followed")
async def test_the_worker_learns_which_dealerships_have_followups_and_nothing_else(
    house: House, worker_database: Worker
) -> None:
    database, _ = worker_database
    assert house.id not in await database.due_dealerships("followups", database.clock())
    await happen(house)
    assert house.id in await database.due_dealerships("followups", database.clock())
    assert await database.pool.fetch("SELECT * FROM followups") == []


def test_pauses_grow_up_to_an_hour() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, ATTEMPTS + 1)]
    assert pauses[:3] == [timedelta(seconds=2), timedelta(seconds=8), timedelta(seconds=32)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)
