"""Loops of the worker: each looks for due work when woken or after a moment, and shows that it lives."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from time import monotonic
from uuid import UUID

import structlog

from app.kit.db import Database

log = structlog.get_logger()

Turn = Callable[[], Awaitable[bool]]
"""One look at the work; True when there was some, so that the next look comes at once."""

Handle = Callable[[UUID], Awaitable[int]]
"""Handles a bounded batch of one dealership and says how many items there were."""


class Loop:
    """A turn repeated for ever. Whatever a turn raises is logged and never ends the loop.

    `silence` is how many seconds a turn may take before the whole worker counts as stuck.
    """

    def __init__(
        self, name: str, turn: Turn, *, queue: str | None = None, pause: float = 1.0, silence: float = 15.0
    ) -> None:
        self.name, self.queue = name, queue
        self._turn, self._pause, self._silence = turn, pause, silence
        self._beat = monotonic()
        self._woken = asyncio.Event()

    def wake(self, queue: str) -> None:
        """There may be work in `queue` (`*`: in any)."""
        if queue in ("*", self.queue):
            self._woken.set()

    @property
    def lives(self) -> bool:
        return monotonic() - self._beat < self._silence

    def beat(self) -> None:
        """Show that the turn gets on."""
        self._beat = monotonic()

    async def run(self, stopping: asyncio.Event) -> None:
        """Turn until `stopping` is set; the turn under way is finished first."""
        while not stopping.is_set():
            self.beat()
            try:
                busy = await self._turn()
            except Exception:
                log.exception("turn failed", loop=self.name)
                busy = False
            if not busy:
                await self._rest()

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), self._pause)
        self._woken.clear()


def queue_loop(
    database: Database, stopping: asyncio.Event, queue: str, handle: Handle, *, silence: float = 15.0
) -> Loop:
    """The loop of a queue table: one bounded batch for each dealership with due rows, in turn."""
    last: UUID | None = None

    async def turn() -> bool:
        nonlocal last
        handled = 0
        for dealership in in_turn(await database.due_dealerships(queue, database.clock()), last):
            if stopping.is_set():
                break
            loop.beat()
            try:
                handled += await handle(dealership)
            except Exception:  # one dealership's trouble must not starve the others
                log.exception("batch failed", loop=queue, dealership=dealership)
            last = dealership
        return handled > 0

    loop = Loop(queue, turn, queue=queue, silence=silence)
    return loop


def in_turn(dealerships: list[UUID], last: UUID | None) -> list[UUID]:
    """Beginning after the one served last, so that nobody is always first."""
    if last is None:
        return sorted(dealerships)
    return sorted(dealerships, key=lambda each: (each <= last, each))
