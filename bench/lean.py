"""A lean load generator: keep-alive HTTP/1.1 on bare asyncio protocols, so that it takes little of the machine."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec

Operation = list[tuple[int, bytes]]
"""Requests that a caller sends one after the other, each with the port it goes to (as an index)."""
Next = Callable[[], Operation]


class Burst(msgspec.Struct, frozen=True, kw_only=True):
    """What a few seconds of load came to."""

    operations: int
    seconds: float
    latencies: list[float]
    received: int
    """Bytes of bodies."""

    @property
    def rate(self) -> float:
        return self.operations / self.seconds


class Line(asyncio.Protocol):
    """One connection: sends a request, tells the size of the body that came back."""

    def __init__(self) -> None:
        self.buffer = b""
        self.answered: Callable[[int, int], None] = lambda status, size: None
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def send(self, request: bytes) -> None:
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        size = length_in(self.buffer[:end])
        if len(self.buffer) >= end + 4 + size:
            status = int(self.buffer[9:12])
            self.buffer = b""
            self.answered(status, size)

    def connection_lost(self, exc: Exception | None) -> None:
        self.answered(0, 0)


def length_in(head: bytes) -> int:
    at = head.find(b"content-length: ")
    if at < 0:
        return 0
    return int(head[at + 16 : head.find(b"\r", at) if head.find(b"\r", at) > 0 else len(head)])


class Caller:
    """One user: does an operation, begins the next as soon as it is done."""

    def __init__(self, lines: list[Line], following: Next, book: "Ledger") -> None:
        self.lines, self.following, self.book = lines, following, book
        self.left: Operation = []
        self.began = 0.0
        self.asked = b""
        for line in lines:
            line.answered = self.heard

    def begin(self) -> None:
        self.left = self.following()
        self.began = time.perf_counter()
        self.ask()

    def ask(self) -> None:
        port, self.asked = self.left.pop(0)
        self.lines[port].send(self.asked)

    def heard(self, status: int, size: int) -> None:
        book = self.book
        if not 200 <= status < 400:
            book.fail(status, self.asked)
            return
        book.received += size
        if self.left:
            self.ask()
            return
        now = time.perf_counter()
        book.latencies.append(now - self.began)
        if now < book.until:
            self.begin()
        else:
            book.finished()


class Ledger:
    """What all callers of a burst have done."""

    def __init__(self, callers: int, seconds: float) -> None:
        self.latencies: list[float] = []
        self.received = 0
        self.until = time.perf_counter() + seconds
        self._running = callers
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def finished(self) -> None:
        self._running -= 1
        if self._running == 0 and not self.done.done():
            self.done.set_result(None)

    def fail(self, status: int, asked: bytes) -> None:
        if not self.done.done():
            line = asked.partition(b"\r")[0].decode()
            self.done.set_exception(RuntimeError(f"{line} was answered with status {status}"))


async def burst(ports: list[int], following: Next, *, callers: int, seconds: float) -> Burst:
    """Keep `callers` users busy for so many seconds; each holds a connection to every port."""
    loop = asyncio.get_running_loop()
    held = [
        [(await loop.create_connection(Line, "127.0.0.1", port))[1] for port in ports] for _ in range(callers)
    ]
    book = Ledger(callers, seconds)
    began = time.perf_counter()
    for lines in held:
        Caller(lines, following, book).begin()
    try:
        await book.done
    finally:
        for line in (line for lines in held for line in lines):
            line.answered = lambda status, size: None
            line.transport.close()
    return Burst(
        operations=len(book.latencies),
        seconds=time.perf_counter() - began,
        latencies=book.latencies,
        received=book.received,
    )


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """A request as a phone sends it, ready for the wire."""
    head = f"{method} {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\nauthorization: Bearer {token}\r\n"
    if body:
        head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body
