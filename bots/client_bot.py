"""A client's side of the bot: each update becomes an act of the house, inside the unit of its arrival."""

from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
from msgspec.structs import replace

from app.conversations import asking, welcoming
from app.conversations.asked import tapped
from app.conversations.changing import change_place, change_words
from app.conversations.entries import entry_tapped, entry_typed
from app.conversations.model import Inbound
from app.conversations.receiving import note_reachable, receive_message
from app.conversations.replacing import change_file
from app.kit.db import Db
from app.menu.choosing import ACTS, choose, choose_by_tap, choose_by_words
from app.texts import pressed, say
from bots import own_chat, reading, staff
from bots.commands import entry_of
from bots.model import BotRow, Handled, Press

GONE = frozenset({"kicked", "left"})


async def handle(db: Db, bot: BotRow, update: Update) -> Handled:
    """Do what this update asks for. Kinds nobody asked Telegram for are noted and pass."""
    if update.message:
        return await on_message(db, bot, update.update_id, update.message)
    if update.edited_message:
        return await on_edit(db, bot, update.update_id, update.edited_message)
    if update.my_chat_member:
        return await on_membership(db, bot, update.my_chat_member)
    if update.callback_query:
        return await on_tap(db, bot, update.callback_query)
    if update.business_message or update.edited_business_message or update.deleted_business_messages:
        return await own_chat.handle(db, bot, update)
    return Handled(trouble="unknown_kind")


async def on_message(db: Db, bot: BotRow, update_id: int, message: Message) -> Handled:
    if not from_client(message):
        return Handled(trouble="not_private")
    if message.content_type not in reading.SAID:
        return Handled(trouble="service_message")
    inbound = reading.inbound_of(bot, update_id, message)
    command = start_of(message.text) if message.text else None
    if (command and await staff.link_account(db, inbound.sender, command)) or (
        not command and await staff.spoke(db, inbound.sender)
    ):
        return Handled()
    if command is not None:
        await welcoming.start(db, inbound.sender, command or None)
    elif message.contact:
        await welcoming.receive_contact(db, inbound, reading.shared_of(bot, message))
    elif message.text and pressed(message.text) == "button.share_phone":
        await welcoming.receive_typed_button(db, inbound)
    elif not (await asking.answer_in_words(db, inbound) or await chosen(db, inbound)):
        await receive_message(db, inbound)
    return Handled()


async def chosen(db: Db, inbound: Inbound) -> bool:
    """A command, or the words of a button of the menu. Words behind a command that asks nobody for anything are a
    message of their own."""
    if inbound.kind != "text":
        return False
    command, typed = entry_of(inbound.text), entry_typed(inbound.text)
    if command and (not command[1] or ACTS[command[0]].asks):
        await choose(db, replace(inbound, text=command[1]), command[0])
    elif typed and not command:
        await choose_by_words(db, inbound, typed)
    else:
        return False
    return True


async def on_tap(db: Db, bot: BotRow, tap: CallbackQuery) -> Handled:
    """The client tapped a button. Telegram forgets a tap after 150 seconds: then nobody can say a word in
    passing, but the answer counts all the same."""
    named, entry = tapped(tap.data), entry_tapped(tap.data)
    if named is None and entry is None:
        return Handled(trouble="no_button", press=Press(id=tap.id))
    if tap.message and tap.message.chat.type != ChatType.PRIVATE:
        return Handled(trouble="not_private", press=Press(id=tap.id))
    sender = reading.sender_of(bot, tap.from_user, tap.from_user.id)
    key = reading.tap_key(bot, tap.from_user.id, tap.id)
    if entry:
        words = await choose_by_tap(db, sender, entry, key)
    else:
        assert named is not None
        words = await asking.answer_by_tap(db, sender, *named, key, db.now)
    return Handled(press=Press(id=tap.id, text=say(words, sender.language) if words else None))


def from_client(message: Message) -> bool:
    """A person in their own chat with the bot: not a group, not a channel, not another bot."""
    sender = message.from_user
    return message.chat.type == ChatType.PRIVATE and sender is not None and not sender.is_bot


def start_of(text: str) -> str | None:
    """What stands behind /start: a link's token, or nothing; None for any other text."""
    command, _, payload = text.strip().partition(" ")
    return payload.strip()[:64] if command == "/start" else None


async def on_edit(db: Db, bot: BotRow, update_id: int, message: Message) -> Handled:
    """The client changed their words or put another picture there. If the message is not here, it is taken as one."""
    if not from_client(message) or message.content_type not in reading.SAID:
        return Handled(trouble="not_private")
    inbound = reading.inbound_of(bot, update_id, message)
    if inbound.location and await change_place(db, inbound.source_key, inbound.location):
        return Handled()
    if await change_words(db, inbound.source_key, inbound.text):
        await change_file(db, inbound)
        return Handled()
    if message.location or message.contact or (message.text and start_of(message.text) is not None):
        return Handled(trouble="unknown_message")
    if not await staff.spoke(db, inbound.sender):
        await receive_message(db, inbound)
    return Handled()


async def on_membership(db: Db, bot: BotRow, change: ChatMemberUpdated) -> Handled:
    """The client stopped the bot, or opened it again; somebody took it into a group, where it does not stay."""
    gone = change.new_chat_member.status in GONE
    if change.chat.type != ChatType.PRIVATE:
        return Handled(trouble="not_private", leave=None if gone else change.chat.id)
    sender = reading.sender_of(bot, change.from_user, change.chat.id)
    await note_reachable(db, sender, reachable=not gone)
    await staff.note_reachable(db, sender, reachable=not gone)
    return Handled()
