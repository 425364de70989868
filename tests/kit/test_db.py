"""One unit of work: all or nothing, repeated where that is safe, nothing left on the connection."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.kit import db as kit
from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.ids import new_id
from tests.kit.cutting import Line

WRITE = (
    "INSERT INTO standards (dealership_id, name, version, value, from_at) VALUES ($1, 'answer', $2, '{}', $3)"
)
WRITTEN = "SELECT count(*) FROM standards WHERE dealership_id = $1"
SLEEP = "SELECT pg_sleep(20) WHERE $1::uuid IS NOT NULL"


async def write(db: Db, version: int = 1) -> None:
    await db.run(WRITE, version, db.now)


async def written(database: Database, scope: UUID) -> int:
    count: int = (await database.work(scope, lambda db: db.value(WRITTEN)))[0]
    return count


async def healthy(database: Database, scope: UUID) -> None:
    """No connection of the pool is in a transaction, and every one of them works."""
    states = []
    everyone = [await database.pool.acquire() for _ in range(database.pool.get_max_size())]
    for connection in everyone:
        states.append(connection.is_in_transaction())
        states.append(
            await connection.fetchval("SELECT coalesce(current_setting('app.dealership', true), '')")
        )
        await database.pool.release(connection)
    assert set(states) <= {False, ""}
    await written(database, scope)


# --- all or nothing


async def test_a_unit_that_fails_writes_nothing(database: Database, scope: UUID) -> None:
    async def fail(db: Db) -> None:
        await write(db)
        raise LookupError

    with pytest.raises(LookupError):
        await database.work(scope, fail)
    assert await written(database, scope) == 0
    await healthy(database, scope)


async def test_a_unit_that_swallows_an_error_of_the_database_is_not_taken_for_done(
    database: Database, scope: UUID
) -> None:
    """PostgreSQL answers COMMIT with ROLLBACK after an error, and that is not an error for the driver."""

    async def swallow(db: Db) -> None:
        await write(db)
        with pytest.raises(asyncpg.UniqueViolationError):
            await write(db)

    with pytest.raises(kit.NotCommitted):
        await database.work(scope, swallow)
    assert await written(database, scope) == 0


async def test_a_snapshot_reads_one_moment_and_writes_nothing(database: Database, scope: UUID) -> None:
    async def look_twice(db: Db) -> tuple[int, int]:
        before = await db.value(WRITTEN)
        await database.work(scope, write)
        return before, await db.value(WRITTEN)

    assert (await database.work(scope, look_twice, snapshot=True))[0] == (0, 0)
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await database.work(scope, lambda db: write(db, 2), snapshot=True)


async def test_the_clock_is_read_once_per_unit(database: Database, scope: UUID) -> None:
    async def two_looks(db: Db) -> bool:
        first = db.now
        await asyncio.sleep(0.01)
        return first is db.now

    assert (await database.work(scope, two_looks))[0]


# --- what follows a commit


async def test_what_follows_a_commit_happens_only_after_it(database: Database, scope: UUID) -> None:
    seen: list[str] = []

    async def unit(db: Db) -> None:
        db.after_commit(lambda: seen.append("after"))
        await write(db)
        seen.append("in")

    await database.work(scope, unit)
    assert seen == ["in", "after"]


async def test_nothing_follows_a_unit_that_failed(database: Database, scope: UUID) -> None:
    seen: list[str] = []

    async def fail(db: Db) -> None:
        db.after_commit(lambda: seen.append("after"))
        raise LookupError

    with pytest.raises(LookupError):
        await database.work(scope, fail)
    assert seen == []


async def test_an_act_after_the_commit_that_fails_does_not_undo_it_nor_stop_the_others(
    database: Database, scope: UUID
) -> None:
    seen: list[str] = []

    async def unit(db: Db) -> None:
        await write(db)
        db.after_commit(lambda: 1 // 0)
        db.after_commit(lambda: seen.append("after"))

    await database.work(scope, unit)
    assert (await written(database, scope), seen) == (1, ["after"])


async def test_each_run_of_a_repeated_unit_starts_with_nothing_to_follow(
    database: Database, scope: UUID
) -> None:
    runs: list[int] = []
    seen: list[int] = []

    async def twice(db: Db) -> None:
        runs.append(1)
        n = len(runs)
        db.after_commit(lambda: seen.append(n))
        await write(db)
        if n == 1:
            raise asyncpg.SerializationError("rivals")

    await database.work(scope, twice)
    assert (len(runs), seen, await written(database, scope)) == (2, [2], 1)


# --- rivals


async def test_a_unit_that_lost_against_a_rival_is_repeated_three_times_and_then_refused(
    database: Database, scope: UUID
) -> None:
    runs: list[int] = []

    async def lose(db: Db) -> None:
        runs.append(1)
        raise asyncpg.DeadlockDetectedError("rivals")

    with pytest.raises(Problem) as refused:
        await database.work(scope, lose)
    assert (len(runs), refused.value.code, refused.value.status) == (4, "unavailable", 503)


async def test_two_units_that_really_deadlock_both_land(database: Database, scope: UUID) -> None:
    people = [new_id(), new_id()]
    meeting = asyncio.Barrier(2)
    runs: list[int] = []

    async def furnish(db: Db) -> None:
        for id in people:
            await db.run(
                "INSERT INTO bots (dealership_id, id, remote_id, token_sealed, path_hash, secret_hash, "
                "state_at, created_at) VALUES ($1, $2, $3, '', '', '', $4, $4)",
                id,
                id.int % 2**62,
                db.now,
            )

    async def both(db: Db, order: list[UUID]) -> None:
        runs.append(1)
        bump = "UPDATE bots SET poll_offset = poll_offset + 1 WHERE dealership_id = $1 AND id = $2"
        await db.run(bump, order[0])
        if len(runs) <= 2:
            await meeting.wait()
        await db.run(bump, order[1])

    await database.work(scope, furnish)
    await asyncio.gather(
        database.work(scope, lambda db: both(db, people)),
        database.work(scope, lambda db: both(db, people[::-1])),
    )
    offsets = await database.work(
        scope, lambda db: db.rows("SELECT poll_offset FROM bots WHERE dealership_id = $1")
    )
    assert [row["poll_offset"] for row in offsets[0]] == [2, 2]
    assert len(runs) > 2


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


async def test_misuse_of_a_connection_is_a_bug_and_not_an_absence(database: Database, scope: UUID) -> None:
    async def two_at_once(db: Db) -> None:
        await asyncio.gather(db.value("SELECT pg_sleep(0.05) WHERE $1::uuid IS NOT NULL"), db.value(WRITTEN))

    with pytest.raises(asyncpg.InterfaceError, match="another operation"):
        await database.work(scope, two_at_once)
    await healthy(database, scope)


async def test_a_unit_that_is_over_cannot_be_used_any_more(database: Database, scope: UUID) -> None:
    kept: list[Db] = []

    async def keep(db: Db) -> None:
        kept.append(db)

    await database.work(scope, keep)
    with pytest.raises(AttributeError):
        await kept[0].value(WRITTEN)


# --- touched feeds


async def test_many_touches_of_one_feed_move_it_by_one(database: Database, scope: UUID) -> None:
    lobby = (
        await database.work(scope, lambda db: db.value("SELECT id FROM feeds WHERE dealership_id = $1"))
    )[0]

    async def touch(db: Db) -> None:
        for row in (uuid4(), uuid4()):
            db.touch(lobby, "thread", row)
            db.touch(lobby, "thread", row, gone=True)

    moves = [(await database.work(scope, touch))[1] for _ in range(3)]
    assert moves == [{lobby: 1}, {lobby: 2}, {lobby: 3}]
    rows = await database.work(
        scope, lambda db: db.rows("SELECT seq, gone FROM feed_rows WHERE dealership_id = $1")
    )
    assert sorted(tuple(row) for row in rows[0]) == [(n, True) for n in (1, 1, 2, 2, 3, 3)]


async def test_a_unit_that_touches_nothing_moves_nothing(database: Database, scope: UUID) -> None:
    assert (await database.work(scope, write))[1] == {}


async def test_a_touch_of_a_feed_that_does_not_exist_is_nothing(database: Database, scope: UUID) -> None:
    async def touch(db: Db) -> None:
        db.touch(uuid4(), "thread", uuid4())

    assert (await database.work(scope, touch))[1] == {}
