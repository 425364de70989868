# ruff: noqa: F401, F811 - fixtures are imported by name
"""Clients of the fake Telegram make the updates real ones make."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from tests.fakes.scene import TOKEN, anna, bot, fake, wire
from tests.fakes.telegram import FakeTelegram, User

ASK_PHONE = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Мой номер", request_contact=True)]])
YES = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])


async def test_start_carries_its_payload_as_a_command(bot: Bot, anna: User) -> None:
    await anna.starts("token-1")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start token-1"
    assert [e.type for e in update.message.entities or []] == ["bot_command"]
    assert update.message.chat.id == update.message.from_user.id == anna.id  # type: ignore[union-attr]


async def test_own_foreign_and_forwarded_contacts_differ(bot: Bot, anna: User) -> None:
    asked = await bot.send_message(anna.id, "Ваш номер?", reply_markup=ASK_PHONE)
    assert anna.keyboard() == ["Мой номер"]
    await anna.shares_contact("+79120000001")
    await anna.shares_contact_of("+79120000002", "Олег", user_id=7002)
    await anna.shares_contact_of("+79120000003", "Пётр")
    await anna.forwards_contact("+79120000004")
    own, foreign, unknown, forwarded = await inbox(bot)
    assert own.contact.user_id == anna.id
    assert own.reply_to_message.message_id == asked.message_id
    assert foreign.contact.user_id == 7002
    assert unknown.contact.user_id is None
    assert (forwarded.contact.user_id, forwarded.forward_origin.type) == (anna.id, "hidden_user")


async def test_a_press_brings_its_message_and_can_be_answered_once(bot: Bot, anna: User) -> None:
    await bot.send_message(anna.id, "Удобно завтра?", reply_markup=YES)
    await anna.presses("Да")
    [update] = await bot.get_updates()
    press = update.callback_query
    assert press is not None
    assert (press.data, press.message.text) == ("yes", "Удобно завтра?")  # type: ignore[union-attr]
    await bot.answer_callback_query(press.id)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(press.id)


async def test_an_edit_comes_as_an_edited_message(bot: Bot, anna: User) -> None:
    said = await anna.says("в пять")
    await anna.edits(said, "в шесть")
    _, edited = await bot.get_updates()
    assert edited.edited_message is not None
    assert (edited.edited_message.text, edited.edited_message.message_id) == ("в шесть", said["message_id"])


async def test_files_of_a_client_are_fetched_byte_for_byte(bot: Bot, anna: User) -> None:
    await anna.sends_photo(b"\xff\xd8photo")
    await anna.sends_voice(seconds=4)
    await anna.sends_document("акт.pdf", b"%PDF")
    photo, voice, document = await inbox(bot)
    assert (await fetched(bot, photo.photo[-1].file_id)) == b"\xff\xd8photo"
    assert (voice.voice.duration, voice.voice.mime_type) == (4, "audio/ogg")
    assert (await fetched(bot, voice.voice.file_id)).startswith(b"OggS")
    assert document.document.file_name == "акт.pdf"
    assert (await fetched(bot, document.document.file_id)) == b"%PDF"


async def test_a_file_over_twenty_megabytes_cannot_be_fetched(bot: Bot, anna: User) -> None:
    await anna.sends_document("video.zip", b"zip", size=21 * 1024 * 1024)
    [update] = await bot.get_updates()
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(update.message.document.file_id)  # type: ignore[union-attr]


async def test_the_bot_sends_files_and_places(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    photo = await bot.send_photo(anna.id, BufferedInputFile(b"jpeg", "car.jpg"), caption="Ваша машина")
    await bot.send_voice(anna.id, BufferedInputFile(b"ogg", "v.ogg"), duration=2)
    document = await bot.send_document(anna.id, BufferedInputFile(b"pdf", "счёт.pdf"))
    await bot.send_location(anna.id, 55.75, 37.62)
    assert [s.method for s in fake.sent_to(anna)] == [
        "sendPhoto",
        "sendVoice",
        "sendDocument",
        "sendLocation",
    ]
    assert await fetched(bot, photo.photo[-1].file_id) == b"jpeg"  # type: ignore[index]
    assert document.document is not None
    assert document.document.file_name == "счёт.pdf"
    assert fake.sent_to(anna)[0].text == "Ваша машина"
    assert len([v for v in fake.violations() if "1 a second" not in v]) == 0


async def test_who_blocked_the_bot_cannot_be_written_to_until_unblocked(bot: Bot, anna: User) -> None:
    await anna.blocks()
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(anna.id, "Добрый день")
    await anna.unblocks()
    await bot.send_message(anna.id, "Добрый день")
    blocked, unblocked = await changes(bot)
    assert (blocked.new_chat_member.status, unblocked.new_chat_member.status) == ("kicked", "member")


async def test_nobody_is_written_to_who_never_started_the_bot(fake: FakeTelegram, bot: Bot) -> None:
    fake.user(fake.world.bots[TOKEN], id=7005, started=False)
    with pytest.raises(TelegramForbiddenError, match="can't initiate"):
        await bot.send_message(7005, "Добрый день")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(7999, "Добрый день")


async def test_the_bot_leaves_a_group_it_was_put_into(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    group = await anna.adds_bot_to(-100500, "Соседи")
    await bot.leave_chat(group.id)
    joined, left = await changes(bot)
    assert (joined.new_chat_member.status, left.new_chat_member.status) == ("member", "left")
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(group.id, "Добрый день")


async def inbox(bot: Bot) -> list[Any]:
    """The messages waiting; untyped, since every content may be absent."""
    return [update.message for update in await bot.get_updates()]


async def changes(bot: Bot) -> list[Any]:
    return [update.my_chat_member for update in await bot.get_updates()]


async def fetched(bot: Bot, file_id: str) -> bytes:
    file = await bot.get_file(file_id)
    content = await bot.download_file(file.file_path or "")
    assert content is not None
    return content.read()
