"""A line to a server that a test can cut: everything passes, until it is told when to break."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

Watch = Callable[[bytes], str | None]
"""Sees what the client says; "drop": the server never hears it; "deaf": it does, and its answer is lost."""
Listen = Callable[[bytes], int | None]
"""Sees what the server says; a number: so many bytes of it still arrive, and then the line is cut."""


class Line:
    """Every connection to one server: a unix socket's (PostgreSQL), or a port's of this machine."""

    def __init__(self, server: Path | int, folder: Path = Path()) -> None:
        self._server, self.folder = server, folder
        self.watch: Watch = lambda said: None
        self.listen: Listen = lambda said: None
        self.port = 0
        self._listening: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()

    async def up(self) -> None:
        if isinstance(self._server, Path):
            self._listening = await asyncio.start_unix_server(self._serve, self._door)
        else:
            self._listening = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._listening.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Refuse newcomers and cut everybody."""
        if self._listening:
            self._listening.close()
            if isinstance(self._server, Path):
                self._door.unlink(missing_ok=True)
            self._listening = None
        for writer in list(self._writers):
            writer.transport.abort()
        for pump in list(self._pumps):
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    @property
    def _door(self) -> Path:
        return self.folder / ".s.PGSQL.5432"

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._server, Path):
            return await asyncio.open_unix_connection(self._server)
        return await asyncio.open_connection("127.0.0.1", self._server)

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            server, to_server = await self._reach()
        except OSError:
            to_client.close()
            return
        ends = {to_client, to_server}
        self._writers |= ends
        deaf = asyncio.Event()
        pumps = {
            asyncio.create_task(self._up(client, to_server, deaf)),
            asyncio.create_task(self._back(server, to_client, deaf)),
        }
        self._pumps |= pumps
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        for end in ends:
            end.transport.abort()
        self._writers -= ends
        self._pumps -= pumps

    async def _up(
        self, client: asyncio.StreamReader, server: asyncio.StreamWriter, deaf: asyncio.Event
    ) -> None:
        while said := await client.read(65536):
            verdict = self.watch(said)
            if verdict == "drop":
                return
            if verdict == "deaf":
                deaf.set()
            server.write(said)
            await server.drain()

    async def _back(
        self, server: asyncio.StreamReader, client: asyncio.StreamWriter, deaf: asyncio.Event
    ) -> None:
        while said := await server.read(65536):
            if deaf.is_set():
                return
            still = self.listen(said)
            client.write(said[:still])
            await client.drain()
            if still is not None:
                return


@contextlib.asynccontextmanager
async def line_to(server: Path | int) -> AsyncIterator[Line]:
    """A line to the server behind this socket or port, cut at the end."""
    with TemporaryDirectory(prefix="okno-line-") as folder:
        line = Line(server, Path(folder))
        await line.up()
        try:
            yield line
        finally:
            await line.down()
