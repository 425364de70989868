"""Telegram as a way out of the house: a parcel becomes one call, its answer one outcome."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from app.deliveries.albums import weight
from app.deliveries.model import Button, Claimed, Later, Limit, Moved, Outcome, Parcel, Refused, Unknown
from app.deliveries.rules import pause_after
from app.files.opening import content_of
from app.kit.blobs import BlobGone, Blobs
from bots.albums import Content, in_part, numbers_in, send_album, taken
from bots.model import BotRow, Mailbox, chat_key, message_id_of
from bots.telegram import FILE_DEADLINE, NOT_REACHED, Answer, BotUnusable, Telegram, answer_of, limits
from bots.voices import WEBM, as_ogg

BOT_OFF_PAUSE = 30.0  # seconds until a refused bot is asked again: somebody may have given it a new token
SHORT = 2  # characters of a button that shares its line with its neighbours
LARGEST_PHOTO = 10_000_000  # bytes that Telegram shows as a picture
VOICES = ("audio/ogg", "audio/mpeg", "audio/mp4")  # what Telegram plays as a voice


class TelegramChannel:
    """Sends parcels through the dealership's bots."""

    # Telegram takes three at once: what leaves us evenly may reach it less evenly, by as much as one message.
    per_chat = Limit(per_second=1, burst=2)
    per_account = Limit(per_second=25, burst=25)

    def __init__(self, telegram: Telegram, store: Blobs) -> None:
        self._telegram, self._store = telegram, store

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        """From the bot itself, in its own chat with the client."""
        return await self.send_from(dealership, item, None)

    async def send_from(self, dealership: UUID, item: Claimed, mailbox: Mailbox | None) -> Outcome:
        """One call, and what it means. Whatever is doubtful is Unknown, and is never sent again by itself."""
        if rest := self._telegram.rest(item.account_id):
            return Later(reason="channel_down", seconds=rest, bucket="account", counts=False)
        try:
            row = await self._telegram.row(dealership, item.account_id)
            bot = self._telegram.bot(dealership, row)
        except BotUnusable:
            return Refused(reason="bot_off")
        if row.state == "refused":
            return Later(reason="bot_off", seconds=BOT_OFF_PAUSE, bucket="account", counts=False)
        parcel = msgspec.convert(item.body, Parcel)
        try:
            content = await self._content(dealership, parcel)
        except BlobGone:
            return Refused(reason="file_lost")
        try:
            messages = await say(bot, row, item.destination, parcel, content, mailbox)
        except (TelegramAPIError, ClientDecodeError) as error:
            return await self._failed(dealership, row, item, error, mailbox)
        self._telegram.reached(row.id)
        owner = mailbox.user_id if mailbox else None
        numbers = [(message.chat.id, message.message_id) for message in messages]
        return taken(row, numbers, 1 + len(parcel.album), owner)

    async def _content(self, dealership: UUID, parcel: Parcel) -> list[Content]:
        found = []
        for file in [parcel.file_id, *parcel.album] if parcel.file_id else []:
            content = await content_of(self._telegram.database, dealership, self._store, file)
            if content is None:
                raise BlobGone
            found.append(content)
        return found

    async def _failed(
        self, dealership: UUID, row: BotRow, item: Claimed, error: Exception, mailbox: Mailbox | None
    ) -> Outcome:
        if isinstance(error.__cause__, NOT_REACHED):
            await self._telegram.note(dealership, row, "unreachable", "channel_down")
            seconds = self._telegram.unreached(row.id)
            return Later(reason="channel_down", seconds=seconds, bucket="account")
        if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
            await self._telegram.note(dealership, row, "refused", "unauthorized")
            return Later(reason="bot_off", seconds=BOT_OFF_PAUSE, bucket="account", counts=False)
        return outcome_of(error, row, item, mailbox.user_id if mailbox else None)


async def say(
    bot: Bot, row: BotRow, chat: str, parcel: Parcel, content: list[Content], mailbox: Mailbox | None
) -> list[Message]:
    """Plain words, never markup: what a person typed stays what it is."""
    common: dict[str, Any] = {
        "chat_id": int(chat),
        "reply_markup": markup_of(parcel),
        "reply_parameters": reply_of(parcel, chat_key(row, int(chat), mailbox.user_id if mailbox else None)),
        "business_connection_id": mailbox.connection if mailbox else None,
        "parse_mode": None,
    }
    if not content:
        preview = LinkPreviewOptions(is_disabled=True)
        return [await bot.send_message(text=parcel.text, link_preview_options=preview, **common)]
    common["request_timeout"] = limits(FILE_DEADLINE)
    if parcel.album:
        return await send_album(bot, content, parcel.text, common)
    return [await say_with_file(bot, content[0], parcel.text or None, common)]


async def say_with_file(bot: Bot, content: Content, caption: str | None, common: dict[str, Any]) -> Message:
    """In the shape it shows best, and as a document where Telegram does not take it so."""
    opened, data = content
    file = BufferedInputFile(data, filename=opened.name)
    try:
        if opened.kind == "voice" and opened.media_type == WEBM:
            sound = await asyncio.to_thread(as_ogg, data)  # recorded in a browser
            if sound:
                voice = BufferedInputFile(sound, filename=f"{opened.name}.ogg")
                return await bot.send_voice(voice=voice, caption=caption, **common)
        if opened.kind == "photo" and len(data) <= LARGEST_PHOTO:
            return await bot.send_photo(photo=file, caption=caption, **common)
        if opened.kind == "voice" and opened.media_type in VOICES:
            return await bot.send_voice(voice=file, caption=caption, **common)
    except TelegramBadRequest as error:
        if not any(words in error.message for words in NOT_IN_THIS_SHAPE):
            raise
    return await bot.send_document(document=file, caption=caption, **common)


NOT_IN_THIS_SHAPE = ("PHOTO_", "IMAGE_PROCESS_FAILED", "VOICE_MESSAGES_FORBIDDEN")
"""A picture of an odd shape, or a client who takes no voices: a clear no to this call, and a file all the same."""


def reply_of(parcel: Parcel, chat: str) -> ReplyParameters | None:
    """The message may be gone by now: the answer goes all the same. One said in another chat has another's number."""
    there = parcel.reply_to is not None and parcel.reply_to.startswith(f"{chat}:")
    number = message_id_of(parcel.reply_to) if parcel.reply_to and there else None
    return ReplyParameters(message_id=number, allow_sending_without_reply=True) if number else None


def markup_of(parcel: Parcel) -> ReplyKeyboardMarkup | ReplyKeyboardRemove | InlineKeyboardMarkup | None:
    if parcel.ask_phone:
        button = KeyboardButton(text=parcel.ask_phone, request_contact=True)
        return ReplyKeyboardMarkup(keyboard=[[button]], resize_keyboard=True)
    if parcel.drop_keyboard:
        return ReplyKeyboardRemove(remove_keyboard=True)
    return InlineKeyboardMarkup(inline_keyboard=rows_of(parcel.buttons)) if parcel.buttons else None


def rows_of(buttons: list[Button]) -> list[list[InlineKeyboardButton]]:
    """Each on a line of its own, so that long words stay whole; numbers stand side by side."""
    rows: list[list[InlineKeyboardButton]] = []
    for each in buttons:
        button = InlineKeyboardButton(text=each.text, callback_data=each.act)
        if rows and len(each.text) <= SHORT and len(rows[-1][-1].text) <= SHORT:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


# --- what an answer means


def outcome_of(error: Exception, row: BotRow, item: Claimed, owner: int | None = None) -> Outcome:
    """Telegram's no, a wait, or silence. Only its own words say that a message is not there. `owner`: whose own chat it
    was, of which some noes mean more."""
    said_no = isinstance(error, TelegramForbiddenError | TelegramBadRequest)
    if owner is not None and said_no and (no := own_account_no(str(error).lower())):
        return no
    match error:
        case TelegramRetryAfter():
            return Later(reason="pause", seconds=float(error.retry_after), counts=False)
        case TelegramMigrateToChat():
            return Moved(destination=str(error.migrate_to_chat_id))
        case TelegramForbiddenError() | TelegramBadRequest() if owner and (
            no := own_account_no(error.message)
        ):
            return no
        case TelegramForbiddenError():
            return forbidden(error.message.lower())
        case TelegramEntityTooLarge():
            return Refused(reason="file_too_large")
        case TelegramBadRequest() if item.body.get("album") and in_part(error):
            return Unknown(reason="album_in_part")
        case TelegramBadRequest():
            return bad_request(error.message.lower())
        case TelegramServerError():
            return Later(reason="channel_down", seconds=pause_after(item.attempts + 1))
        case ClientDecodeError():
            return in_spite_of_its_shape(error.data, row, item, owner)
        case TelegramNetworkError():
            return Unknown()
    return Refused(reason="refused")


FOR_GOOD = {
    "bot was blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "bot was kicked": "forbidden",
    "is not a member": "forbidden",
    "can't initiate conversation": "forbidden",
    "the group chat was deleted": "forbidden",
}


def forbidden(words: str) -> Refused:
    """Some noes hold until the client speaks again; one nobody knows may be about this message only."""
    reason = next((reason for phrase, reason in FOR_GOOD.items() if phrase in words), None)
    return Refused(reason=reason or "forbidden", stops=reason is not None)


OWN_ACCOUNT = {
    "business_peer_usage_missing": Refused(reason="own_chat_late"),
    "business_connection_invalid": Refused(reason="own_account_off", stops=True),
    "business connection not found": Refused(reason="own_account_off", stops=True),
    "business_connection_not_allowed": Refused(reason="own_account_off", stops=True),
    "premium_account_required": Refused(reason="own_account_off", stops=True),
    "business_peer_invalid": Refused(reason="own_chat_off", stops=True),
    "not enough rights": Refused(reason="own_account_off", stops=True),
}
"""What Telegram says of a chat of somebody's own account: too late there, not there any more, nothing there."""


def own_account_no(words: str) -> Refused | None:
    return next((no for phrase, no in OWN_ACCOUNT.items() if phrase in words.lower()), None)


def bad_request(words: str) -> Refused:
    if "chat not found" in words:
        return Refused(reason="chat_not_found", stops=True)
    if "too long" in words:
        return Refused(reason="too_long")
    return Refused(reason="file_too_large" if "too big" in words else "refused")


def in_spite_of_its_shape(data: Any, row: BotRow, item: Claimed, owner: int | None = None) -> Outcome:
    """A yes or no in a form our library does not know is still a yes or no; anything else, such as a proxy's
    page, is not Telegram's word at all."""
    answer = answer_of(data.encode() if isinstance(data, str) else msgspec.json.encode(data))
    if answer is None:
        return Unknown()
    if not answer.ok:
        return odd_refusal(answer, item)
    try:
        numbers = numbers_in(answer.result)
    except (msgspec.MsgspecError, ValueError):
        return Unknown()
    return taken(row, numbers, weight(item.body), owner)


def odd_refusal(answer: Answer, item: Claimed) -> Outcome:
    if answer.parameters.retry_after:
        return Later(reason="pause", seconds=answer.parameters.retry_after, counts=False)
    if (answer.error_code or 0) >= 500:
        return Later(reason="channel_down", seconds=pause_after(item.attempts + 1))
    return Refused(reason="refused")
