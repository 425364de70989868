"""No test reaches past this machine: loopback and unix sockets only, everything else is refused by name."""

import ipaddress
import socket
import ssl
from typing import Any

connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""No test speaks TLS. Left to itself each HTTP client reads all certificates of the system: longer than its request."""


class OutsideNetwork(RuntimeError):
    """A test tried to reach another machine."""


def refuse_outside() -> None:
    """From now on this process talks to itself and its neighbours only."""
    socket.socket.connect = guarded(connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded(connect_ex)  # type: ignore[method-assign]
    socket.getaddrinfo = resolve  # type: ignore[assignment]


def guarded(original: Any) -> Any:
    def reach(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not here(address[0]):
            raise OutsideNetwork(f"A test tried to reach {address[0]}:{address[1]}.")
        return original(self, address)

    return reach


def resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
    if not here(host):
        raise OutsideNetwork(f"A test tried to look up {host}.")
    return getaddrinfo(host, *args, **kwargs)


def here(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
