"""The fake push service: endpoints for far browsers, the rules of RFC 8030, faults on demand, and a ledger."""

import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from aiohttp import web

from tests.fakes.loopback import Loopback
from tests.fakes.push.curve import G, N, raw, signed, times
from tests.fakes.push.opening import opened

LARGEST = 4096


class Answer(NamedTuple):
    """What the service says instead of taking a push; `hangs` = nothing at all, having taken it."""

    status: int
    headers: Mapping[str, str] = MappingProxyType({})
    hangs: bool = False


class Taken(NamedTuple):
    """A push the service took, as its browser reads it."""

    endpoint: str
    told: dict[str, Any]
    plain: bytes
    headers: dict[str, str]


class FarBrowser:
    """A browser's subscription with its own keys."""

    def __init__(self, url: str) -> None:
        self.private = secrets.randbelow(N - 1) + 1
        self.public = raw(times(self.private, G))
        self.auth = secrets.token_bytes(16)
        self.endpoint = f"{url}/push/{secrets.token_urlsafe(12)}"

    def subscription(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` tells it."""
        keys = {"p256dh": encoded(self.public), "auth": encoded(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}


class FakePush(Loopback):
    """Whatever a sender does against the rules stands in `violations`."""

    def __init__(self) -> None:
        super().__init__()
        self.browsers: dict[str, FarBrowser] = {}
        self.faults: dict[str, deque[Answer]] = {}
        self.taken: list[Taken] = []
        self.asked: list[str] = []
        self.violations: list[str] = []
        self._sound: set[str] = set()
        self.ttl_at_most: int | None = None

    def browser(self) -> FarBrowser:
        made = FarBrowser(self.url)
        self.browsers[made.endpoint] = made
        return made

    def answer(self, browser: FarBrowser, *answers: Answer) -> None:
        """What the next pushes to this browser are answered, one each."""
        self.faults.setdefault(browser.endpoint, deque()).extend(answers)

    def told(self, browser: FarBrowser) -> list[dict[str, Any]]:
        return [each.told for each in self.taken if each.endpoint == browser.endpoint]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        endpoint = f"{self.url}{request.path}"
        body = await request.read()
        self.asked.append(endpoint)
        browser = self.browsers.get(endpoint)
        if request.method != "POST" or browser is None:
            return web.Response(status=404 if request.method == "POST" else 405)
        faults = self.faults.get(endpoint)
        fault = faults.popleft() if faults else None
        if fault and not fault.hangs and fault.status >= 300:
            return web.Response(status=fault.status, headers=fault.headers)
        if len(body) > LARGEST:
            return web.Response(status=413)
        ttl = self._judge(request, browser, body)
        if fault and fault.hangs:
            await self.let_go.wait()
        kept = ttl if self.ttl_at_most is None else min(ttl, self.ttl_at_most)
        return web.Response(status=201, headers={"location": f"{endpoint}/m", "ttl": str(kept)})

    def _judge(self, request: web.Request, browser: FarBrowser, body: bytes) -> int:
        """Open it, and look whether everything is as the papers say."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        wrong = self.violations.append
        for name in ("ttl", "urgency", "topic"):
            if name not in headers:
                wrong(f"no {name}")
        if len(headers.get("topic", "")) > 32:
            wrong("the topic is too long")
        if headers.get("content-encoding") != "aes128gcm":
            wrong("another encoding")
        said = headers.get("authorization", "")
        if said not in self._sound:  # a sender uses one for hours
            if trouble := self._trouble_with_signature(said):
                wrong(trouble)
            else:
                self._sound.add(said)
        plain = opened(body, browser.private, browser.public, browser.auth)
        self.taken.append(Taken(browser.endpoint, json.loads(plain), plain, headers))
        return int(headers.get("ttl", "0"))

    def _trouble_with_signature(self, header: str) -> str | None:
        """RFC 8292: a token for our origin, for a day at most, by the key it names, with a real contact."""
        try:
            parts = dict(each.strip().split("=", 1) for each in header.removeprefix("vapid ").split(","))
            head, claims, signature = parts["t"].split(".")
            said = json.loads(decoded(claims))
            if not signed(f"{head}.{claims}".encode(), decoded(signature), decoded(parts["k"])):
                return "the signature is another's"
        except (ValueError, KeyError) as error:
            return f"unreadable signature: {error}"
        if said["aud"] != f"http://{self.host}":
            return f"signed for {said['aud']}"
        if not time.time() < said["exp"] <= time.time() + 24 * 3600:
            return "signed for too long, or too late"
        return None if said["sub"].startswith(("mailto:", "https://")) else f"no contact: {said['sub']}"


def encoded(raw_: bytes) -> str:
    return urlsafe_b64encode(raw_).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
