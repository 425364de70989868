"""Give a dealership its bot, and write down how the bot is."""

from base64 import urlsafe_b64encode
from uuid import UUID

import msgspec

from app.conversations.accounts import account_off, account_on
from app.journal.actions import record
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.ids import new_id
from app.kit.secrets import Seal, Unreadable
from app.kit.tokens import digest, token_of
from bots import queries
from bots.model import BotRow, Giver, State


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """What opens a bot's webhook: the last part of its address, and the secret Telegram sends along."""

    path: str
    secret: str


def keys_of(seal: Seal, dealership: UUID, bot: UUID) -> Keys:
    """Made from the master key, so that the database needs only their hashes."""
    path = token_of(dealership, seal.derived(f"webhook path {bot}")[:16])
    secret = urlsafe_b64encode(seal.derived(f"webhook secret {bot}")).decode().rstrip("=")
    return Keys(path=path, secret=secret)


def label(dealership: UUID, bot: UUID) -> str:
    """What a sealed token is bound to."""
    return f"bot/{dealership}/{bot}"


def open_token(seal: Seal, dealership: UUID, bot: BotRow) -> str | None:
    """The bot's token; None when it was sealed with another master key."""
    try:
        return seal.open(bot.token_sealed, label(dealership, bot.id)).decode()
    except Unreadable:
        return None


async def register(
    db: Db, seal: Seal, token: str, given_by: Giver = "settings", by: UUID | None = None
) -> UUID:
    """The dealership's bot has this token. The same token again changes nothing; any other bot goes off.

    Raises Problem "bot_taken" (409) when another dealership has the bot.
    """
    remote_id = int(token.partition(":")[0])
    if not await queries.take_number(db, remote_id):
        raise Problem("bot_taken", 409)
    id = await registered(db, seal, remote_id, token, given_by, by)
    for other in await queries.bots(db):
        if other.id != id:
            await put_off(db, other, "replaced", by)
    return id


async def registered(
    db: Db, seal: Seal, remote_id: int, token: str, given_by: Giver = "settings", by: UUID | None = None
) -> UUID:
    known = await queries.bot_by_remote_id(db, remote_id)
    id = known.id if known else new_id()
    keys = keys_of(seal, db.dealership, id)
    hashes = digest(keys.path), digest(keys.secret)
    if known and known.state != "off" and unchanged(seal, db.dealership, known, hashes, token):
        return id
    sealed = seal.close(token.encode(), label(db.dealership, id))
    if known:
        await queries.change_token(db, id, sealed, *hashes, given_by)
    elif not await queries.insert_bot(db, id, remote_id, sealed, *hashes, given_by):
        return await registered(db, seal, remote_id, token, given_by, by)  # a rival was faster
    await account_on(db, id)
    await record(db, "bot.registered", subject=id, by=by)
    return id


def unchanged(seal: Seal, dealership: UUID, bot: BotRow, hashes: tuple[bytes, bytes], token: str) -> bool:
    """Another master key changes the hashes and makes the sealed token unreadable."""
    return (bot.path_hash, bot.secret_hash) == hashes and open_token(seal, dealership, bot) == token


async def turn_off(db: Db) -> None:
    """The setting names no bot any more: the one it named goes off, one that was given in the app stays."""
    for bot in await queries.bots(db):
        if bot.given_by == "settings":
            await put_off(db, bot, "no_token")


async def put_off(db: Db, bot: BotRow, trouble: str, by: UUID | None = None) -> None:
    """This bot brings and takes nothing any more: who came by it is not connected."""
    if bot.state != "off":
        await queries.leave_number(db, bot.remote_id)
    await note_state(db, bot, "off", trouble, by=by)
    await account_off(db, bot.id)


async def note_state(
    db: Db,
    bot: BotRow,
    state: State,
    trouble: str | None = None,
    username: str | None = None,
    by: UUID | None = None,
) -> bool:
    """Write down how the bot is, if that is news. A bot that works again has its deliveries sent."""
    changed = await queries.note_state(db, bot.id, state, trouble, username)
    if changed and bot.state != state:
        await record(db, f"bot.{state}", subject=bot.id, because=trouble, by=by)
        db.wake("deliveries")
    return changed
