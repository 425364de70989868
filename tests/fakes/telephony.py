"""The fake telephony provider: takes requests for calls as any provider would, misbehaves on demand, keeps a ledger."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from aiohttp import web


class Answer(NamedTuple):
    """What it says to the next request; `drops`: it takes the call, and the line breaks before it has answered;
    `hangs`: it takes it and never answers."""

    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})
    drops: bool = False
    hangs: bool = False


class Rung(NamedTuple):
    """A request as it came; every one that was taken rang a phone."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str

    @property
    def call(self) -> str:
        return self.headers["idempotency-key"]


class FakeProvider:
    """Runs in the test's process. `asked` is all it heard, `rang` what it took."""

    def __init__(self) -> None:
        self.asked: list[Rung] = []
        self.rang: list[Rung] = []
        self.answers: deque[Answer] = deque()
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._let_go = asyncio.Event()

    @classmethod
    async def start(cls) -> Self:
        fake = cls()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", fake._ask)
        fake._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await fake._runner.setup()
        site = web.TCPSite(fake._runner, "127.0.0.1", 0)
        await site.start()
        fake.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        return fake

    async def stop(self) -> None:
        self._let_go.set()
        if self._runner:
            await self._runner.cleanup()

    def forget(self) -> None:
        """As new, for the next test."""
        self.asked.clear()
        self.rang.clear()
        self.answers.clear()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    async def _ask(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = (await request.read()).decode()
        rung = Rung(request.method, request.path, dict(request.query), headers, body)
        self.asked.append(rung)
        answer = self.answers.popleft() if self.answers else Answer()
        if answer.status < 300:
            self.rang.append(rung)
        if answer.hangs:
            await self._let_go.wait()
        if answer.drops:
            assert request.transport
            request.transport.close()
        return web.Response(status=answer.status, headers=answer.headers)

    async def wait_for(self, so: Callable[[], Any], what: str, within: float = 60) -> Any:
        """Until it is so."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if found := so():
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"waited {within:.0f} s in vain until {what}")
