"""A bot of a dealership, and a raw thing that came in for it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.deliveries.model import Album, Limit

State = Literal["new", "working", "unreachable", "refused", "off"]
Giver = Literal["settings", "app"]
Acceptance = Literal["queued", "quarantined", "done"]

CHANNEL = "telegram"
TEXT_LIMIT = 4096  # UTF-16 units of one message, after its entities are parsed
ALBUM = Album(most=10, largest=10_000_000, together=20_000_000, words=1024)
GROUP = Limit(per_second=1 / 6, burst=10)  # twenty in any sixty seconds, a whole album at once


def group_limit(chat: str) -> Limit | None:
    """Chats of many have numbers below zero."""
    return GROUP if chat.startswith("-") else None


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
    turned_away: int = 0
    """How many connections of accounts came that nobody here had proved theirs."""


class NewArrival(msgspec.Struct, frozen=True, kw_only=True):
    """A raw update as it is stored: its bytes, the key that makes a repeat harmless, its chat."""

    key: str
    lane: str
    body: bytes
    state: Acceptance = "queued"
    trouble: str | None = None


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's own account, through which the bot may write: its number, and what Telegram calls the connection."""

    user_id: int
    connection: str


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """A tap whose spinner is to be stopped, perhaps with a word."""

    id: str
    text: str | None = None


class Handled(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to say about an update: why nothing came of it, or which group to leave."""

    trouble: str | None = None
    leave: int | None = None
    press: Press | None = None
    forget: bool = False
    """Nothing of it may be kept, not even as it came."""


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


def chat_key(bot: BotRow, chat: int, mailbox: int | None = None) -> str:
    """How a chat is known on both sides: bot, mailbox (none: the bot's own; else whose own account it is), chat."""
    return f"{CHANNEL}:{bot.remote_id}:{mailbox or ''}:{chat}"


def message_key(bot: BotRow, chat: int, message: int, mailbox: int | None = None) -> str:
    """And how a message of it is."""
    return f"{chat_key(bot, chat, mailbox)}:{message}"


def message_id_of(key: str) -> int | None:
    """Telegram's number of the message in such a key; None for one that has none."""
    last = key.rpartition(":")[2]
    return int(last) if last.isdigit() else None
