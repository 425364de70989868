"""Several pictures as one album of Telegram: one call, one answer for all of them."""

from typing import Any

import msgspec
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message

from app.deliveries.model import Sent, Unknown
from app.files.model import Opened
from bots.model import BotRow, message_key

Content = tuple[Opened, bytes]


async def send_album(bot: Bot, pictures: list[Content], words: str, common: dict[str, Any]) -> list[Message]:
    """The words stand under the first picture, where Telegram shows them under all. An album has no buttons."""
    media: list[Any] = [
        InputMediaPhoto(
            media=BufferedInputFile(data, filename=opened.name),
            caption=(words or None) if n == 0 else None,
            parse_mode=None,
        )
        for n, (opened, data) in enumerate(pictures)
    ]
    fields = {name: value for name, value in common.items() if name not in ("reply_markup", "parse_mode")}
    return await bot.send_media_group(media=media, **fields)


def taken(row: BotRow, messages: list[tuple[int, int]], pictures: int, owner: int | None) -> Sent | Unknown:
    """Each picture has a number of its own: (chat, number). Fewer than were sent are an answer in part."""
    first, *further = [message_key(row, chat, number, owner) for chat, number in messages]
    if len(messages) < pictures:
        return Unknown(reason="album_in_part")
    return Sent(remote_id=first, further=further)


OF_ONE_PICTURE = ("failed to send message #", "group send failed", "photo_", "image_process_failed")


def in_part(error: Exception) -> bool:
    """A no to one of the pictures: of the others nobody says whether they stand there."""
    return isinstance(error, TelegramBadRequest) and any(
        words in error.message.lower() for words in OF_ONE_PICTURE
    )


class GivenChat(msgspec.Struct):
    id: int


class Given(msgspec.Struct):
    """The two numbers of a sent message."""

    message_id: int
    chat: GivenChat


def numbers_in(result: bytes) -> list[tuple[int, int]]:
    """Chat and number of each message in an answer, be it one or an album. Raises MsgspecError or ValueError."""
    given = msgspec.json.decode(result, type=list[Given] | Given)
    messages = given if isinstance(given, list) else [given]
    if not messages:
        raise ValueError("no message in the answer")
    return [(each.chat.id, each.message_id) for each in messages]
