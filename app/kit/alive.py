"""Signs of life of a worker: a row for the other processes, a byte a second for its parent."""

import asyncio
import contextlib
import os
from datetime import timedelta
from uuid import UUID

from app.kit.db import Database
from app.kit.leases import take_lease
from app.kit.loops import Loop

HEARTBEAT = timedelta(seconds=15)  # how long others take a worker for alive without a sign


def lease_name(worker: UUID) -> str:
    return f"worker:{worker}"


async def hold_lease(database: Database, worker: UUID, loops: list[Loop]) -> None:
    """Tell the other processes, by the database, that this worker lives."""
    while True:
        if all(loop.lives for loop in loops):
            with contextlib.suppress(Exception):  # the database is away: the loops say so
                await asyncio.wait_for(take_lease(database, lease_name(worker), worker, HEARTBEAT), 3)
        await asyncio.sleep(HEARTBEAT.total_seconds() / 3)


async def beat(heart: int | None, loops: list[Loop]) -> None:
    """Tell the parent process. It ends a child that is silent, for a loop that hangs cannot be helped."""
    while heart is not None:
        if all(loop.lives for loop in loops):
            with contextlib.suppress(OSError):  # the pipe is full, or the parent is gone
                os.write(heart, b".")
        await asyncio.sleep(1)
