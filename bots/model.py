"""A bot of a dealership, and a raw thing that came in for it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

State = Literal["new", "working", "unreachable", "refused", "off"]
Giver = Literal["settings", "app"]
Acceptance = Literal["queued", "quarantined"]

CHANNEL = "telegram"
TEXT_LIMIT = 4096  # UTF-16 units of one message, after its entities are parsed


class BotRow(msgspec.Struct, frozen=True, kw_only=True):
    """One bot. `remote_id` is Telegram's number of it, the head of its token."""

    id: UUID
    remote_id: int
    username: str | None
    token_sealed: bytes
    path_hash: bytes
    secret_hash: bytes
    poll_offset: int
    state: State
    state_at: datetime
    trouble: str | None
    given_by: Giver
    pending: int
    """How many updates Telegram still holds."""
    complaint: str | None
    """What Telegram last said against our webhook, in its own words, and when."""
    complained_at: datetime | None


class NewArrival(msgspec.Struct, frozen=True, kw_only=True):
    """A raw update as it is stored: its bytes, the key that makes a repeat harmless, its chat."""

    key: str
    lane: str
    body: bytes
    state: Acceptance = "queued"
    trouble: str | None = None


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival a worker holds by lease."""

    source: str
    key: str
    lane: str
    body: bytes
    attempts: int


def source_of(bot: UUID) -> str:
    """The name under which arrivals of this bot are kept."""
    return f"{CHANNEL}:{bot}"


def bot_of_source(source: str) -> UUID:
    return UUID(source.removeprefix(f"{CHANNEL}:"))


def message_key(bot: BotRow, chat: int, message: int) -> str:
    """How a message is known on both sides: bot, mailbox (none: the bot's own), chat, message."""
    return f"{CHANNEL}:{bot.remote_id}::{chat}:{message}"


def message_id_of(key: str) -> int | None:
    """Telegram's number of the message in such a key; None for one that has none."""
    last = key.rpartition(":")[2]
    return int(last) if last.isdigit() else None
