"""What is said in a manager's own chat with a listed client becomes part of the talk; their own words are told from
the client's, and both from what the house sent there."""

from datetime import timedelta

import msgspec
from aiogram.types import BusinessMessagesDeleted, Message, Update
from msgspec.structs import replace

from app.conversations import own_words
from app.conversations.changing import change_place, change_words, take_away
from app.conversations.model import Inbound
from app.conversations.own_chats import CHANNEL as OWN_CHAT
from app.conversations.own_chats import OwnChat, listed_chat
from app.conversations.queries import message_of_source
from app.conversations.replacing import change_file
from app.deliveries.actions import thing_known_as
from app.kit.db import Db
from bots import admitting, reading
from bots.admitting import own_kind
from bots.arriving import fields_of, update_id
from bots.model import CHANNEL, BotRow, Handled, message_key

WINDOW = timedelta(hours=24)
"""Telegram lets a bot write in such a chat for so long after the client's last word."""

GONE = Handled(trouble="not_listed", forget=True)


async def handle(db: Db, bot: BotRow, update: Update) -> Handled:
    """The list may have changed since the update was stored: it is asked again, and forgotten where it says no."""
    if message := update.business_message:
        return await on_message(db, bot, update.update_id, message)
    if message := update.edited_business_message:
        return await on_edit(db, bot, update.update_id, message)
    assert update.deleted_business_messages is not None
    return await on_deleted(db, bot, update.deleted_business_messages)


async def chat_of(db: Db, bot: BotRow, about: Message | BusinessMessagesDeleted) -> OwnChat | None:
    said_at = about.date if isinstance(about, Message) else None
    connection = about.business_connection_id
    if connection is None:
        return None
    return await listed_chat(db, bot.id, connection, CHANNEL, str(about.chat.id), said_at)


async def on_message(db: Db, bot: BotRow, update_id: int, message: Message) -> Handled:
    chat = await chat_of(db, bot, message)
    if chat is None:
        return GONE
    if message.content_type not in reading.SAID:
        return Handled(trouble="service_message")
    if message.sender_business_bot is not None:
        return await on_echo(db, bot, chat, message)
    inbound = inbound_of(bot, chat, update_id, message)
    writer = message.from_user.id if message.from_user else None
    return await keep(db, chat, writer, inbound, by_hand=not message.is_from_offline)


async def keep(db: Db, chat: OwnChat, writer: int | None, inbound: Inbound, *, by_hand: bool) -> Handled:
    """The words of whoever wrote them: the account's owner, or the client at its other end."""
    if writer == chat.mailbox:
        await own_words.keep_own_words(db, chat, inbound, by_hand=by_hand)
    elif str(writer) == inbound.sender.destination:
        await own_words.hear_client(db, chat, inbound, inbound.channel_at + WINDOW)
    else:
        return Handled(trouble="unknown_writer")
    return Handled()


def inbound_of(bot: BotRow, chat: OwnChat, update_id: int, message: Message) -> Inbound:
    return own_inbound(chat, reading.inbound_of(bot, update_id, message, chat.mailbox))


def own_inbound(chat: OwnChat, read: Inbound) -> Inbound:
    sender = replace(read.sender, channel=OWN_CHAT, account_id=chat.account_id, language=chat.language)
    return replace(read, sender=sender)


class PlainOwn(reading.PlainMessage):
    """The least of a message in such a chat."""

    sender_business_bot: msgspec.Raw | None = None
    is_from_offline: bool = False


PLAIN = msgspec.json.Decoder(PlainOwn)


async def save_words(db: Db, bot: BotRow, body: bytes) -> Handled | None:
    """Not to be parsed, and of a manager's own account: its words, if they can be read; forgotten where the chat is
    not listed any more. None: an update of any other kind."""
    fields = fields_of(body)
    kind = own_kind(fields)
    if kind is None:
        return None
    chat = await admitting.chat_of(db, bot.id, fields[kind])
    if chat is None:
        return GONE
    try:
        plain = PLAIN.decode(fields[kind])
        read = reading.plain_inbound(bot, update_id(fields) or 0, plain, chat.mailbox)
    except admitting.BROKEN:
        return Handled(trouble="malformed")
    if kind != "business_message" or plain.sender_business_bot is not None:
        return Handled(trouble="malformed")
    await keep(db, chat, plain.sender.id, own_inbound(chat, read), by_hand=not plain.is_from_offline)
    return Handled(trouble="partly_read")


async def on_echo(db: Db, bot: BotRow, chat: OwnChat, message: Message) -> Handled:
    """What a bot sent there. Ours is in the talk already, and now known to have arrived."""
    ours = message.sender_business_bot
    if ours is None or ours.id != bot.remote_id:
        return Handled(trouble="other_bot")
    if chat.address_id:
        key = message_key(bot, message.chat.id, message.message_id, chat.mailbox)
        said = message.text or message.caption or ""
        file, album = message.text is None, message.media_group_id is not None
        await own_words.arrived(db, chat.address_id, key, said, file=file, album=album)
    return Handled(trouble="echo")


async def on_edit(db: Db, bot: BotRow, update_id: int, message: Message) -> Handled:
    """Words of the chat changed. If the message itself is not here yet, it is taken as one."""
    chat = await chat_of(db, bot, message)
    if chat is None:
        return GONE
    if message.sender_business_bot is not None or message.content_type not in reading.SAID:
        return Handled(trouble="echo")
    inbound = inbound_of(bot, chat, update_id, message)
    own = message.from_user is not None and message.from_user.id == chat.mailbox
    if inbound.location and await change_place(db, inbound.source_key, inbound.location):
        return Handled()
    by = chat.person_id if own else None
    if await change_words(db, inbound.source_key, inbound.text, by=by):
        await change_file(db, inbound, by=by)
        return Handled()
    return await on_message(db, bot, update_id, message)


async def on_deleted(db: Db, bot: BotRow, gone: BusinessMessagesDeleted) -> Handled:
    """Taken away in the chat: the talk says so, and keeps what was said for those who answer for it."""
    chat = await chat_of(db, bot, gone)
    if chat is None:
        return GONE
    for number in gone.message_ids:
        key = message_key(bot, gone.chat.id, number, chat.mailbox)
        message = await message_of_source(db, key)
        if message is None and chat.address_id:
            message = await thing_known_as(db, chat.address_id, key)
        if message:
            await take_away(db, message, by=None)
    return Handled()
