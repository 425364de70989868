"""A gate before a running house, for phones that come through it: it can pass off the same build as a newer one, and
lose a file of it."""

import contextlib
from collections.abc import AsyncIterator

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, web

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "host"}


class Gate:
    """The house as it is seen from outside."""

    def __init__(self) -> None:
        self.behind = ""  # the house's own address
        self.site = ""
        self.build = ""  # what the build calls itself beside its own name
        self.lost = ""  # a file that does not come
        self.served: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.served.append(request.path)
        if self.lost and request.path.startswith(self.lost):
            return web.Response(status=503)
        headers = {
            name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP
        } | {"Accept-Encoding": "identity"}
        asked = self.session.request(
            request.method,
            self.behind + str(request.rel_url),
            headers=headers,
            data=await request.read(),
            allow_redirects=False,
        )
        try:
            async with asked as found:
                return await self.passed_on(request, found)
        except ClientError:
            return web.Response(status=502)  # the house is starting

    async def passed_on(self, request: web.Request, found: ClientResponse) -> web.StreamResponse:
        kept = [(n, v) for n, v in found.headers.items() if n.lower() not in HOP_BY_HOP | {"etag"}]
        if "event-stream" in found.content_type:
            return await self.stream(request, web.StreamResponse(status=found.status, headers=kept), found)
        body = await found.read()
        if self.build and request.path == "/sw.js":
            body = body.replace(b"shell-", b"shell-" + self.build.encode())
        if self.build and request.path == "/":
            body = body.replace(b"<head>", b'<head><meta name="build" content="%s">' % self.build.encode())
        return web.Response(status=found.status, headers=kept, body=body)

    async def stream(
        self, request: web.Request, out: web.StreamResponse, found: ClientResponse
    ) -> web.StreamResponse:
        await out.prepare(request)
        with contextlib.suppress(OSError, ClientError):
            async for piece in found.content.iter_any():
                await out.write(piece)
        return out


@contextlib.asynccontextmanager
async def gate_at(port: int) -> AsyncIterator[Gate]:
    gate = Gate()
    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("*", "/{path:.*}", gate.answer)
    runner = web.AppRunner(app, shutdown_timeout=1)
    async with ClientSession(timeout=ClientTimeout(total=None), auto_decompress=True) as gate.session:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        gate.site = f"http://localhost:{port}"
        try:
            yield gate
        finally:
            await runner.cleanup()
