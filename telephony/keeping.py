"""The webhook as it is stored: sealed, for it holds the provider's keys; and the keys of the way in."""

from uuid import UUID

import msgspec

from app.kit.secrets import Seal, Unreadable
from app.kit.tokens import token_of
from telephony.model import Webhook


def label(dealership: UUID) -> str:
    """What the sealed webhook is bound to."""
    return f"telephony/{dealership}"


def sealed(seal: Seal, dealership: UUID, webhook: Webhook) -> bytes:
    return seal.close(msgspec.json.encode(webhook), label(dealership))


def opened(seal: Seal, dealership: UUID, stored: bytes | None) -> Webhook | None:
    """None where there is none, or it was sealed with another master key."""
    try:
        return msgspec.json.decode(seal.open(stored, label(dealership)), type=Webhook) if stored else None
    except (Unreadable, msgspec.MsgspecError):
        return None


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """What opens the way in: the last part of its address, and the key by which calls are signed."""

    path: str
    secret: str


def keys_of(seal: Seal, dealership: UUID, n: int) -> Keys:
    """Of the n-th address: made from the master key, so that the database needs only a hash."""
    path = token_of(dealership, seal.derived(f"telephony path {dealership} {n}")[:16])
    return Keys(path=path, secret=seal.derived(f"telephony secret {dealership} {n}").hex())
