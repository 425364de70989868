"""What a client sent, in words no channel owns: Telegram's message becomes an Inbound."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

import msgspec
from aiogram.enums import ContentType
from aiogram.types import Message

from app.conversations.model import Inbound, InboundFile, Kind, Location, Sender
from app.conversations.welcoming import Shared, number_of
from app.kit import phones
from app.texts import spoken
from bots.model import CHANNEL, BotRow, chat_key, message_key

LONGEST_NAME = 64
UNKEPT = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL's text cannot hold

SAID = frozenset(
    {
        ContentType.TEXT, ContentType.PHOTO, ContentType.VOICE, ContentType.AUDIO, ContentType.VIDEO,
        ContentType.VIDEO_NOTE, ContentType.ANIMATION, ContentType.DOCUMENT, ContentType.LIVE_PHOTO,
        ContentType.LOCATION, ContentType.VENUE, ContentType.CONTACT, ContentType.STICKER, ContentType.DICE,
        ContentType.POLL, ContentType.STORY, ContentType.PAID_MEDIA, ContentType.CHECKLIST, ContentType.GAME,
        ContentType.INVOICE, ContentType.RICH_MESSAGE, ContentType.UNKNOWN,
    }
)  # fmt: skip
"""Kinds of messages somebody says something with; all others are Telegram's own remarks in the chat."""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A message without its envelope."""

    kind: Kind
    text: str
    file: InboundFile | None = None
    location: Location | None = None


def sender_of(bot: BotRow, user: Any, chat: int) -> Sender:
    """Identity is the number. Names are only shown, and may hold anything."""
    names = " ".join(filter(None, (user.first_name, user.last_name)))
    return Sender(
        channel=CHANNEL,
        account_id=bot.id,
        handle=str(user.id),
        destination=str(chat),
        shown_name=clean_name(names),
        language="en" if spoken(user.language_code) == "en" else "ru",
    )


def clean_name(raw: str) -> str | None:
    """One line without invisible or direction-turning signs, at most 64 long."""
    spaced = " ".join(raw[:1000].split())
    visible = "".join(sign for sign in spaced if unicodedata.category(sign)[0] != "C")
    return " ".join(unicodedata.normalize("NFC", visible).split())[:LONGEST_NAME].strip() or None


def clean_text(raw: str) -> str:
    return UNKEPT.sub("�", raw)


def key_of(bot: BotRow, update_id: int, chat: int, message: int, mailbox: int | None = None) -> str:
    """Messages that vanish have the number 0, all of them: those are told apart by their update."""
    return (
        message_key(bot, chat, message, mailbox)
        if message
        else f"{chat_key(bot, chat, mailbox)}:u{update_id}"
    )


def tap_key(bot: BotRow, chat: int, press: str) -> str:
    """A tap is said once, like a message, but has no number of its own in the chat."""
    return f"{chat_key(bot, chat)}:tap{press}"


def album_key(bot: BotRow, message: Message, mailbox: int | None = None) -> str | None:
    """Every picture of an album is a message of its own to Telegram; this they have in common."""
    album = message.media_group_id
    return f"{chat_key(bot, message.chat.id, mailbox)}:album{clean_text(album)}" if album else None


def inbound_of(bot: BotRow, update_id: int, message: Message, mailbox: int | None = None) -> Inbound:
    """A message in a private chat: with the bot, or in a mailbox that is somebody's own account."""
    content = content_of(bot, message)
    replied = message.reply_to_message
    assert message.from_user is not None
    return Inbound(
        sender=sender_of(bot, message.from_user, message.chat.id),
        source_key=key_of(bot, update_id, message.chat.id, message.message_id, mailbox),
        kind=content.kind,
        text=clean_text(content.text),
        channel_at=message.date,
        file=content.file,
        location=content.location,
        reply_to_key=message_key(bot, message.chat.id, replied.message_id, mailbox) if replied else None,
        part_of=album_key(bot, message, mailbox),
    )


def content_of(bot: BotRow, message: Message) -> Content:
    """What it holds, by kind; what we cannot show is at least named by the words that came with it."""
    caption = message.caption or ""
    if message.text is not None:
        return Content(kind="text", text=message.text)
    file = file_of(bot, message)
    if file:
        return Content(kind=file.media_kind, text=caption, file=file)
    if message.venue:
        at = message.venue.location
        place = Location(latitude=at.latitude, longitude=at.longitude)
        return Content(
            kind="location", text=f"{message.venue.title}\n{message.venue.address}", location=place
        )
    if message.location:
        at = message.location
        return Content(
            kind="location", text="", location=Location(latitude=at.latitude, longitude=at.longitude)
        )
    if message.contact:
        return Content(kind="contact", text=contact_said(message))
    return Content(kind="other", text=caption or words_of_other(message))


def words_of_other(message: Message) -> str:
    """The words inside a thing of a kind we do not show."""
    if message.sticker:
        return message.sticker.emoji or ""
    if message.dice:
        return f"{message.dice.emoji} {message.dice.value}"
    if message.poll:
        return "\n".join([message.poll.question, *(option.text for option in message.poll.options)])
    if message.checklist:
        return "\n".join([message.checklist.title, *(task.text for task in message.checklist.tasks)])
    if message.game:
        return message.game.title
    return message.invoice.title if message.invoice else ""


def contact_said(message: Message) -> str:
    """A contact as the manager reads it: the name, unless it is the sender's own, and the number."""
    contact = message.contact
    assert contact is not None
    number = number_of(contact.phone_number)
    shown = phones.shown(number) if number else clean_name(contact.phone_number) or ""
    name = clean_name(" ".join(filter(None, (contact.first_name, contact.last_name))))
    own = message.from_user is not None and contact.user_id == message.from_user.id
    return shown if own or not name else f"{name}, {shown}"


def shared_of(bot: BotRow, message: Message) -> Shared:
    """Whose number it is: theirs only by Telegram's word, and never one that was passed on."""
    contact, sender, asked = message.contact, message.from_user, message.reply_to_message
    assert contact is not None
    return Shared(
        phone=contact.phone_number,
        own=sender is not None and contact.user_id == sender.id and message.via_bot is None,
        forwarded=message.forward_origin is not None,
        answers=asked is not None and asked.from_user is not None and asked.from_user.id == bot.remote_id,
    )


# --- files


def file_of(bot: BotRow, message: Message) -> InboundFile | None:
    """The file of a message, still with Telegram. Of a photo the largest size."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return told_of(bot, "photo", largest)
    if message.voice:
        return told_of(bot, "voice", message.voice)
    if message.audio:
        return told_of(bot, "voice", message.audio)
    moving = message.video or message.video_note or message.animation or message.live_photo
    if moving:
        return told_of(bot, "document", moving, media_type="video/mp4")
    return told_of(bot, "document", message.document) if message.document else None


def told_of(bot: BotRow, kind: Any, file: Any, *, media_type: str | None = None) -> InboundFile:
    name = getattr(file, "file_name", None)
    return InboundFile(
        media_kind=kind,
        source={"channel": CHANNEL, "bot": str(bot.id), "file_id": file.file_id, "mark": file.file_unique_id},
        media_type=clean_type(getattr(file, "mime_type", None)) or media_type,
        name=clean_text(name) if name else None,
        size=file.file_size if file.file_size and file.file_size > 0 else None,
        seconds=getattr(file, "duration", None),
    )


def clean_type(raw: str | None) -> str | None:
    """A media type as somebody's program claims it, if it looks like one."""
    return raw if raw and re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,60}", raw) else None


# --- when even our library cannot read it


class PlainUser(msgspec.Struct):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str | None = None
    language_code: str | None = None


class PlainChat(msgspec.Struct):
    id: int
    type: str


class PlainMessage(msgspec.Struct):
    """The least of a message: who, where, when, which words."""

    message_id: int
    date: int
    chat: PlainChat
    sender: PlainUser = msgspec.field(name="from")
    text: str | None = None
    caption: str | None = None


class PlainUpdate(msgspec.Struct):
    update_id: int
    message: PlainMessage


PLAIN = msgspec.json.Decoder(PlainUpdate)


def words_at_least(bot: BotRow, body: bytes) -> Inbound | None:
    """The words of a client's message whose other parts nobody can read; None if there are none to save.

    A message is never hidden because Telegram has since learned to say something new with it.
    """
    try:
        update = PLAIN.decode(body)
        inbound = plain_inbound(bot, update.update_id, update.message)
    except (msgspec.MsgspecError, ValueError, OverflowError, OSError, RecursionError):
        return None
    return None if update.message.chat.type != "private" or update.message.sender.is_bot else inbound


def plain_inbound(bot: BotRow, update_id: int, message: PlainMessage, mailbox: int | None = None) -> Inbound:
    """Raises OverflowError, ValueError or OSError for a date beyond time."""
    text = message.text if message.text is not None else message.caption or ""
    return Inbound(
        sender=sender_of(bot, message.sender, message.chat.id),
        source_key=key_of(bot, update_id, message.chat.id, message.message_id, mailbox),
        kind="text" if message.text is not None else "other",
        text=clean_text(text),
        channel_at=datetime.fromtimestamp(message.date, UTC),
    )
