"""Tests stay on this machine."""

import socket

import httpx
import pytest

from tests.network import OutsideNetwork


async def test_no_test_reaches_another_machine_by_name() -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(OutsideNetwork, match=r"example\.org"):
            await client.get("http://example.org/")


def test_no_test_reaches_another_machine_by_number() -> None:
    with socket.socket() as outside, pytest.raises(OutsideNetwork, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))


def test_this_machine_is_reached() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            pass
