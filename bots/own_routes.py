"""A manager and their own Telegram account: whose it is, how it stands, and which of their clients it lets in.

Runs in the API process: nothing here may reach aiogram.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from litestar import Router, delete, get, put
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.clients.seeing import own_client
from app.conversations import own_chats
from app.conversations.own_chats import known_by, listed_clients
from app.kit.auth import Who, only
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.http import AsWho, InUnit, refuses
from app.people.accounts import staff_accounts
from bots import own_accounts
from bots.bot_routes import own_bot
from bots.model import CHANNEL, BotRow
from bots.own_rows import OwnAccount, account_of_person

State = Literal["no_bot", "unproved", "proved", "connected", "ended", "stopped"]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A client of mine whose words in my own account come here; until when I can answer them there."""

    client_id: UUID
    name: str
    until: datetime | None


class OwnAccountShown(msgspec.Struct, frozen=True, kw_only=True):
    """My own account: `proved` = known to be mine, `connected` = Telegram brings what it lets in, `ended` = taken
    back in Telegram, `stopped` = taken back here. `bot` is whom to name in Telegram's settings."""

    bot: str | None
    state: State
    since: datetime | None
    may_reply: bool
    chats: list[Listed]


class Listening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    listens: bool


class OwnChatShown(msgspec.Struct, frozen=True, kw_only=True):
    """One client and my own account. `possible`: their account is known, so their chat can be told from others."""

    state: State
    possible: bool
    listed: bool
    may_reply: bool
    until: datetime | None


async def own_account(db: Db, who: Who) -> tuple[BotRow | None, OwnAccount | None]:
    bot = await own_bot(db)
    return bot, await account_of_person(db, bot.id, who.id) if bot else None


async def state_of(
    db: Db, who: Who, bot: BotRow | None, account: OwnAccount | None
) -> tuple[State, datetime | None]:
    if bot is None or bot.username is None:
        return "no_bot", None
    if account and account.theirs:
        return standing(account)
    shown = next((one for one in await staff_accounts(db, who.id) if one.channel == CHANNEL), None)
    return ("proved", shown.linked_at) if shown else ("unproved", None)


def standing(account: OwnAccount) -> tuple[State, datetime]:
    if account.stopped_at:
        return "stopped", account.stopped_at
    return "connected" if account.enabled else "ended", account.changed_at


def writes(account: OwnAccount | None) -> bool:
    return account is not None and account.listens and account.can_reply


async def shown(db: Db, who: Who) -> OwnAccountShown:
    bot, account = await own_account(db, who)
    state, since = await state_of(db, who, bot, account)
    may_reply = writes(account)
    chats = [
        Listed(client_id=row["client_id"], name=row["name"], until=until_of(db, may_reply, row["until_at"]))
        for row in await listed_clients(db, who.id)
    ]
    name = bot.username if bot else None
    return OwnAccountShown(bot=name, state=state, since=since, may_reply=may_reply, chats=chats)


def until_of(db: Db, may_reply: bool, until: datetime | None) -> datetime | None:
    return until if may_reply and until and until > db.now else None


@get("/api/own-account", guards=[only("manager")])
async def show_own_account(unit: InUnit, who: AsWho) -> OwnAccountShown:
    """My own Telegram account: is it known, connected, may I answer through it, and which clients it lets in."""
    return await unit.read(lambda db: shown(db, who))


@put("/api/own-account/listening", guards=[only("manager")], responses=refuses(409))
async def set_listening(unit: InUnit, who: AsWho, data: JSONBody[Listening]) -> OwnAccountShown:
    """Stop the house in my own account, at once, or let it in again."""

    async def change(db: Db) -> OwnAccountShown:
        bot = await own_bot(db)
        if bot is None:
            raise Problem("no_bot", 409)
        await own_accounts.set_listening(db, who, bot.id, listens=data.listens)
        return await shown(db, who)

    return await unit.write(change)


async def shown_chat(db: Db, who: Who, client: UUID) -> OwnChatShown:
    await own_client(db, who, client)
    bot, account = await own_account(db, who)
    rows = await listed_clients(db, who.id, client)
    may_reply = writes(account)
    return OwnChatShown(
        state=(await state_of(db, who, bot, account))[0],
        possible=await known_by(db, client, CHANNEL),
        listed=bool(rows),
        may_reply=may_reply,
        until=until_of(db, may_reply, rows[0]["until_at"]) if rows else None,
    )


@get("/api/clients/{client_id:uuid}/own-chat", guards=[only("manager")], responses=refuses(403))
async def show_own_chat(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> OwnChatShown:
    """Does my own account let this client in, and until when can I answer there?"""
    return await unit.read(lambda db: shown_chat(db, who, client_id))


@put("/api/clients/{client_id:uuid}/own-chat", guards=[only("manager")], responses=refuses(409))
async def let_in(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> OwnChatShown:
    """From now on what this client and I write to each other in my own account is part of their talk."""

    async def change(db: Db) -> OwnChatShown:
        await own_chats.let_in(db, who, client_id, CHANNEL)
        return await shown_chat(db, who, client_id)

    return await unit.write(change)


@delete("/api/clients/{client_id:uuid}/own-chat", guards=[only("manager")], status_code=HTTP_200_OK)
async def leave_out(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> OwnChatShown:
    """Nothing more of that chat comes here. What did, stays in the talk."""

    async def change(db: Db) -> OwnChatShown:
        await own_client(db, who, client_id)
        await own_chats.leave_out(db, who, client_id)
        return await shown_chat(db, who, client_id)

    return await unit.write(change)


router = Router(
    "/",
    route_handlers=[show_own_account, set_listening, show_own_chat, let_in, leave_out],
)
