"""The line to push services. Addresses are judged where they are used, so that no name leads into our own net."""

import socket
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from push.rules import Hosts, may_reach

IDLE = 4.0  # seconds a line is kept unused: a push lost on a half-dead one is never known for sure


class Walled(OSError):
    """The name leads to a machine that is not of the open internet."""


class OpenInternet(AbstractResolver):
    """Resolves names, and refuses one that leads, even in part, to a private, local or reserved address.

    The connector connects to what this answers and asks nobody else, so a name cannot change in between.
    """

    def __init__(self, hosts: Hosts, inner: AbstractResolver) -> None:
        self._hosts, self._inner = hosts, inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not self._hosts.names(host, port) and not all(may_reach(each["host"]) for each in found):
            raise Walled(f"{host} leads into a closed net")
        return found

    async def close(self) -> None:
        await self._inner.close()


def open_line(hosts: Hosts, deadline: float, resolver: Any = None) -> aiohttp.ClientSession:
    """A session that follows no proxy and no redirect, keeps no cookie, and reaches the open internet only."""
    connector = aiohttp.TCPConnector(
        resolver=OpenInternet(hosts, resolver or ThreadedResolver()),
        ttl_dns_cache=60,
        keepalive_timeout=IDLE,
        limit=100,
    )
    timeout = aiohttp.ClientTimeout(total=deadline, connect=8, sock_connect=5)
    return aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
