"""What our own pages call themselves, and which of them are too old."""

from typing import Any

from litestar.connection import ASGIConnection

from app.kit.errors import Problem

ANY_VERSION = "any_version"
"""Mark of routes that serve a phone however old it is."""


def version_of(connection: ASGIConnection[Any, Any, Any, Any]) -> int:
    """The version our own page calls itself by; 0 where it is another's, or no page at all."""
    said = connection.headers.get("okno-app", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0


def not_outdated(connection: ASGIConnection[Any, Any, Any, Any], oldest: int) -> None:
    """Refuse a phone whose words are not understood any more. It keeps what it has not sent, and renews itself."""
    if 0 < version_of(connection) < oldest:
        raise Problem("outdated", 426)
