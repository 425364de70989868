"""A unit of work that is cancelled, whose connection is killed, whose commit breaks, whose database is away."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.kit import db as kit
from app.kit.db import Database, Db
from app.kit.errors import Problem
from tests.kit.cutting import Line
from tests.kit.units import SLEEP, WRITTEN, healthy, write, written

# --- cancelled


async def test_a_unit_cancelled_in_the_middle_leaves_no_transaction_and_a_healthy_pool(
    cuttable: Database, scope: UUID
) -> None:
    for _ in range(5):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await cuttable.work(scope, slow)
    assert await written(cuttable, scope) == 0
    await healthy(cuttable, scope)


async def slow(db: Db) -> None:
    await write(db)
    await db.run(SLEEP)


async def test_a_cancel_during_begin_leaves_no_transaction(
    cuttable: Database, scope: UUID, line: Line
) -> None:
    """The server has begun, the driver has not read so: asking it "in a transaction?" would say no."""
    task: asyncio.Task[Any] | None = None

    def cancel_at_begin(said: bytes) -> str | None:
        if b"BEGIN; SET LOCAL" in said and task:
            task.cancel()
        return None

    await written(cuttable, scope)
    line.watch = cancel_at_begin
    task = asyncio.create_task(cuttable.work(scope, write))
    with pytest.raises(asyncio.CancelledError):
        await task
    task = None
    await healthy(cuttable, scope)


async def test_a_cancel_that_interrupts_the_rollback_cuts_the_connection_and_stays_a_cancel(
    cuttable: Database, scope: UUID, line: Line
) -> None:
    task: asyncio.Task[Any] | None = None

    def cancel_again(said: bytes) -> str | None:
        if b"ROLLBACK" in said and task:
            task.cancel()
        return None

    line.watch = cancel_again
    task = asyncio.create_task(cuttable.work(scope, slow))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    task = None
    assert await written(cuttable, scope) == 0
    await healthy(cuttable, scope)


async def test_a_cancel_during_the_rollback_of_a_lost_race_is_not_forgotten(
    cuttable: Database, scope: UUID, line: Line
) -> None:
    """The unit would run again and land after its caller has given up."""
    task: asyncio.Task[Any] | None = None
    runs: list[int] = []

    def cancel_now(said: bytes) -> str | None:
        if b"ROLLBACK" in said and task:
            task.cancel()
        return None

    async def lose_once(db: Db) -> None:
        runs.append(1)
        await write(db)
        if len(runs) == 1:
            raise asyncpg.SerializationError("rivals")

    line.watch = cancel_now
    task = asyncio.create_task(cuttable.work(scope, lose_once))
    with pytest.raises(asyncio.CancelledError):
        await task
    task = None
    assert (len(runs), await written(cuttable, scope)) == (1, 0)


# --- the database goes away


async def test_a_connection_killed_in_the_middle_is_replaced_and_the_unit_runs_again(
    cuttable: Database, scope: UUID, tools: Database
) -> None:
    runs: list[int] = []

    async def killed_once(db: Db) -> None:
        runs.append(1)
        await write(db)
        if len(runs) == 1:
            backend = await db.value("SELECT pg_backend_pid() WHERE $1::uuid IS NOT NULL")
            await kill(tools, backend)
        await db.value(WRITTEN)

    await cuttable.work(scope, killed_once)
    assert (len(runs), await written(cuttable, scope)) == (2, 1)
    await healthy(cuttable, scope)


async def kill(tools: Database, backend: int) -> None:
    async with tools.pool.acquire() as connection:
        await connection.execute("SET ROLE NONE")
        assert await connection.fetchval("SELECT pg_terminate_backend($1, 5000)", backend)
        await connection.execute("SET ROLE okno_tools")


async def test_idle_connections_that_died_do_not_fail_the_next_units(
    cuttable: Database, scope: UUID, line: Line
) -> None:
    await asyncio.gather(*(written(cuttable, scope) for _ in range(3)))
    await line.down()
    await line.up()
    assert await asyncio.gather(*(written(cuttable, scope) for _ in range(6))) == [0] * 6


@pytest.mark.parametrize("fate", ["drop", "deaf"])
async def test_a_keyed_unit_whose_commit_broke_takes_effect_once(
    cuttable: Database, scope: UUID, line: Line, fate: str
) -> None:
    """`drop`: the server never heard COMMIT. `deaf`: it did, and its answer was lost."""
    runs: list[int] = []
    followed: list[int] = []
    line.watch = at_commit(fate)

    async def unit(db: Db) -> str:
        runs.append(1)
        db.after_commit(lambda: followed.append(1))
        await write(db)
        return "done"

    async def landed(db: Db) -> bool:
        return bool(await db.value(WRITTEN))

    assert (await cuttable.work(scope, unit, landed=landed))[0] == "done"
    assert await written(cuttable, scope) == 1
    assert (len(runs), followed) == ({"drop": 2, "deaf": 1}[fate], [1])


@pytest.mark.parametrize("fate", ["drop", "deaf"])
async def test_a_unit_without_a_key_runs_again_and_its_own_condition_makes_that_harmless(
    cuttable: Database, scope: UUID, line: Line, fate: str
) -> None:
    await cuttable.work(scope, write)
    line.watch = at_commit(fate)
    take = "UPDATE standards SET made_by = $2 WHERE dealership_id = $1 AND made_by IS NULL"
    rows, _ = await cuttable.work(scope, lambda db: db.run(take, uuid4()))
    assert rows == {"drop": 1, "deaf": 0}[fate]


def at_commit(fate: str) -> Any:
    """Break the line at the first COMMIT."""
    broken: list[int] = []

    def watch(said: bytes) -> str | None:
        if said.startswith(b"Q") and b"COMMIT" in said and not broken:
            broken.append(1)
            return fate
        return None

    return watch


async def test_a_commit_that_never_gets_through_ends_as_unavailable(
    cuttable: Database, scope: UUID, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit, "PATIENCE", 0.5)
    line.watch = lambda said: "drop" if b"COMMIT" in said else None
    with pytest.raises(Problem) as refused:
        await cuttable.work(scope, write)
    assert (refused.value.code, refused.value.status) == ("unavailable", 503)
    line.watch = lambda said: None
    assert await written(cuttable, scope) == 0


async def test_a_database_that_stays_away_is_said_to_be_unavailable(
    cuttable: Database, scope: UUID, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit, "PATIENCE", 0.5)
    await line.down()
    with pytest.raises(Problem) as refused:
        await cuttable.work(scope, write)
    assert (refused.value.code, refused.value.status) == ("unavailable", 503)


async def test_a_database_that_comes_back_in_time_is_never_noticed(
    cuttable: Database, scope: UUID, line: Line
) -> None:
    await line.down()
    unit = asyncio.create_task(cuttable.work(scope, write))
    await asyncio.sleep(0.5)
    await line.up()
    await unit
    assert await written(cuttable, scope) == 1
