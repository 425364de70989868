"""The time of the fake: real for dates, faster for its retries where a test asks, and it can be moved on."""

import asyncio
import contextlib
import time


class Clock:
    """`speed` shortens only the pauses Telegram makes between webhook attempts; dates stay true."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.skipped = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since 1970, moved on by what was skipped."""
        return time.time() + self.skipped

    def steady(self) -> float:
        """Seconds for measuring limits: never runs backwards, never sped up."""
        return time.monotonic() + self.skipped

    def skip(self, seconds: float) -> None:
        """Move on at once; every pause under way becomes that much shorter."""
        self.skipped += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        until = self._scheduled() + seconds
        while (left := until - self._scheduled()) > 0:
            moved = self._moved
            # Not wait_for: in Python 3.11 that one may swallow a cancellation that comes just in time.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left / self.speed):
                    await moved.wait()

    def _scheduled(self) -> float:
        return time.monotonic() * self.speed + self.skipped
