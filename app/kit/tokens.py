"""Opaque tokens from outside: their head names the dealership, their tail is unguessable.

A token is base64url(dealership) + base64url(16 random bytes), 44 characters, and fits a Telegram deep
link. Only its SHA-256 is stored.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

HALF = 22  # characters of 16 bytes in base64url without padding


def mint(dealership: UUID) -> str:
    """A fresh token of this dealership."""
    return token_of(dealership, secrets.token_bytes(16))


def token_of(dealership: UUID, tail: bytes) -> str:
    """The token with this 16-byte tail."""
    return encoded(dealership.bytes) + encoded(tail)


def dealership_of(token: str) -> UUID | None:
    """Which dealership the token belongs to, or None if it is not the shape of a token."""
    if len(token) != 2 * HALF or not token.isascii():
        return None
    try:
        head = urlsafe_b64decode(token[:HALF] + "==")
        urlsafe_b64decode(token[HALF:] + "==")
    except ValueError:
        return None
    return UUID(bytes=head) if len(head) == 16 and encoded(head) == token[:HALF] else None


def digest(token: str) -> bytes:
    """What is stored and looked up instead of the token."""
    return hashlib.sha256(token.encode()).digest()


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
