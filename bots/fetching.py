"""Get the bytes of a file that a client sent: its address at Telegram lives for an hour, so it is asked for anew."""

from typing import Any
from uuid import UUID

import aiohttp
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetFile

from app.files.model import LARGEST_FETCHED, FileTooLarge
from bots.telegram import BotUnusable, Telegram

WITHIN = 100.0  # seconds for all of a file
PIECE = 64 * 1024


class NotNow(Exception):
    """Telegram does not hand the file out at present. Says nothing more: addresses hold the token."""


class TelegramFiles:
    """The fetcher of files that came by Telegram."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def fetch(self, dealership: UUID, source: dict[str, Any]) -> bytes:
        """Its bytes. Raises FileTooLarge when that is final; anything else: try later."""
        try:
            row = await self._telegram.row(dealership, UUID(source["bot"]))
            bot = self._telegram.bot(dealership, row)
        except BotUnusable:
            raise NotNow from None
        try:
            file = await bot(GetFile(file_id=source["file_id"]))
        except TelegramBadRequest as error:
            if "too big" in error.message:
                raise FileTooLarge from None
            raise NotNow from None
        if not file.file_path:
            raise NotNow
        return await self._read(self._telegram.line.api.file_url(bot.token, file.file_path))

    async def _read(self, url: str) -> bytes:
        session = await self._telegram.line.create_session()
        limits = aiohttp.ClientTimeout(total=WITHIN, connect=8, sock_connect=5, sock_read=20)
        parts, size = [], 0
        try:
            async with session.get(url, timeout=limits) as answer:
                if answer.status != 200:
                    raise NotNow
                async for part in answer.content.iter_chunked(PIECE):
                    size += len(part)
                    if size > LARGEST_FETCHED:
                        raise FileTooLarge
                    parts.append(part)
        except (aiohttp.ClientError, TimeoutError):
            raise NotNow from None
        return b"".join(parts)
