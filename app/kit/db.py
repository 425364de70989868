"""The database of this process and its one way in: a unit of work inside one dealership."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import structlog

from app.kit import metrics
from app.kit.clock import Clock
from app.kit.errors import Problem
from app.kit.pool import PATIENCE, acquired
from app.kit.writes import Waiting, joined

T = TypeVar("T")
Seqs = dict[UUID, int]

BEGIN = "BEGIN; SET LOCAL app.dealership = '{}'"
BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL app.dealership = '{}'"

REPEATABLE = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    ConnectionError,
    OSError,
    TimeoutError,
)
OUT_OF_STEP = asyncpg.InternalClientError
"""A server killed in the middle of a statement can leave the driver waiting for the end of a step that never comes; its
next step says so. Nothing can be done by that connection any more."""
FULL = (asyncpg.DiskFullError, asyncpg.InsufficientResourcesError)
REPEATS = 3
log = structlog.get_logger()


class CommitUnknown(Exception):
    """The connection broke while committing: the unit may have landed or not."""


class NotCommitted(Exception):
    """The unit caught an error of the database and went on: PostgreSQL had undone its transaction by then."""


class Db:
    """One unit of work. Every call passes the dealership as `$1`; your arguments start at `$2`."""

    def __init__(self, connection: Any, dealership: UUID, now: datetime) -> None:
        self.dealership, self.now = dealership, now
        self.touched: dict[tuple[UUID, str, UUID], bool] = {}
        self.wakes: set[str] = set()
        self.afterwards: list[Callable[[], None]] = []
        self._connection = connection
        self._waiting = Waiting()

    async def rows(self, sql: str, *args: Any, patience: float | None = None) -> list[asyncpg.Record]:
        """`patience`: seconds that a statement over whole tables may take, beyond what any other may."""
        await self._send_named_in(sql)
        return await self._connection.fetch(sql, self.dealership, *args, timeout=patience)  # type: ignore[no-any-return]

    async def row(self, sql: str, *args: Any) -> asyncpg.Record | None:
        await self._send_named_in(sql)
        return await self._connection.fetchrow(sql, self.dealership, *args)  # type: ignore[no-any-return]

    async def value(self, sql: str, *args: Any) -> Any:
        await self._send_named_in(sql)
        return await self._connection.fetchval(sql, self.dealership, *args)

    async def run(self, sql: str, *args: Any) -> int:
        """Run a statement and say how many rows it wrote."""
        await self._send_named_in(sql)
        tag: str = await self._connection.execute(sql, self.dealership, *args)
        return int(tag.rpartition(" ")[2]) if tag[-1].isdigit() else 0

    async def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        await self._send_named_in(sql)
        await self._connection.executemany(sql, [(self.dealership, *row) for row in rows])

    async def later(self, sql: str, *args: Any) -> None:
        """A write nobody waits for: it goes with others in one round trip, before anything that names its table."""
        await self._send_named_in(sql)
        self._waiting.add(sql, args)

    async def last(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """The rows of the unit's last statement, sent with all that still waits."""
        whole, given = joined(self.dealership, self._waiting.take(), (sql, args))
        return await self._connection.fetch(whole, *given)  # type: ignore[no-any-return]

    async def send_waiting(self) -> None:
        if self._waiting:
            *before, last = self._waiting.take()
            whole, given = joined(self.dealership, before, last)
            await self._connection.execute(whole, *given)

    async def _send_named_in(self, sql: str) -> None:
        if self._waiting and self._waiting.named_in(sql):
            await self.send_waiting()

    def touch(self, feed: UUID, kind: str, row_id: UUID, *, gone: bool = False) -> None:
        """Note that phones reading `feed` must learn of this row; written once, last, in the commit."""
        self.touched[feed, kind, row_id] = gone

    def wake(self, queue: str) -> None:
        """Hint to the workers that `queue` has a due row. They also look by themselves."""
        self.wakes.add(queue)

    def after_commit(self, act: Callable[[], None]) -> None:
        """Run `act` once the unit has landed. Anything that is not a row belongs here."""
        self.afterwards.append(act)

    def close(self) -> None:
        """The unit is over: whoever still uses this Db has a bug, and not a database that went away."""
        self._connection = None


Flush = Callable[[Db], Awaitable[Seqs]]
Hint = Callable[[UUID, Seqs, set[str]], None]


class Database:
    """A pool of connections under one role.

    `flush` writes the touched feeds at the end of a unit; `hint` tells phones and workers afterwards.
    """

    def __init__(self, pool: Any, clock: Clock, flush: Flush, hint: Hint) -> None:
        self.pool, self.clock = pool, clock
        self._flush, self._hint = flush, hint

    async def work(
        self,
        scope: UUID,
        fn: Callable[[Db], Awaitable[T]],
        *,
        snapshot: bool = False,
        landed: Callable[[Db], Awaitable[bool]] | None = None,
    ) -> tuple[T, Seqs]:
        """Run `fn` in one transaction of dealership `scope`; answer its result and the feeds it moved.

        `fn` may run several times, so it only reads its arguments and writes through its Db. `landed`
        tells, after a commit of unknown outcome, whether the unit is there; without it the unit runs
        again, and must then begin with a conditional update of its own due row. Raises Problem
        "unavailable" (503) when the database stays away for five seconds.
        """
        clock = asyncio.get_running_loop().time
        deadline = clock() + PATIENCE
        repeats = 0
        while True:
            try:
                return await self._once(scope, fn, snapshot)
            except CommitUnknown as error:
                db, result, seqs = error.args
                if landed and await self._landed(scope, landed):
                    self._tell(db, seqs)
                    return result, seqs
                trouble: Exception = error
            except REPEATABLE as error:
                repeats += 1
                trouble = error
            except (*AWAY, asyncpg.InterfaceError) as error:
                if isinstance(error, asyncpg.InterfaceError) and not was_cut(error):
                    raise
                trouble = error
            except OUT_OF_STEP as error:
                log.warning(
                    "the driver lost its step, the unit goes on by another connection", exc_info=error
                )
                trouble = error
            except FULL as error:
                raise Problem("unavailable", 503) from error
            if repeats > REPEATS or clock() > deadline:
                raise Problem("unavailable", 503) from trouble
            metrics.REPEATED.inc()
            await asyncio.sleep(random.uniform(0.02, 0.25))  # noqa: S311

    async def _landed(self, scope: UUID, landed: Callable[[Db], Awaitable[bool]]) -> bool:
        return (await self.work(scope, landed, snapshot=True))[0]

    async def _once(self, scope: UUID, fn: Callable[[Db], Awaitable[T]], snapshot: bool) -> tuple[T, Seqs]:
        connection = await acquired(self.pool)
        db = Db(connection, scope, self.clock())
        try:
            await connection.execute((BEGIN_SNAPSHOT if snapshot else BEGIN).format(scope))
            result = await fn(db)
            seqs = await self._flush(db) if db.touched else {}
            await db.send_waiting()
            try:
                done = await connection.execute("COMMIT")
            except (*AWAY, OUT_OF_STEP) as error:
                raise CommitUnknown(db, result, seqs) from error
            if done != "COMMIT":
                raise NotCommitted
            # Before the connection is given back: a cancel there would lose what has to follow.
            self._tell(db, seqs)
        except BaseException:
            await abandon(connection)
            raise
        finally:
            db.close()
            await self.pool.release(connection)
        return result, seqs

    def _tell(self, db: Db, seqs: Seqs) -> None:
        """The unit has landed: nothing that fails from here on may look like its failure."""
        metrics.UNITS.inc()
        for act in db.afterwards:
            try:
                act()
            except Exception:
                log.exception("an act after the commit failed")
        if seqs or db.wakes:
            self._hint(db.dealership, seqs, db.wakes)

    async def due_dealerships(self, queue: str, now: datetime) -> list[UUID]:
        """Which active dealerships have due rows in our table `queue`: what a closed one has waits with it. Without a
        scope, by the worker only."""
        async with self.pool.acquire(timeout=PATIENCE) as connection:
            try:
                await connection.execute("BEGIN READ ONLY; SET LOCAL app.queues = 'on'")
                found = await connection.fetch(
                    f"SELECT DISTINCT q.dealership_id FROM {queue} q "
                    "JOIN dealerships d ON d.id = q.dealership_id AND d.state = 'active' "
                    "WHERE q.state IN ('queued', 'sending') AND q.due_at <= $1 "
                    "AND (q.lease_until IS NULL OR q.lease_until <= now())",
                    now,
                )
                await connection.execute("COMMIT")
            except BaseException:
                await abandon(connection)
                raise
        return [row["dealership_id"] for row in found]

    async def dealerships(self) -> list[UUID]:
        """Every active dealership of the installation."""
        found = await self.pool.fetch("SELECT id FROM dealerships WHERE state = 'active' ORDER BY created_at")
        return [row["id"] for row in found]

    async def dealership_with(self, code: str) -> UUID | None:
        """The active dealership with this code, which people type before anybody knows where they belong."""
        found = await self.pool.fetchrow(
            "SELECT id FROM dealerships WHERE state = 'active' AND code = $1", code
        )
        return found["id"] if found else None

    async def close(self) -> None:
        """Close the pool; connections that do not end in five seconds are cut."""
        try:
            await asyncio.wait_for(self.pool.close(), 5)
        except TimeoutError:
            self.pool.terminate()


def was_cut(error: asyncpg.InterfaceError) -> bool:
    """Did the driver refuse because the connection is gone, and not because it was misused?"""
    return "closed" in str(error) or "released back to the pool" in str(error)


async def abandon(connection: Any) -> None:
    """Leave no open transaction behind. A cancel can interrupt ROLLBACK too: then the connection is cut.

    Not asked first whether a transaction is open: a cancel during BEGIN leaves before its answer is read.
    """
    try:
        if not connection.is_closed():
            async with asyncio.timeout(2):
                await connection.execute("ROLLBACK")
    except asyncio.CancelledError:
        cut(connection)
        raise
    except Exception:
        cut(connection)


def cut(connection: Any) -> None:
    with contextlib.suppress(asyncpg.InterfaceError):  # the pool has taken it back already
        connection.terminate()
