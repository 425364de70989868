"""No push leads into our own net: not by its address, not by a name that resolves there, not by a redirect."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from app.config import Config
from app.deliveries.tables import CHANNELS
from app.kit.ids import new_id
from app.kit.secrets import Seal, master_key
from push.sender import PushChannel
from tests.push.conftest import Vera


class Canary:
    """A machine of our own net that must never hear anything."""

    def __init__(self) -> None:
        self.heard = 0
        self.port = 0

    async def listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._hear, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard += 1
        writer.close()


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    canary = Canary()
    server = await canary.listen()
    yield canary
    server.close()
    await server.wait_closed()


class Liar(AbstractResolver):
    """Says of every name what the test wants; the port is the canary's."""

    def __init__(self, addresses: list[str], port: int) -> None:
        self.addresses, self.port, self.asked = addresses, port, 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        return [
            ResolveResult(hostname=host, host=each, port=self.port, family=socket.AF_INET, proto=0, flags=0)
            for each in self.addresses
        ]

    async def close(self) -> None:
        pass


ENDPOINTS = (
    "http://127.0.0.1:{port}/x", "https://127.0.0.1/x", "http://localhost:{port}/x", "https://[::1]:{port}/x",
    "https://169.254.169.254/latest/meta-data", "https://10.0.0.7/x", "https://192.168.1.1/x", "https://evil.example/x",
    "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:{port}/x", "https://fcm.googleapis.com@127.0.0.1/x",
    "javascript:alert(1)", "", "https://web.push.apple.com/" + "x" * 1_000,
)  # fmt: skip
KEYS = (
    ("p256dh", ""), ("p256dh", "BAAA"), ("p256dh", "A" * 86), ("p256dh", "B" * 87), ("p256dh", "A" * 201),
    ("p256dh", "не ключ"), ("auth", ""), ("auth", "AAAA"), ("auth", "A" * 21), ("auth", "A" * 24), ("auth", "!" * 22),
)  # fmt: skip


async def test_an_endpoint_elsewhere_is_refused_with_its_field(vera: Vera, canary: Canary) -> None:
    for endpoint in ENDPOINTS:
        body = vera.browser.subscription() | {"endpoint": endpoint.format(port=canary.port)}
        answer = await vera.house.send("vera", "PUT", f"/api/devices/{new_id()}/push", body)
        assert answer.status_code == 422, endpoint
        [trouble] = answer.json()["errors"]
        assert trouble["field"] == "endpoint"
        assert trouble["message"]
    assert (canary.heard, await vera.devices()) == (0, 1)


async def test_a_key_of_a_wrong_length_is_refused_with_its_field(vera: Vera) -> None:
    for name, key in KEYS:
        body = vera.browser.subscription()
        body["keys"][name] = key
        answer = await vera.house.send("vera", "PUT", f"/api/devices/{new_id()}/push", body)
        assert answer.status_code == 422, (name, key)
        assert answer.json()["errors"][0]["field"] == f"keys.{name}"
    assert await vera.devices() == 1


async def test_unknown_fields_and_another_houses_key_are_refused(vera: Vera) -> None:
    for more in ({"person_id": str(vera.house.people["oleg"])}, {"key": "B" * 87}, {"keys": {}}):
        body = vera.browser.subscription() | more
        answer = await vera.house.send("vera", "PUT", f"/api/devices/{new_id()}/push", body)
        assert answer.status_code == 422, more
    assert await vera.devices() == 1


async def test_a_name_that_leads_into_a_closed_net_is_not_followed(
    vera: Vera, canary: Canary, monkeypatch: pytest.MonkeyPatch, pushing: Config
) -> None:
    """The service's own name, and a resolver that lies: the canary hears nothing, the device stays."""
    lies = ["127.0.0.1"], ["169.254.169.254"], ["10.0.0.7"], ["::1"], ["142.250.74.106", "127.0.0.1"]
    seal = Seal(master_key(pushing.master_key, pushing.folder))
    for number, addresses in enumerate(lies, 1):
        liar = Liar(addresses, canary.port)
        channel = PushChannel(pushing, vera.database, seal, resolver=liar)
        monkeypatch.setitem(CHANNELS, "push", channel)
        vera.browser.endpoint = "https://fcm.googleapis.com/fcm/send/" + str(new_id())
        assert (await vera.subscribe()).status_code == 200
        await vera.anna_says("раз")
        await vera.send()
        await channel.close()
        assert (liar.asked, canary.heard) == (1, 0), addresses
        assert (await vera.fates())[-1] == ("queued", "channel_down")
        assert (len(await vera.fates()), await vera.devices()) == (number, 1)


async def test_what_an_operator_no_longer_allows_is_no_longer_called(
    vera: Vera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vera.channel, "_hosts", type(vera.channel._hosts)())
    await vera.anna_says("раз")
    await vera.send()
    assert await vera.fates() == [("failed", "forbidden")]
    assert (vera.told, await vera.devices()) == ([], 1)


async def test_a_message_too_long_to_be_opened_never_leaves(
    vera: Vera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 993 bytes are the most a browser can open; one more fails here and not in silence there."""
    for length, fate in ((3_993, ("sent", None)), (3_994, ("failed", "too_long"))):
        text = b'"' + b"x" * (length - 2) + b'"'
        monkeypatch.setattr("push.sender.plain_of", lambda _, text=text: text)
        await vera.anna_says(f"{length}")
        await vera.send()
        assert (await vera.fates())[-1] == fate
    [taken] = [each for each in vera.service.taken if each.endpoint == vera.browser.endpoint]
    assert len(taken.plain) == 3_993
    assert vera.service.asked.count(vera.browser.endpoint) == 1
