"""The fake Telegram as a process of its own: told over HTTP, its ledger outliving a SIGKILL."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError

from tests.fakes.scene import TOKEN, bot_of
from tests.fakes.telegram import FarTelegram, Ledger


@pytest.fixture
async def far(tmp_path: Path) -> AsyncIterator[FarTelegram]:
    async with await FarTelegram.spawn(tmp_path / "ledger", "--bot", f"{TOKEN}=okno_test_bot") as far:
        yield far


@pytest.fixture
async def bot(far: FarTelegram) -> AsyncIterator[Bot]:
    async with bot_of(far.url) as bot:
        yield bot


async def test_a_talk_is_led_over_the_control_endpoints(far: FarTelegram, bot: Bot) -> None:
    anna = await far.user(123, 7001, "Anna")
    said = await anna.says("Здравствуйте")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == said["text"] == "Здравствуйте"
    await bot.send_message(7001, "Добрый день")
    assert [s.text for s in await far.sent_to(anna)] == ["Добрый день"]
    assert (await far.wait_for(lambda ledger: ledger.of("handed")))[0].data["update_ids"] == [
        update.update_id
    ]


async def test_files_raw_updates_faults_and_time_work_from_afar(far: FarTelegram, bot: Bot) -> None:
    anna = await far.user(123, 7001, "Anna")
    await anna.sends_photo(content=b"\xff\xd8photo")
    await far.raw(123, b'{"update_id":200000000,"hologram":{}}')
    photo, odd = await bot.get_updates()
    file = await bot.get_file(photo.message.photo[-1].file_id)  # type: ignore[union-attr,index]
    content = await bot.download_file(file.file_path or "")
    assert content is not None
    assert (content.read(), odd.update_id) == (b"\xff\xd8photo", 200_000_000)
    await far.fail_next("sendMessage", kind="drop_after_accept", chat=7001)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(7001, "раз")
    assert len(await far.sent_to(anna)) == 1
    await far.skip(90_000)
    assert await bot.get_updates() == []


async def test_a_mistake_in_a_command_is_explained(far: FarTelegram) -> None:
    anna = await far.user(123, 7001, "Anna")
    with pytest.raises(ValueError, match="no such act: dances"):
        await anna.dances()
    with pytest.raises(ValueError, match="no such fault"):
        await far.fail_next("sendMessage", kind="earthquake")


async def test_darkness_is_ended_over_the_other_port(far: FarTelegram, bot: Bot) -> None:
    await bot.get_me()
    await far.go_dark()
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()
    await far.come_back()
    assert (await bot.get_me()).id == 123


async def test_darkness_over_the_same_port_ends_by_itself(far: FarTelegram, bot: Bot) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.put(f"{far.url}/control/dark", json={"seconds": 1}) as answer:
            assert answer.status == 200
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"{far.url}/control/state")
    await far.wait_for_light()
    assert (await bot.get_me()).id == 123


async def test_a_killed_fake_leaves_its_ledger_and_its_heir_goes_on(
    far: FarTelegram, bot: Bot, tmp_path: Path
) -> None:
    anna = await far.user(123, 7001, "Anna")
    await anna.says("раз")
    [first] = await bot.get_updates()
    await bot.get_updates(offset=first.update_id + 1)
    await anna.says("два")
    sent = await bot.send_message(7001, "ответ")
    await far.stop(signal.SIGKILL)
    before = Ledger.read(tmp_path / "ledger")
    assert [s.message_id for s in before.sent(chat=7001)] == [sent.message_id]
    assert before.unacked() == [first.update_id + 1]
    with (tmp_path / "ledger").open("ab") as file:
        file.write(b'{"n": 99, "torn')
    async with await FarTelegram.spawn(tmp_path / "ledger") as heir, bot_of(heir.url) as again:
        [left] = await again.get_updates()
        assert left.update_id == first.update_id + 1
        assert (await again.send_message(7001, "ещё")).message_id == sent.message_id + 1
        assert [s.text for s in (await heir.ledger()).sent(chat=7001)] == ["ответ", "ещё"]
    whole = Ledger.read(tmp_path / "ledger")
    assert whole.unacked() == [left.update_id]
    assert len(whole.of("started")) == 2
