"""The fake telephony provider: takes requests for calls as any provider would, misbehaves on demand, keeps a ledger."""

from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from aiohttp import web

from tests.fakes.loopback import Loopback


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


class FakeProvider(Loopback):
    """`asked` is all it heard, `rang` what it took."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Rung] = []
        self.rang: list[Rung] = []
        self.answers: deque[Answer] = deque()

    def forget(self) -> None:
        """As new, for the next test."""
        self.asked.clear()
        self.rang.clear()
        self.answers.clear()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = (await request.read()).decode()
        rung = Rung(request.method, request.path, dict(request.query), headers, body)
        self.asked.append(rung)
        answer = self.answers.popleft() if self.answers else Answer()
        if answer.status < 300:
            self.rang.append(rung)
        if answer.hangs:
            await self.let_go.wait()
        if answer.drops:
            assert request.transport
            request.transport.close()
        return web.Response(status=answer.status, headers=answer.headers)
