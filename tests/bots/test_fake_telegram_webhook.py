# ruff: noqa: F401, F811 - fixtures are imported by name
"""The fake Telegram pushes updates as the real one does: in order per chat, patiently, again and again."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiohttp import web

from tests.fakes.scene import TOKEN, anna, bot, wire
from tests.fakes.telegram import FakeTelegram, User

Answer = Callable[[], web.Response]


class House:
    """A bot's server: remembers what came and answers as told, 200 when nothing is."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[bytes] = []
        self.headers: list[Any] = []
        self.answers: dict[str, list[int]] = {}
        self.retry_after: str | None = None
        self.closed_doors: dict[str, asyncio.Event] = {}
        self.body = b""

    @property
    def texts(self) -> list[str]:
        return [json.loads(body)["message"]["text"] for body in self.bodies]

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.bodies.append(body)
        self.headers.append(request.headers)
        text = json.loads(body).get("message", {}).get("text", "") if body.startswith(b"{") else ""
        if text in self.closed_doors:
            await self.closed_doors[text].wait()
        status = (self.answers.get(text) or [200]).pop(0)
        headers = {"Retry-After": self.retry_after} if status == 503 and self.retry_after else {}
        return web.Response(status=status, headers=headers, body=self.body)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """Pauses of retries a thousand times shorter than Telegram's."""
    async with await FakeTelegram.start(speed=1000) as fake:
        fake.add_bot(TOKEN)
        yield fake


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house, app = House(), web.Application(client_max_size=8 * 1024 * 1024)
    app.router.add_post("/hook", house.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    house.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield house
    await runner.cleanup()


async def test_a_push_bears_the_secret_and_is_acknowledged_by_2xx(
    fake: FakeTelegram, bot: Bot, anna: User, house: House
) -> None:
    await bot.set_webhook(house.url, secret_token="S-1", max_connections=4)
    await anna.says("раз")
    [acked] = await fake.wait_for(lambda: fake.ledger.acked(by="webhook"))
    assert house.texts == ["раз"]
    assert house.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "S-1"
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (house.url, 0, 4)
    assert fake.ledger.made() == [acked]
    assert fake.violations() == fake.questions() == []


async def test_what_came_before_the_webhook_is_pushed_and_after_it_polled(
    fake: FakeTelegram, bot: Bot, anna: User, house: House
) -> None:
    await anna.says("раз")
    await bot.set_webhook(house.url)
    await fake.wait_for(lambda: fake.ledger.acked())
    await bot.delete_webhook()
    await anna.says("два")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert (house.texts, update.message.text) == (["раз"], "два")


async def test_the_next_of_a_chat_waits_for_the_one_before_and_other_chats_do_not(
    fake: FakeTelegram, bot: Bot, anna: User, house: House
) -> None:
    house.closed_doors["раз"] = asyncio.Event()
    oleg = fake.user(anna.bot, id=7002, first_name="Олег")
    await bot.set_webhook(house.url)
    await anna.says("раз")
    await anna.says("два")
    await oleg.says("мимо")
    await fake.wait_for(lambda: fake.ledger.acked())
    assert sorted(house.texts) == ["мимо", "раз"]
    house.closed_doors["раз"].set()
    await fake.wait_for(lambda: not fake.ledger.unacked())
    assert [text for text in house.texts if text != "мимо"] == ["раз", "два"]


async def test_a_failed_push_is_repeated_at_once_and_then_with_doubling_pauses(
    fake: FakeTelegram, bot: Bot, anna: User, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = pauses_of(fake, monkeypatch)
    house.answers["раз"] = [500] * 9
    await bot.set_webhook(house.url)
    await anna.says("раз")
    await anna.says("два")
    await fake.wait_for(lambda: not fake.ledger.unacked())
    assert house.texts == ["раз"] * 10 + ["два"]
    assert pauses[:6] == [0, 2, 4, 8, 16, 32]
    assert all(60 <= pause <= 120 for pause in pauses[6:])


async def test_retry_after_is_obeyed(
    fake: FakeTelegram, bot: Bot, anna: User, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = pauses_of(fake, monkeypatch)
    house.answers["раз"], house.retry_after = [503, 503], "5"
    await bot.set_webhook(house.url)
    await anna.says("раз")
    await fake.wait_for(lambda: not fake.ledger.unacked())
    assert pauses == [5, 5]
    assert (await bot.get_webhook_info()).last_error_message == "Wrong response from the webhook: 503"


async def test_an_update_nobody_took_for_a_day_is_gone(
    fake: FakeTelegram, bot: Bot, anna: User, house: House
) -> None:
    house.answers["раз"], house.retry_after = [503] * 9, "3600"
    await bot.set_webhook(house.url)
    await anna.says("раз")
    await fake.wait_for(lambda: fake.ledger.of("push"))
    fake.skip(86_000)
    await fake.wait_for(lambda: fake.ledger.of("expired"))
    assert fake.ledger.unacked() == fake.ledger.acked() == []


async def test_a_lost_answer_brings_the_same_update_again(
    fake: FakeTelegram, bot: Bot, anna: User, house: House
) -> None:
    fake.fail_next("webhook", kind="lose_answer", chat=anna)
    await bot.set_webhook(house.url)
    await anna.says("раз")
    await fake.wait_for(lambda: fake.ledger.acked())
    assert house.texts == ["раз", "раз"]


async def test_a_cut_push_comes_again_while_the_first_is_still_under_way(
    fake: FakeTelegram, bot: Bot, anna: User, house: House
) -> None:
    fake.fail_next("webhook", kind="cut", seconds=1)
    house.closed_doors["раз"] = asyncio.Event()
    await bot.set_webhook(house.url)
    await anna.says("раз")
    await fake.wait_for(lambda: len(house.bodies) == 2)
    house.closed_doors["раз"].set()
    await fake.wait_for(lambda: fake.ledger.acked())


async def test_an_update_may_come_twice_at_once_and_old_ones_after_newer(
    fake: FakeTelegram, bot: Bot, anna: User, house: House
) -> None:
    fake.fail_next("webhook", kind="double", times=None)
    await bot.set_webhook(house.url)
    await anna.says("раз")
    await anna.says("два")
    await fake.wait_for(lambda: not fake.ledger.unacked())
    assert await fake.push_again(anna.bot, fake.ledger.made()[0], times=2) == [200, 200]
    assert house.texts == ["раз", "раз", "два", "два", "раз", "раз"]


async def test_a_silent_house_is_given_up_and_asked_again(bot: Bot, house: House) -> None:
    house.closed_doors["раз"] = asyncio.Event()
    async with await FakeTelegram.start(speed=1000, patience=0.3) as fake:
        anna = fake.user(fake.add_bot(TOKEN), id=7001)
        bot.session.api = bot.session.api.from_base(fake.url)
        await bot.set_webhook(house.url)
        await anna.says("раз")
        await fake.wait_for(lambda: len(house.bodies) >= 2)
        assert fake.ledger.acked() == []
        house.closed_doors["раз"].set()
        await fake.wait_for(lambda: fake.ledger.acked())


async def test_raw_bytes_go_out_as_they_are(fake: FakeTelegram, bot: Bot, anna: User, house: House) -> None:
    odd = [
        b"not json",
        b'{"update_id":5}',
        rb'{"update_id":6,"message":{"text":"\ud800\u0000"}}',
        b"\xff\x00",
        b"",
    ]
    await bot.set_webhook(house.url)
    for body in odd:
        fake.raw(anna.bot, body)
    await fake.wait_for(lambda: len(house.bodies) == len(odd))
    assert house.bodies == odd


async def test_a_future_kind_gets_an_update_id_and_is_polled_too(
    fake: FakeTelegram, bot: Bot, anna: User
) -> None:
    update = fake.raw(anna.bot, {"hologram": {"depth": 3}})
    [polled] = await bot.get_updates()
    assert polled.update_id == update.id


async def test_a_method_in_the_answer_and_a_410_are_violations(
    fake: FakeTelegram, bot: Bot, anna: User, house: House
) -> None:
    house.answers["раз"], house.body = [410, 200], b'{"method":"sendMessage","chat_id":1,"text":"?"}'
    await bot.set_webhook(house.url)
    await anna.says("раз")
    await fake.wait_for(lambda: fake.ledger.acked())
    assert [v.split(":")[0] for v in fake.violations()] == [
        "410 takes the webhook away",
        "a method in the webhook's answer, its outcome unknowable",
    ]


def pauses_of(fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the fake pauses between attempts, in Telegram's seconds."""
    pauses: list[float] = []
    pause = fake.clock.pause

    async def noted(seconds: float) -> None:
        pauses.append(seconds)
        await pause(seconds)

    monkeypatch.setattr(fake.clock, "pause", noted)
    return pauses
