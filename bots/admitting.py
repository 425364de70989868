"""What may be kept of updates about managers' own accounts, judged before anything of them is stored.

A manager's family and friends write to the same account: of their chats nothing may be left here, no row, no raw
update, no line in a log. So only chats that the manager listed come in, and whatever cannot be told for sure does not.
Runs in the API too, so nothing here may reach aiogram.
"""

import re
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from app.conversations.own_chats import OwnChat, listed_chat
from app.kit.db import Db
from bots import own_accounts, own_rows, queries
from bots.model import CHANNEL, NewArrival, source_of
from bots.own_rows import Told

CONNECTION = "business_connection"
SAID = ("business_message", "edited_business_message", "deleted_business_messages")
KINDS = (CONNECTION, *SAID)
MARK = b"business_"
"""Stands in each of them: an update that nobody can read, and that has it, may be one."""

NAME = re.compile(r"[!-~]{1,200}")
LARGEST = 2**53
BROKEN = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError, OSError)


class User(msgspec.Struct):
    id: int


class Rights(msgspec.Struct):
    can_reply: bool | None = None


class Connection(msgspec.Struct):
    id: str
    user: User
    is_enabled: bool
    rights: Rights | None = None
    can_reply: bool | None = None


class Chat(msgspec.Struct):
    id: int
    type: str


class Said(msgspec.Struct):
    """The little that says whose chat it is. `date` is missing where something was deleted."""

    business_connection_id: str
    chat: Chat
    date: int | None = None


CONNECTIONS = msgspec.json.Decoder(Connection)
SAIDS = msgspec.json.Decoder(Said)


def own_kind(fields: dict[str, msgspec.Raw]) -> str | None:
    """Which of these kinds an update is; None for any other."""
    return next((kind for kind in KINDS if kind in fields), None)


async def admits(db: Db, bot: UUID, fields: dict[str, msgspec.Raw], arrival: NewArrival) -> bool:
    """May this update be stored as it came? A connection's is done with here: what comes right behind it counts."""
    kind = own_kind(fields)
    if kind is None:
        return arrival.state == "queued" or MARK not in arrival.body
    if arrival.state != "queued":
        return False
    if kind == CONNECTION:
        await note_connection(db, bot, fields[kind], arrival)
        return False
    return await chat_of(db, bot, fields[kind]) is not None


async def note_connection(db: Db, bot: UUID, raw: msgspec.Raw, arrival: NewArrival) -> None:
    """Of an account that a manager showed to be theirs: kept, and done once. Of any other: a number grows."""
    told = told_of(raw)
    if told is None:
        return
    manager = await own_rows.manager_with(db, told.user_id)
    if manager is None:
        await own_rows.turn_away(db, bot)
        return
    done = msgspec.structs.replace(arrival, state="done")
    if await queries.insert_arrivals(db, source_of(bot), [done]):
        await own_accounts.note_connection(db, bot, manager, told)


def told_of(raw: msgspec.Raw) -> Told | None:
    try:
        read = CONNECTIONS.decode(raw)
    except BROKEN:
        return None
    if not NAME.fullmatch(read.id) or not 0 < read.user.id < LARGEST:
        return None
    rights = read.rights.can_reply if read.rights else read.can_reply
    return Told(connection=read.id, user_id=read.user.id, enabled=read.is_enabled, can_reply=bool(rights))


async def chat_of(db: Db, bot: UUID, raw: msgspec.Raw) -> OwnChat | None:
    """The listed chat this is said in; None where it is none, or cannot be told."""
    try:
        read = SAIDS.decode(raw)
        said_at = datetime.fromtimestamp(read.date, UTC) if read.date is not None else None
    except BROKEN:
        return None
    if read.chat.type != "private" or not NAME.fullmatch(read.business_connection_id):
        return None
    return await listed_chat(db, bot, read.business_connection_id, CHANNEL, str(read.chat.id), said_at)
