"""Fixtures around the fake Telegram: one bot, one client Anna, and aiogram's own Bot talking to it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update

from tests.fakes.telegram import FakeTelegram, User

TOKEN = "123:abc"


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with await FakeTelegram.start() as fake:
        fake.add_bot(TOKEN)
        yield fake


@pytest.fixture(scope="session")
async def wire() -> AsyncIterator[AiohttpSession]:
    """One session for all tests: opening and closing one costs half a second."""
    session = AiohttpSession()
    yield session
    await session.close()


@pytest.fixture
async def bot(fake: FakeTelegram, wire: AiohttpSession) -> Bot:
    wire.api = TelegramAPIServer.from_base(fake.url)
    return Bot(TOKEN, session=wire)


@pytest.fixture
def anna(fake: FakeTelegram) -> User:
    return fake.user(fake.world.bots[TOKEN], id=7001, first_name="Anna")


def bot_of(url: str, token: str = TOKEN) -> Bot:
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))


async def poll_begun(fake: FakeTelegram, bot: Bot) -> asyncio.Task[list[Update]]:
    """A long poll the fake really holds."""
    held = fake.world.bots[TOKEN].poll
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await fake.wait_for(lambda: fake.world.bots[TOKEN].poll not in (None, held))
    return poll
