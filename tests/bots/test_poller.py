"""Long polling: every update is in the house before Telegram may forget it, whoever dies or interferes."""

import asyncio
import contextlib
from typing import Any

import pytest
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import GetUpdates, SetWebhook

from app.kit.ids import new_id
from bots import poller, queries
from bots.poller import offset_after, poll, poll_once
from bots.telegram import BotUnusable
from tests.bots.office import Office


async def said(office: Office) -> list[str]:
    await office.handle()
    return [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"]


async def test_telegram_forgets_only_what_is_committed(office: Office) -> None:
    anna = office.person()
    await anna.says("раз")
    assert await poll_once(office.telegram, office.house.id, office.bot_id, wait=0) == 1
    assert await office.count("arrivals") == 1
    assert len(office.bot.pending) == 1  # the next poll confirms it, not this one
    assert await poll_once(office.telegram, office.house.id, office.bot_id, wait=0) == 0
    assert len(office.bot.pending) == 0
    assert await said(office) == ["раз"]


async def test_what_could_not_be_stored_comes_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = office.person()
    await anna.says("раз")

    async def full_disk(*_: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(queries, "set_poll_offset", full_disk)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(poll_once(office.telegram, office.house.id, office.bot_id, wait=0), 1)
    assert await office.count("arrivals") == 0
    assert (await office.row()).poll_offset == 0
    await office.bring_in()
    assert await said(office) == ["раз"]


async def test_after_a_quiet_week_ids_may_begin_anywhere(office: Office) -> None:
    anna = office.person()
    await anna.says("раз")
    await office.bring_in()
    office.bot.next_update_id = 4711
    await anna.says("два")
    await office.bring_in()
    assert (await office.row()).poll_offset == 4712
    office.bot.next_update_id = 900_000_000
    await anna.says("три")
    await office.bring_in()
    assert await said(office) == ["раз", "два", "три"]


async def test_no_poll_ever_asks_to_clear_the_queue_and_each_names_the_kinds_it_wants(office: Office) -> None:
    await office.person().says("раз")
    await office.bring_in()
    asked = [call.data["params"] for call in office.fake.calls("getUpdates", bot=office.bot)]
    assert len(asked) == 2
    assert all(params["offset"] >= 0 for params in asked)
    assert {tuple(params["allowed_updates"]) for params in asked} == {tuple(poller.WANTED)}
    assert "my_chat_member" in poller.WANTED


@pytest.mark.parametrize(
    "broken",
    [b"{not json", b'{"update_id":%d,"message":{"text":"cut', b"\xff\xfe", b"5", b'{"no id":1}'],
    ids=["no JSON", "cut off", "no text", "a number", "no id"],
)  # fmt: skip
async def test_one_broken_update_in_an_answer_does_not_stall_the_others(
    office: Office, broken: bytes
) -> None:
    anna = office.person()
    for text in ("раз", "два"):
        await anna.says(text)
    office.fake.raw(office.bot, broken.replace(b"%d", str(office.bot.next_update_id).encode()))
    await anna.says("три")
    await office.bring_in()
    assert await said(office) == ["раз", "два", "три"]
    assert not office.bot.pending
    assert ("quarantined", "unreadable") in await office.arrivals()


def test_an_id_nobody_can_read_counts_as_the_next_one() -> None:
    assert offset_after(0, [b'{"update_id":7}', b"?", b"?"]) == 10
    assert offset_after(5, [b"?"]) == 6
    assert offset_after(0, [b"?"]) == 0
    assert offset_after(50, [b'{"update_id":7}']) == 8
    assert offset_after(50, [b'{"update_id":-7}', b'{"update_id":99999999999999999999}']) == 52


# --- several who poll


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pollers with little patience."""
    for name in ("LOOK", "RIVAL", "RENEW"):
        monkeypatch.setattr(poller, name, 0.05)
    monkeypatch.setattr(poller, "PAUSES", (0.05,))


def begin(office: Office) -> asyncio.Task[None]:
    return asyncio.create_task(poll(office.telegram, office.house.id, office.bot_id, new_id()))


async def end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def stored(office: Office, number: int) -> None:
    async def there() -> bool:
        return await office.count("arrivals") == number

    await office.fake.wait_for(there, 20)


@pytest.mark.usefixtures("hurried")
async def test_of_two_pollers_one_polls_and_the_other_takes_over(office: Office) -> None:
    anna = office.person()
    first = begin(office)
    await anna.says("раз")
    await stored(office, 1)
    second = begin(office)
    await anna.says("два")
    await stored(office, 2)
    await end(first)
    await anna.says("три")
    await stored(office, 3)
    await end(second)
    assert office.fake.ledger.of("conflict", bot=office.bot.id) == []
    assert await said(office) == ["раз", "два", "три"]


@pytest.mark.usefixtures("hurried")
async def test_a_poller_that_lost_its_lease_stops_listening(office: Office) -> None:
    task = begin(office)
    await office.fake.wait_for(lambda: office.bot.poll, 20)
    steal = "UPDATE leases SET holder = $1, until_at = now() + interval '1 minute' WHERE name = $2"
    await office.worker.pool.execute(steal, new_id(), f"poller:{office.bot_id}")
    await office.fake.wait_for(lambda: office.bot.poll is None, 20)
    await end(task)
    await office.worker.pool.execute("DELETE FROM leases WHERE name = $1", f"poller:{office.bot_id}")


@pytest.mark.usefixtures("hurried")
async def test_a_stranger_who_polls_our_bot_is_outlived_and_named(office: Office) -> None:
    anna, task = office.person(), begin(office)
    await office.fake.wait_for(lambda: office.bot.poll, 20)
    foreign = office.telegram.bot(office.house.id, await office.row())
    with contextlib.suppress(TelegramConflictError):
        await asyncio.wait_for(foreign(GetUpdates(offset=1, timeout=0)), 5)

    async def named() -> bool:
        return (await office.row()).trouble == "other_poller" or await office.count("arrivals") > 0

    await office.fake.wait_for(named, 20)
    await anna.says("раз")
    await stored(office, 1)
    await end(task)
    assert (await office.row()).state == "working"
    assert await said(office) == ["раз"]


@pytest.mark.usefixtures("hurried")
async def test_a_webhook_left_behind_is_taken_away_and_nothing_is_dropped(office: Office) -> None:
    bot = office.telegram.bot(office.house.id, await office.row())
    await bot(SetWebhook(url="http://127.0.0.1:9/nobody"))
    await office.person().says("раз")
    task = begin(office)
    await stored(office, 1)
    await end(task)
    assert await said(office) == ["раз"]


@pytest.mark.usefixtures("hurried")
async def test_telegram_away_and_back_brings_everything_in(office: Office) -> None:
    anna, task = office.person(), begin(office)
    await office.fake.wait_for(lambda: office.bot.poll, 20)
    await office.fake.go_dark()
    await anna.says("раз")

    async def seen() -> bool:
        return (await office.row()).state == "unreachable"

    await office.fake.wait_for(seen, 20)
    await office.fake.come_back()
    await stored(office, 1)
    await end(task)
    assert (await office.row()).state == "working"


async def test_a_revoked_token_ends_the_polling_and_says_so(office: Office) -> None:
    office.fake.world.bots.pop(office.token)
    with pytest.raises(BotUnusable):
        await poll_once(office.telegram, office.house.id, office.bot_id, wait=0)
    assert (await office.row()).state == "refused"
    assert (await office.row()).trouble == "unauthorized"
    await poll(office.telegram, office.house.id, office.bot_id, new_id())
