"""A far service played on a port of this machine, in the test's own process."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web


class Loopback:
    """Whatever is asked of it, under any path and by any method, goes to `serve`. Who is kept waiting there waits for
    `let_go`, which comes with the end."""

    def __init__(self) -> None:
        self.port = 0
        self.let_go = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @classmethod
    async def start(cls) -> Self:
        fake = cls()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", fake.serve)
        fake._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await fake._runner.setup()
        site = web.TCPSite(fake._runner, "127.0.0.1", 0)
        await site.start()
        fake.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        return fake

    async def stop(self) -> None:
        self.let_go.set()
        if self._runner:
            await self._runner.cleanup()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        raise NotImplementedError

    async def wait_for(self, so: Callable[[], Any], what: str, within: float = 60) -> Any:
        """Until it is so."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if found := so():
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"waited {within:.0f} s in vain until {what}")
