"""A slow line to a house: what a phone sees of it comes late and in a trickle, whichever of its scripts asks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

RTT = 0.150  # seconds there and back
DOWN, UP = 1_638_400 / 8, 750_000 / 8  # bytes a second, of the whole line
PIECE = 1_460


class Pipe:
    """One direction of the line, shared by every connection on it."""

    def __init__(self, rate: float) -> None:
        self.rate, self.free_at, self.bytes = rate, 0.0, 0

    def arrival(self, size: int) -> float:
        """When these bytes have come out at the other end."""
        now = asyncio.get_running_loop().time()
        self.free_at = max(now, self.free_at) + size / self.rate
        self.bytes += size
        return self.free_at + RTT / 2


class Line:
    """The line, slow or not, and how much came down it."""

    def __init__(self, port: int) -> None:
        self.port, self.slow = port, False
        self.down, self.up = Pipe(DOWN), Pipe(UP)
        self.tasks: set[asyncio.Task[None]] = set()

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection. Making it takes a way there and back."""
        if self.slow:
            await asyncio.sleep(RTT)
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
            await asyncio.gather(
                self.carry(reader, far_writer, self.up), self.carry(far_reader, writer, self.down)
            )

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pipe: Pipe) -> None:
        """Pieces leave in their order, each when the line has room."""
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def hand_over() -> None:
            while True:
                at, piece = await on_the_way.get()
                if not piece:
                    break
                await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))
                writer.write(piece)
                await writer.drain()

        handing = asyncio.create_task(hand_over())
        with contextlib.suppress(OSError):
            while piece := await reader.read(PIECE if self.slow else 1 << 16):
                arrives = pipe.arrival(len(piece))
                on_the_way.put_nowait((arrives if self.slow else 0.0, piece))
        on_the_way.put_nowait((0.0, b""))
        with contextlib.suppress(OSError):
            await handing
            writer.close()


@contextlib.asynccontextmanager
async def line_to(port: int, at: int) -> AsyncIterator[Line]:
    line = Line(port)
    server = await asyncio.start_server(line.join, "127.0.0.1", at)
    try:
        yield line
    finally:
        server.close()
