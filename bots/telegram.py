"""The line to Telegram: one HTTP session of this process for all bots, with deadlines, and what its silence means.

Addresses hold the bot's token, so nothing of an error's text may be logged or raised further.
"""

import contextlib
from time import monotonic
from typing import Any
from uuid import UUID

import aiohttp
import msgspec
import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.secrets import Seal
from bots import queries
from bots.actions import note_state, open_token
from bots.model import BotRow, State

DEADLINE = 20.0  # seconds for one call
FILE_DEADLINE = 60.0  # seconds for one that carries a file
ADVICE = {
    "unauthorized": "Telegram refuses the bot's token: correct OKNO_TELEGRAM_TOKEN. Everything else works.",
    "webhook_refused": "Telegram refuses the webhook's address: OKNO_PUBLIC_URL must be reachable by https.",
    "channel_down": "Telegram does not answer at OKNO_TELEGRAM_API_URL. Messages wait, everything else works.",
    "other_poller": "Another program polls this bot, so messages come late. Stop it, or use another bot.",
    "other_master_key": "The bot's token was sealed with another OKNO_MASTER_KEY: give the token again.",
}
log = structlog.get_logger()

NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Raised before the first byte of a call has left: name, connection or TLS failed."""

RESTS = (2.0, 4.0, 8.0, 10.0)
"""Seconds for which nobody asks Telegram again after it could not be reached so many times."""

IDLE = 4.0
"""Seconds a line is kept unused. An older one may be half dead, and a call lost on it is never known for sure."""


def limits(total: float) -> Any:
    """The time of a call, with that for connecting apart. aiogram passes it on to aiohttp as it is."""
    return aiohttp.ClientTimeout(total=total, connect=8, sock_connect=5)


class BotUnusable(Exception):
    """The bot is off, or its token opens nothing any more."""


class Line(AiohttpSession):
    """aiogram's session with a connection time of its own, so that "not reached" can be told from "no answer"."""

    def __init__(self, api: TelegramAPIServer) -> None:
        super().__init__(api=api)
        self.timeout = limits(DEADLINE)
        self._connector_init["keepalive_timeout"] = IDLE


class Telegram:
    """How this process speaks with Telegram for every bot of the installation."""

    def __init__(self, database: Database, seal: Seal, api_url: str) -> None:
        self.database, self.seal = database, seal
        self.line = Line(TelegramAPIServer.from_base(api_url))
        self._rest_until: dict[UUID, float] = {}
        self._failures: dict[UUID, int] = {}
        self._said: dict[UUID, tuple[str, str | None]] = {}

    async def row(self, dealership: UUID, bot: UUID) -> BotRow:
        """The bot as it stands now. Raises BotUnusable."""
        row, _ = await self.database.work(dealership, lambda db: queries.bot(db, bot))
        if row is None or row.state == "off":
            raise BotUnusable
        return row

    def bot(self, dealership: UUID, row: BotRow) -> Bot:
        """aiogram's bot on our line. Raises BotUnusable."""
        return Bot(self.token(dealership, row), session=self.line)

    def token(self, dealership: UUID, row: BotRow) -> str:
        token = open_token(self.seal, dealership, row)
        if token is None:
            raise BotUnusable
        return token

    async def call(self, dealership: UUID, row: BotRow, method: str, **fields: Any) -> tuple[int, bytes]:
        """Status and raw answer of a method. Raises aiohttp.ClientError or TimeoutError."""
        url = self.line.api.api_url(token=self.token(dealership, row), method=method)
        waits = float(fields.get("timeout", 0))
        session = await self.line.create_session()
        async with session.post(url, json=fields, timeout=limits(DEADLINE + waits)) as answer:
            return answer.status, await answer.read()

    # --- a line that is down is not knocked at by every message

    def rest(self, bot: UUID) -> float:
        """Seconds for which nobody should try again; 0 if one may."""
        return max(0.0, self._rest_until.get(bot, 0.0) - monotonic())

    def unreached(self, bot: UUID) -> float:
        """The line to Telegram failed; answers how long to leave it alone."""
        failures = self._failures[bot] = self._failures.get(bot, 0) + 1
        seconds = RESTS[min(failures, len(RESTS)) - 1]
        self._rest_until[bot] = monotonic() + seconds
        return seconds

    def reached(self, bot: UUID) -> None:
        self._failures.pop(bot, None)
        self._rest_until.pop(bot, None)

    async def note(
        self,
        dealership: UUID,
        row: BotRow,
        state: State,
        trouble: str | None = None,
        username: str | None = None,
    ) -> None:
        """Write down how the bot is. Not worth an error: whoever notes it has something better to tell."""
        if self._said.get(row.id) != (state, trouble):
            self._said[row.id] = state, trouble
            say = log.error if trouble else log.info
            say(ADVICE.get(trouble or "", "the bot works"), bot=row.id, dealership=dealership, state=state)
        if (row.state, row.trouble) == (state, trouble) and username in (None, row.username):
            return

        async def write(db: Db) -> bool:
            return await note_state(db, row, state, trouble, username)

        with contextlib.suppress(Problem):
            await self.database.work(dealership, write)

    async def close(self) -> None:
        await self.line.close()


# --- answers read leniently: what Telegram adds later must not hide what it said


class Parameters(msgspec.Struct):
    retry_after: float | None = None
    migrate_to_chat_id: int | None = None


class Answer(msgspec.Struct):
    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int | None = None
    description: str = ""
    parameters: Parameters = msgspec.field(default_factory=Parameters)


ANSWER = msgspec.json.Decoder(Answer)


def answer_of(body: bytes) -> Answer | None:
    """None when these are not Telegram's words: a proxy's page, or half an answer."""
    try:
        return ANSWER.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
