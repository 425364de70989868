"""A crew of real workers, kept at its number however many of them are killed."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from random import Random

from app.config import Config
from tests.bots.nursery import Nursery, alive
from tests.cast import House
from tests.chaos.profile import either

SIZE = 3
PATIENCE = float(either(120, 600))  # seconds, on a busy machine too
LEASES = ("arrivals", "deliveries", "followups")


class Crew:
    """Three workers at once. `kills` counts those that died by SIGKILL."""

    def __init__(self, nursery: Nursery, config: Config, house: House, chance: Random) -> None:
        self._nursery, self._config, self._house, self._chance = nursery, config, house, chance
        self.pids: list[int] = []
        self.kills = 0

    def fill(self) -> None:
        self.pids = [pid for pid in self.pids if alive(pid)]
        while len(self.pids) < SIZE:
            self.pids.append(self._nursery.worker(self._config))

    async def kill(self, count: int = 1) -> None:
        """So many die at once, and what they held is free: as if their leases had run out at this moment, and
        those of the living with them."""
        for pid in self._chance.sample(self.pids, count):
            os.kill(pid, signal.SIGKILL)
            self.kills += 1
            await soon(lambda pid=pid: not alive(pid), "it is dead")  # type: ignore[misc]
        self.pids = [pid for pid in self.pids if alive(pid)]
        pool = self._house.database.pool
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(f"SET LOCAL app.dealership = '{self._house.id}'")
            for table in LEASES:
                await connection.execute(
                    f"UPDATE {table} SET lease_until = now() WHERE dealership_id = $1 AND lease_until > now()",
                    self._house.id,
                )
        await pool.execute(
            "UPDATE schedule_slots SET claimed_at = claimed_at - interval '6 minutes' WHERE finished_at IS NULL"
        )

    @contextlib.asynccontextmanager
    async def dying(self, times: int, pause: tuple[float, float]) -> AsyncIterator[None]:
        """So many deaths while the block runs, each followed by a birth; the block ends after the last."""

        async def kill_on() -> None:
            for _ in range(times):
                await asyncio.sleep(self._chance.uniform(*pause))
                self.fill()
                await self.kill()
                self.fill()

        killing = asyncio.create_task(kill_on())
        try:
            yield
            await killing
        finally:
            killing.cancel()

    async def stop(self) -> None:
        for pid in self.pids:
            if alive(pid):
                os.kill(pid, signal.SIGTERM)
        await soon(lambda: not any(alive(pid) for pid in self.pids), "the crew goes home")


async def soon(happened: Callable[[], object], what: str) -> None:
    """Wait until something is so; `happened` may be async."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = happened()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE:.0f} s in vain until {what}")
