"""Hints between processes: "this feed moved", "this queue has work". Never the truth, only a nudge.

A hint travels by NOTIFY, outside the business transaction and at most every 50 ms, because a notifying
commit takes a lock of the whole database. A lost hint costs two seconds: streams are also compared with
the feeds' counters, and workers look at their queues by themselves.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from app.kit.db import Database, Seqs

POKES, WAKES = "okno_pokes", "okno_wakes"
PAUSE = 0.05  # seconds between two NOTIFY of one process
NET = 2.0  # seconds between two comparisons of open streams with the feeds' counters
LONGEST = 7_900  # bytes of a payload; PostgreSQL's limit is 8 000
log = structlog.get_logger()


class Stream:
    """One open phone: the feeds it reads, how far they were told, and whether it must look again."""

    def __init__(self, dealership: UUID, person: UUID) -> None:
        self.dealership, self.person = dealership, person
        self.feeds: Seqs = {}
        self.moved: Seqs = {}
        self.lost_a_feed = False
        self.stirred = asyncio.Event()

    def stir(self, feed: UUID, seq: int) -> None:
        if feed in self.feeds and seq > self.feeds[feed]:
            self.tell(feed, seq)

    def tell(self, feed: UUID, seq: int) -> None:
        self.feeds[feed] = self.moved[feed] = seq
        self.stirred.set()


Compare = Callable[[Database, set[Stream]], Awaitable[dict[Stream, Seqs]]]
"""Asks the database which feeds each stream may read now, and where they stand."""


class Live:
    """The hints of one process: one listener, one sender, the open streams by feed."""

    def __init__(self, direct_url: str, role: str | None) -> None:
        self._url, self._role = direct_url, role
        self._open: set[Stream] = set()
        self._streams: dict[UUID, set[Stream]] = {}
        self._seqs: dict[tuple[UUID, UUID], int] = {}
        self._wakes: set[str] = set()
        self._due = asyncio.Event()
        self._wakers: list[Callable[[str], None]] = []
        self._tasks: list[asyncio.Task[None]] = []

    # --- what a unit of work tells

    def hint(self, dealership: UUID, seqs: Seqs, wakes: set[str]) -> None:
        """A unit landed: tell the streams of this process now, the other processes in a moment."""
        for feed, seq in seqs.items():
            self.stir(feed, seq)
            self._seqs[dealership, feed] = max(seq, self._seqs.get((dealership, feed), 0))
        for queue in wakes:
            self.wake(queue)
        self._wakes |= wakes
        self._due.set()

    def stir(self, feed: UUID, seq: int) -> None:
        for stream in self._streams.get(feed, ()):
            stream.stir(feed, seq)

    def wake(self, queue: str) -> None:
        for waker in self._wakers:
            waker(queue)

    def on_wake(self, waker: Callable[[str], None]) -> None:
        """Call `waker(queue)` whenever a queue may have work."""
        self._wakers.append(waker)

    # --- open streams

    def join(self, stream: Stream, granted: Seqs) -> None:
        """Tell this stream of what moves from here on in the feeds granted to it."""
        self._open.add(stream)
        for feed, seq in granted.items():
            stream.feeds[feed] = seq
            self._streams.setdefault(feed, set()).add(stream)

    def part(self, stream: Stream) -> None:
        self._open.discard(stream)
        for feed in stream.feeds:
            self._leave(stream, feed)

    def keep_to(self, stream: Stream, granted: Seqs) -> None:
        """Tell the stream what it has missed, that a feed is no longer granted, and which one is new."""
        if stream not in self._open:
            return
        for feed in stream.feeds.keys() - granted.keys():
            self._leave(stream, feed)
            del stream.feeds[feed]
            stream.moved.pop(feed, None)
            stream.lost_a_feed = True
            stream.stirred.set()
        for feed, seq in granted.items():
            if feed in stream.feeds:
                stream.stir(feed, seq)
            else:
                stream.tell(feed, seq)
                self._streams.setdefault(feed, set()).add(stream)

    def _leave(self, stream: Stream, feed: UUID) -> None:
        rest = self._streams.get(feed, set())
        rest.discard(stream)
        if not rest:
            self._streams.pop(feed, None)

    def open_streams(self) -> set[Stream]:
        return set(self._open)

    # --- its life

    def start(self, database: Database, compare: Compare | None = None) -> None:
        """Run the listener, the sender and, where streams are served, the comparing net."""
        loops = [self._listen(), self._send()]
        if compare:
            loops.append(self._net(database, compare, NET))
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await self._listen_once()
            await asyncio.sleep(0.5)

    async def _listen_once(self) -> None:
        connection = await self._connect()
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(POKES, lambda *said: self._heard_pokes(said[3]))
            await connection.add_listener(WAKES, lambda *said: self.wake(said[3]))
            self.wake("*")  # hints sent while nobody listened are lost: look at everything once
            for stream in self.open_streams():
                stream.stirred.set()
            await lost.wait()
        finally:
            connection.terminate()

    def _heard_pokes(self, payload: str) -> None:
        if payload == "*":
            for stream in self.open_streams():
                stream.stirred.set()
            return
        for item in payload.split():
            feed, _, seq = item.partition("/")[2].partition(":")
            self.stir(UUID(feed), int(seq))

    async def _send(self) -> None:
        connection: Any = None
        try:
            while True:
                await self._due.wait()
                await asyncio.sleep(PAUSE)
                self._due.clear()
                try:
                    if connection is None or connection.is_closed():
                        connection = await self._connect()
                    for channel, payload in self._take():
                        await connection.execute("SELECT pg_notify($1, $2)", channel, payload)
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                    log.warning("hints not sent")
                    await asyncio.sleep(0.5)
        finally:
            if connection:
                connection.terminate()

    def _take(self) -> list[tuple[str, str]]:
        items = " ".join(f"{dealership}/{feed}:{seq}" for (dealership, feed), seq in self._seqs.items())
        told = [(WAKES, queue) for queue in self._wakes]
        if items:
            told.append((POKES, items if len(items) <= LONGEST else "*"))
        self._seqs.clear()
        self._wakes.clear()
        return told

    async def _connect(self) -> Any:
        settings = {"application_name": "okno live"} | ({"role": self._role} if self._role else {})
        return await asyncpg.connect(self._url, server_settings=settings, timeout=5)

    async def _net(self, database: Database, compare: Compare, pause: float) -> None:
        while True:
            await asyncio.sleep(pause)
            try:
                for stream, granted in (await compare(database, self.open_streams())).items():
                    self.keep_to(stream, granted)
            except Exception:
                log.exception("comparing streams failed")
