"""Followups: entries handed to those who follow them, each in one unit of work with the follower's act."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from uuid import UUID

import asyncpg
import structlog

from app.journal import queries
from app.kit.db import Database, Db
from app.kit.failpoints import failpoint

log = structlog.get_logger()

BATCH = 50
ATTEMPTS = 8
LONGEST_PAUSE = timedelta(hours=1)

Act = Callable[[Db, asyncpg.Record], Awaitable[None]]
"""What a follower does about one entry, inside the unit that takes the followup away."""


async def read_followups(database: Database, dealership: UUID, acts: Mapping[str, Act]) -> int:
    """Hand out a batch of one dealership's due followups; says how many there were."""
    claimed, _ = await database.work(dealership, lambda db: queries.claim_followups(db, BATCH))
    for row in claimed:
        failpoint("followup_claimed")
        await read_one(database, dealership, acts, row)
        failpoint("followup_read")
    return len(claimed)


async def read_one(
    database: Database, dealership: UUID, acts: Mapping[str, Act], row: asyncpg.Record
) -> None:
    """Let the follower act; one that fails comes again later, and after eight attempts stays as failed."""
    follower, entry, attempts = row["follower"], row["entry_id"], row["attempts"]

    async def act(db: Db) -> None:
        # First, so that a unit which runs again after a lost answer finds nothing left to do.
        if not await queries.finish_followup(db, follower, entry):
            return
        found = await queries.entry(db, entry)
        if found is not None:
            await acts[follower](db, found)
        failpoint("followup_acted")

    try:
        await database.work(dealership, act)
    except Exception:
        log.exception(
            "follower failed", follower=follower, entry=entry, dealership=dealership, attempt=attempts
        )
        state = "failed" if attempts >= ATTEMPTS else "queued"

        async def put_off(db: Db) -> None:
            await queries.put_off_followup(db, follower, entry, db.now + pause_after(attempts), state)

        await database.work(dealership, put_off)


def pause_after(attempts: int) -> timedelta:
    """2 s, 8 s, 32 s … an hour: a fault mended within two hours loses nothing."""
    return min(timedelta(seconds=2 * 4 ** (attempts - 1)), LONGEST_PAUSE)
