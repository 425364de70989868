"""A body that never ends does not hold a request for ever."""

import asyncio
import contextlib

import pytest

from app.kit import metrics, traffic
from tests.cast import House


async def exchange(port: int, *pieces: bytes) -> bytes:
    """Send the pieces, then only read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), 60)
    finally:
        writer.close()


def head(token: str, length: int) -> bytes:
    return (
        f"POST /api/clients HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    ).encode()


async def test_a_body_that_stalls_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "PAUSE", 0.3)
    port = int(house.site.rpartition(":")[2])
    answer = await exchange(port, head(await house.token("vera"), 1000), b'{"id":')
    assert answer.startswith(b"HTTP/1.1 408")
    assert b'"code":"too_slow"' in answer


async def test_a_body_that_drips_is_given_up_as_a_whole(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traffic, "WHOLE_BODY", 0.5)
    port = int(house.site.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(await house.token("vera"), 100_000))
    reading = asyncio.create_task(reader.read(1000))  # what the cut that follows would take back
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(60):
            while not reading.done():
                writer.write(b" ")
                await asyncio.sleep(0.05)
    assert (await reading).startswith(b"HTTP/1.1 408")
    writer.close()


async def test_a_request_that_its_browser_cuts_is_no_error_of_ours(house: House) -> None:
    """A phone that goes into a tunnel in the middle of a body is counted apart from what fails."""
    port = int(house.site.rpartition(":")[2])

    def counted(outcome: str) -> float:
        asked = {"method": "POST", "route": "/api/clients", "status": outcome}
        return metrics.registry.get_sample_value("okno_requests_total", asked) or 0.0

    cut, failed = counted("cut"), counted("5xx")
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(await house.token("vera"), 1000) + b'{"id":')
    await writer.drain()
    await asyncio.sleep(0.2)
    writer.close()
    async with asyncio.timeout(30):
        while counted("cut") == cut:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (counted("cut"), counted("5xx")) == (cut + 1, failed)
