# ruff: noqa: F401, F811 - fixtures are imported by name
"""The fake Telegram answers calls and hands updates over like the Bot API."""

import asyncio

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    ReplyParameters,
)

from tests.fakes.scene import TOKEN, anna, bot, bot_of, fake, poll_begun, wire
from tests.fakes.telegram import FakeTelegram, User

YES = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])


async def test_the_bot_learns_its_own_name(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (123, "okno_test_bot", True)


async def test_a_wrong_token_is_unauthorized(fake: FakeTelegram) -> None:
    async with bot_of(fake.url, "123:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


async def test_an_unknown_method_is_not_found_and_noted(fake: FakeTelegram) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{fake.url}/bot{TOKEN}/sendGreetings") as answer,
    ):
        assert answer.status == 404
        assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert fake.violations() == ["no method sendGreetings"]


async def test_an_accepted_message_is_in_the_ledger_with_the_id_it_was_given(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    said = await anna.says("Здравствуйте")
    answer = await bot.send_message(anna.id, "Добрый день", reply_parameters=ReplyParameters(message_id=1))
    [sent] = fake.sent_to(anna)
    assert (sent.text, sent.message_id) == ("Добрый день", answer.message_id)
    assert answer.message_id == said["message_id"] + 1
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "Здравствуйте"
    assert fake.violations() == []


async def test_two_bots_have_chats_of_their_own_with_one_client(fake: FakeTelegram, bot: Bot) -> None:
    here, there = (
        fake.user(b, id=7001) for b in (fake.world.bots[TOKEN], fake.add_bot("124:xyz", "other_bot"))
    )
    assert (await here.says("1"))["message_id"] == (await there.says("2"))["message_id"]
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "1"
    await bot.send_message(7001, "Ответ")
    assert fake.sent_to(there) == []


async def test_updates_stay_until_a_higher_offset_confirms_them(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    await anna.says("раз")
    await anna.says("два")
    first, second = await bot.get_updates()
    assert second.update_id == first.update_id + 1
    assert [u.update_id for u in await bot.get_updates()] == [first.update_id, second.update_id]
    [left] = await bot.get_updates(offset=second.update_id)
    assert left.update_id == second.update_id
    assert fake.ledger.acked(by="offset") == [first.update_id]
    assert fake.ledger.unacked() == [second.update_id]


async def test_no_more_than_a_hundred_updates_come_at_once(bot: Bot, anna: User) -> None:
    for n in range(101):
        await anna.says(str(n))
    assert len(await bot.get_updates(limit=100)) == 100


async def test_a_long_poll_ends_with_the_next_message(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    poll = await poll_begun(fake, bot)
    await anna.says("Вы здесь?")
    [update] = await asyncio.wait_for(poll, 20)
    assert update.message is not None
    assert update.message.text == "Вы здесь?"


async def test_a_second_poller_ends_the_first_with_a_conflict(fake: FakeTelegram, bot: Bot) -> None:
    first = await poll_begun(fake, bot)
    second = await poll_begun(fake, bot)
    with pytest.raises(TelegramConflictError):
        await first
    second.cancel()


async def test_a_webhook_forbids_polling(bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_a_negative_offset_clears_the_queue_and_is_a_violation(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    await anna.says("раз")
    await anna.says("два")
    [last] = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "два"
    assert len(fake.ledger.acked(by="cleared")) == 1
    assert fake.violations() == ["a negative offset clears the queue: -1"]


async def test_dropping_pending_updates_is_a_violation(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    await anna.says("раз")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []
    assert len(fake.violations()) == 1


async def test_confirming_what_was_never_handed_over_is_a_violation(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    await anna.says("раз")
    await bot.get_updates(offset=fake.ledger.made()[0] + 1)
    assert len(fake.violations()) == 1


async def test_only_allowed_kinds_are_queued(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    await bot.get_updates(allowed_updates=["message"])
    await anna.blocks()
    assert await bot.get_updates() == []
    assert [r.data["what"] for r in fake.ledger.of("unqueued")] == ["my_chat_member"]


async def test_a_button_press_lives_150_seconds_and_a_message_a_day(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    await bot.send_message(anna.id, "Удобно завтра?", reply_markup=YES)
    await anna.presses("Да")
    await anna.says("Да")
    fake.skip(151)
    [left] = await bot.get_updates()
    assert left.message is not None
    fake.skip(86_400)
    assert await bot.get_updates() == []


async def test_settings_of_the_bot_are_kept(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    await bot.set_my_commands([BotCommand(command="start", description="Начать")])
    await bot.set_my_description("Окно", language_code="ru")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    await bot.send_chat_action(anna.id, "typing")
    assert [c.command for c in await bot.get_my_commands()] == ["start"]
    assert (await bot.get_my_description(language_code="ru")).description == "Окно"
    assert (await bot.get_my_description()).description == ""
    assert fake.violations() == []
    assert fake.questions() == []


async def test_the_bot_edits_only_what_is_there_and_changed(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    sent = await bot.send_message(anna.id, "Минуту")
    await bot.edit_message_text("Готово", chat_id=anna.id, message_id=sent.message_id)
    assert len(fake.ledger.of("edit")) == 1
    with pytest.raises(TelegramBadRequest, match="not modified"):
        await bot.edit_message_text("Готово", chat_id=anna.id, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="not found"):
        await bot.edit_message_text("Готово", chat_id=anna.id, message_id=999)
