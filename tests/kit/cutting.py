"""A line to PostgreSQL that a test can cut: everything passes, until it is told when to break."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

Watch = Callable[[bytes], str | None]
"""Sees what the client says; "drop": the server never hears it; "deaf": it does, and its answer is lost."""


class Line:
    """Every connection through one unix socket."""

    def __init__(self, server_socket: Path, folder: Path) -> None:
        self._server, self.folder = server_socket, folder
        self.watch: Watch = lambda said: None
        self._listening: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()

    async def up(self) -> None:
        self._listening = await asyncio.start_unix_server(self._serve, self.folder / ".s.PGSQL.5432")

    async def down(self) -> None:
        """Refuse newcomers and cut everybody."""
        if self._listening:
            self._listening.close()
            (self.folder / ".s.PGSQL.5432").unlink(missing_ok=True)
            self._listening = None
        for writer in list(self._writers):
            writer.transport.abort()
        for pump in list(self._pumps):
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            server, to_server = await asyncio.open_unix_connection(self._server)
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
            client.write(said)
            await client.drain()


@contextlib.asynccontextmanager
async def line_to(server_socket: Path) -> AsyncIterator[Line]:
    """A line to the server behind this socket, cut at the end."""
    with TemporaryDirectory(prefix="okno-line-") as folder:
        line = Line(server_socket, Path(folder))
        await line.up()
        try:
            yield line
        finally:
            await line.down()
