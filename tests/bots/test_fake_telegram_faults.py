# ruff: noqa: F401, F811 - fixtures are imported by name
"""The fake Telegram spoils calls on demand, keeps to its limits, and writes down what broke the contract."""

import asyncio
from collections.abc import Awaitable

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from tests.fakes.scene import TOKEN, anna, bot, fake, wire
from tests.fakes.telegram import FakeTelegram, User
from tests.fakes.telegram.contract import Contract


async def test_a_429_for_the_whole_bot_closes_every_chat(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    oleg = fake.user(anna.bot, id=7002, first_name="Олег")
    fake.fail_next("sendMessage", kind="too_many", retry_after=30, whole_bot=True)
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(anna.id, "раз")
    await bot.send_message(oleg.id, "рано")
    assert len(fake.violations()) == 1


async def test_a_429_names_the_wait_and_accepts_nothing(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    fake.fail_next("sendMessage", kind="too_many", chat=anna, retry_after=7)
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(anna.id, "раз")
    assert refused.value.retry_after == 7
    assert fake.sent_to(anna) == []


async def test_calling_again_before_the_time_a_429_named_is_a_violation(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    oleg = fake.user(anna.bot, id=7002, first_name="Олег")
    fake.fail_next("sendMessage", kind="too_many", retry_after=30)
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(anna.id, "раз")
    await bot.send_message(oleg.id, "другому можно")
    assert fake.violations() == []
    await bot.send_message(anna.id, "рано")
    assert len(fake.violations()) == 1
    fake.skip(31)
    await bot.send_message(anna.id, "пора")
    assert len(fake.violations()) == 1


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("blocked", TelegramForbiddenError, "bot was blocked by the user"),
        ("deactivated", TelegramForbiddenError, "user is deactivated"),
        ("kicked", TelegramForbiddenError, "bot was kicked"),
        ("forbidden", TelegramForbiddenError, "not enough rights"),
        ("bad_request", TelegramBadRequest, "chat not found"),
        ("server_error", TelegramServerError, "Internal Server Error"),
        ("bad_gateway", ClientDecodeError, "Failed to decode"),
        ("drop", TelegramNetworkError, "ServerDisconnected|reset"),
    ],
)
async def test_a_refused_or_lost_call_accepts_nothing(
    fake: FakeTelegram, bot: Bot, anna: User, kind: str, error: type[Exception], words: str
) -> None:
    fake.fail_next("sendMessage", kind=kind)
    with pytest.raises(error, match=words):
        await bot.send_message(anna.id, "раз")
    assert fake.sent_to(anna) == []
    await bot.send_message(anna.id, "два")
    assert [s.text for s in fake.sent_to(anna)] == ["два"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [("drop_after_accept", TelegramNetworkError), ("bad_gateway_after_accept", ClientDecodeError)],
)
async def test_a_message_may_be_there_though_nobody_said_so(
    fake: FakeTelegram, bot: Bot, anna: User, kind: str, error: type[Exception]
) -> None:
    fake.fail_next("sendMessage", kind=kind, chat=anna)
    with pytest.raises(error):
        await bot.send_message(anna.id, "раз")
    assert [s.text for s in fake.sent_to(anna)] == ["раз"]


async def test_silence_after_acceptance_outlasts_the_senders_patience(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    fake.fail_next("sendMessage", kind="silence_after_accept", seconds=60)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(anna.id, "раз", request_timeout=1)
    assert [s.text for s in fake.sent_to(anna)] == ["раз"]
    await bot.send_message(anna.id, "два")
    assert fake.violations() == []


async def test_a_sender_cut_off_while_the_fake_is_slow_has_sent_nothing(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    fake.fail_next("sendMessage", kind="slow", seconds=60)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "раз", request_timeout=1)
    await fake.wait_for(lambda: fake.ledger.of("answer", {"fate": "hung up"}))
    assert fake.sent_to(anna) == []


async def test_a_migrated_group_names_its_new_id(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    group = await anna.adds_bot_to(-200, "Гараж")
    fake.migrate(group, -100200)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(-200, "раз")
    assert moved.value.migrate_to_chat_id == -100200
    await bot.send_message(-100200, "раз")


async def test_a_dark_fake_refuses_connections_and_cuts_polls_until_it_comes_back(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    await bot.get_me()
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await fake.wait_for(lambda: anna.bot.poll)
    await fake.go_dark()
    with pytest.raises(TelegramNetworkError):
        await poll
    with pytest.raises(TelegramNetworkError, match="ClientConnectorError"):
        await bot.send_message(anna.id, "раз")
    assert fake.calls("sendMessage") == []
    await fake.come_back()
    await bot.send_message(anna.id, "два")
    assert [s.text for s in fake.sent_to(anna)] == ["два"]


async def test_a_script_spoils_the_next_calls_in_order(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    fake.script("sendMessage", ["none", "server_error", "drop_after_accept"])
    await bot.send_message(anna.id, "1")
    with pytest.raises(TelegramServerError):
        await bot.send_message(anna.id, "2")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "3")
    await bot.send_message(anna.id, "4")
    assert [s.text for s in fake.sent_to(anna)] == ["1", "3", "4"]


async def test_a_fault_may_let_so_many_calls_pass_and_then_stay(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    fake.fail_next("sendMessage", kind="server_error", after=2, times=None)
    fates = [await fate_of(bot.send_message(anna.id, "раз")) for _ in range(4)]
    fake.clear_faults()
    fates.append(await fate_of(bot.send_message(anna.id, "раз")))
    assert fates == ["sent", "sent", "TelegramServerError", "TelegramServerError", "sent"]


async def test_the_same_seed_spoils_the_same_calls(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    fates = []
    for _ in range(2):
        fake.mix(seed=40, shares={"server_error": 0.3, "blocked": 0.2})
        fates.append([await fate_of(bot.send_message(anna.id, "раз")) for _ in range(20)])
    assert fates[0] == fates[1]
    assert {"sent", "TelegramServerError", "TelegramForbiddenError"} == set(fates[0])


async def test_a_fault_that_cannot_happen_is_refused_at_once(fake: FakeTelegram) -> None:
    with pytest.raises(ValueError, match="no such fault: earthquake"):
        fake.fail_next("sendMessage", kind="earthquake")
    with pytest.raises(ValueError, match="lose_answer does not happen to sendMessage"):
        fake.fail_next("sendMessage", kind="lose_answer")
    with pytest.raises(ValueError, match="too_many does not happen to webhook"):
        fake.mix(seed=1, shares={"too_many": 0.5}, methods=("webhook",))


async def test_updates_whose_answer_was_lost_are_handed_over_again(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    await anna.says("раз")
    fake.fail_next("getUpdates", kind="drop_after_accept")
    with pytest.raises(TelegramNetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


async def test_a_fourth_message_at_once_is_noted(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    for n in range(4):
        await bot.send_message(anna.id, str(n))
    assert fake.violations() == ["over 1 a second per chat, 3 at once: chat 7001"]
    assert len(fake.sent_to(anna)) == 4


async def test_an_enforced_limit_answers_429_until_it_is_time(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    fake.limits.mode = "enforce"
    for n in range(3):
        await bot.send_message(anna.id, str(n))
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(anna.id, "3")
    fake.skip(2)
    await bot.send_message(anna.id, "3")
    assert len(fake.sent_to(anna)) == 4


async def test_two_sends_at_once_to_one_chat_are_noted(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    fake.fail_next("sendMessage", kind="slow", seconds=60)
    first = asyncio.create_task(bot.send_message(anna.id, "раз"))
    await fake.wait_for(lambda: fake.ledger.of("fault"))
    await bot.send_message(anna.id, "два")
    assert fake.violations() == ["two sends at once to chat 7001"]
    first.cancel()


async def test_a_text_over_4096_characters_is_refused_and_noted(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    await bot.send_message(anna.id, "я" * 4096)
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(anna.id, "я" * 4097)
    assert fake.violations() == ["sendMessage.text has 4097 characters"]


async def test_a_caption_over_1024_characters_is_refused(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    await anna.sends_photo()
    [update] = await bot.get_updates()
    photo = update.message.photo[-1].file_id  # type: ignore[union-attr,index]
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await bot.send_photo(anna.id, photo, caption="я" * 1025)


async def test_a_buttons_data_has_64_bytes_at_most(bot: Bot, anna: User) -> None:
    button = InlineKeyboardButton(text="Да", callback_data="д" * 33)
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(anna.id, "?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))


async def test_an_empty_text_is_refused(fake: FakeTelegram, bot: Bot, anna: User) -> None:
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await bot.send_message(anna.id, "")
    assert fake.violations() == ["sendMessage needs text"]


async def test_a_wrong_type_is_a_violation_and_an_unknown_field_a_question(
    fake: FakeTelegram, anna: User
) -> None:
    if not fake.contract.known:
        pytest.skip("the published contract does not lie beside this checkout")
    address = f"{fake.url}/bot{TOKEN}/sendMessage"
    async with aiohttp.ClientSession() as session:
        new = {"chat_id": anna.id, "text": "раз", "hologram": True}
        async with session.post(address, json=new) as answer:
            assert answer.status == 200
        wrong = {"chat_id": anna.id, "text": "раз", "disable_notification": "maybe"}
        async with session.post(address, json=wrong) as answer:
            assert answer.status == 400
    assert fake.questions() == ["sendMessage has no field hologram"]
    assert fake.violations() == ["sendMessage.disable_notification is not Boolean: 'maybe'"]


def test_without_the_published_contract_the_necessary_fields_are_still_asked_for() -> None:
    contract = Contract(None)
    assert not contract.known
    [finding] = contract.check("sendMessage", {"chat_id": "7001"})
    assert finding.refusal == "message text is empty"
    assert contract.check("sendMessage", {"chat_id": "7001", "text": "раз", "hologram": "1"}) == []


async def fate_of(call: Awaitable[object]) -> str:
    try:
        await call
    except Exception as error:
        return type(error).__name__
    return "sent"
