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
from app.kit.pool import WAITING
from tests.kit.units import WRITTEN, healthy, write, written

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


# --- misuse


async def test_misuse_of_a_connection_is_a_bug_and_not_an_absence(database: Database, scope: UUID) -> None:
    async def two_at_once(db: Db) -> None:
        await asyncio.gather(db.value("SELECT pg_sleep(0.05) WHERE $1::uuid IS NOT NULL"), db.value(WRITTEN))

    with pytest.raises(asyncpg.InterfaceError, match="another operation"):
        await database.work(scope, two_at_once)
    await healthy(database, scope)


async def test_a_driver_out_of_step_with_its_server_is_an_absence_and_no_bug(
    database: Database, scope: UUID
) -> None:
    """A server killed in the middle of a statement leaves the driver there: what it says of that is its own."""
    runs: list[int] = []

    async def broken_at_first(db: Db) -> None:
        runs.append(1)
        if len(runs) == 1:
            raise asyncpg.InternalClientError(
                "cannot switch to state 12; another operation (2) is in progress"
            )
        await write(db)

    await database.work(scope, broken_at_first)
    assert (len(runs), await written(database, scope)) == (2, 1)
    await healthy(database, scope)


async def test_a_driver_that_loses_its_step_at_the_commit_leaves_a_doubt_which_is_asked_about(
    database: Database, scope: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server had committed and the driver could not say so: the unit is not written again."""
    execute, runs = asyncpg.Connection.execute, 0
    lost: list[str] = []

    async def loses_its_step(connection: asyncpg.Connection, sql: str, *args: Any, **given: Any) -> str:
        done: str = await execute(connection, sql, *args, **given)
        if sql == "COMMIT" and runs and not lost:
            lost.append(done)
            raise asyncpg.InternalClientError("got result for unknown protocol state 12")
        return done

    async def unit(db: Db) -> None:
        nonlocal runs
        runs += 1
        await write(db)

    async def landed(db: Db) -> bool:
        return bool(await db.value(WRITTEN))

    monkeypatch.setattr(asyncpg.Connection, "execute", loses_its_step)
    await database.work(scope, unit, landed=landed)
    monkeypatch.undo()
    assert (lost, runs, await written(database, scope)) == (["COMMIT"], 1, 1)
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


# --- more than can be served


async def test_whoever_comes_when_too_many_wait_is_told_at_once_and_those_who_wait_are_served(
    cuttable: Database, scope: UUID
) -> None:
    """Three connections, all in use: as many wait as may, and one more."""
    let_go = asyncio.Event()

    async def hold(db: Db) -> None:
        await together.wait()
        await let_go.wait()

    together = asyncio.Barrier(4)
    holding = [asyncio.create_task(cuttable.work(scope, hold)) for _ in range(3)]
    await together.wait()
    waiting = [asyncio.create_task(cuttable.work(scope, written_nothing)) for _ in range(WAITING + 1)]
    told, patient = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    assert [str(task.exception()) for task in told] == ["unavailable"]
    let_go.set()
    await asyncio.gather(*holding, *patient)
    await healthy(cuttable, scope)


async def written_nothing(db: Db) -> None:
    """A unit that is over at once."""
