"""Keeps every bot of the installation at work: registered, asked how it is, its updates on their way in."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, ParamSpec
from uuid import UUID

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    GetMe,
    GetWebhookInfo,
    LeaveChat,
    SetWebhook,
)

from app.config import Config
from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.secrets import Seal
from bots import actions, queries
from bots.commands import keep_commands
from bots.model import BotRow, Press, State
from bots.poller import WANTED, poll
from bots.telegram import BotUnusable, Telegram

CONNECTIONS = 40  # how many updates Telegram may bring at once
ASK_AGAIN = {"unreachable": 5.0, "refused": 60.0}  # seconds until a bot in trouble is asked again
LEAVE_WITHIN = 5  # seconds
LOOK = 60.0  # seconds between two looks at what Telegram holds for a bot, and says of its webhook
SILENCE = 120.0  # seconds after which a poller that has not gone round counts as stuck
log = structlog.get_logger()
P = ParamSpec("P")


class Keeper:
    """One for a worker. `holder` signs for the leases of its pollers."""

    def __init__(self, config: Config, database: Database, seal: Seal, holder: UUID) -> None:
        self._config, self._database, self._seal, self._holder = config, database, seal, holder
        self.telegram = Telegram(database, seal, config.telegram_api_url)
        self._polling = config.telegram_mode == "polling"
        self._registered = False
        self._at_work: dict[UUID, bytes] = {}
        self._asked_at: dict[UUID, float] = {}
        self._looked_at: dict[UUID, float] = {}
        self._polls: dict[UUID, asyncio.Task[None]] = {}
        self._heard: dict[UUID, float] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self.beat: Callable[[], None] = lambda: None

    async def turn(self) -> bool:
        """Look after every bot once."""
        houses = await self._database.dealerships()
        if houses and not self._registered:
            await self._register(houses[0])
        usable: set[UUID] = set()
        for dealership in houses:
            for row in (await self._database.work(dealership, queries.bots))[0]:
                self.beat()
                if row.state != "off" and await self._keep(dealership, row):
                    usable.add(row.id)
        self._end_polls(set(self._polls) - usable)
        return False

    async def _register(self, dealership: UUID) -> None:
        """The bot of the settings belongs to the first dealership."""
        token = self._config.telegram_token
        if token is None:
            await self._database.work(dealership, actions.turn_off)
        else:
            try:
                await self._database.work(dealership, lambda db: actions.register(db, self._seal, token))
            except Problem as error:
                if error.code != "bot_taken":
                    raise
                log.error("The bot of OKNO_TELEGRAM_TOKEN serves another dealership: take it off there.")
        self._registered = True

    async def _keep(self, dealership: UUID, row: BotRow) -> bool:
        """See that this bot works; False when there is no use in polling it. A poller finds out by itself when
        Telegram can be reached again; where it brings the updates, we have to ask."""
        begun = self._at_work.get(row.id) == row.token_sealed
        if not begun or row.state == "refused" or (row.state != "working" and not self._polling):
            rests = row.state != "new" and monotonic() < self._asked_at.get(row.id, 0.0)
            if rests or not await self._begin(dealership, row):
                return False
            self._at_work[row.id] = row.token_sealed
        elif row.state == "working" and monotonic() >= self._looked_at.get(row.id, 0.0) + LOOK:
            await self._look(dealership, row)
        if self._polling:
            self._poll(dealership, row)
        return True

    async def _begin(self, dealership: UUID, row: BotRow) -> bool:
        """Ask the bot who it is, and tell Telegram how its updates come to us."""
        try:
            bot = self.telegram.bot(dealership, row)
            me = await bot(GetMe())
            await bot(self._way_in(dealership, row))
        except BotUnusable:
            return await self._trouble(dealership, row, "refused", "other_master_key")
        except (TelegramUnauthorizedError, TelegramNotFound):
            return await self._trouble(dealership, row, "refused", "unauthorized")
        except TelegramBadRequest:
            return await self._trouble(dealership, row, "refused", "webhook_refused")
        except AiogramError:
            return await self._trouble(dealership, row, "unreachable", "channel_down")
        self.telegram.reached(row.id)
        await self.telegram.note(dealership, row, "working", None, me.username)
        await self._show_menu(bot, row)
        return True

    async def _show_menu(self, bot: Bot, row: BotRow) -> None:
        """The commands of the menu. Without them every entry is a button and a word all the same."""
        try:
            await keep_commands(bot, LEAVE_WITHIN)
        except AiogramError as error:
            log.warning("menu not set", bot=row.id, error=type(error).__name__)

    async def _look(self, dealership: UUID, row: BotRow) -> None:
        """Write down what waits at Telegram and what it says of us. A way in that somebody changed is set anew."""
        self._looked_at[row.id] = monotonic()
        try:
            bot = self.telegram.bot(dealership, row)
            info = await bot(GetWebhookInfo(), request_timeout=LEAVE_WITHIN)
            way = self._way_in(dealership, row)
            if info.url != (way.url if isinstance(way, SetWebhook) else ""):
                await bot(way)
        except (AiogramError, BotUnusable):
            return  # the poller and the sender meet the same trouble, and note it

        async def write(db: Db) -> None:
            said = info.last_error_message, info.last_error_date
            await queries.note_mail(db, row.id, info.pending_update_count, *said)

        await self._database.work(dealership, write)

    def _way_in(self, dealership: UUID, row: BotRow) -> SetWebhook | DeleteWebhook:
        """Never with `drop_pending_updates`: what waits there are the words of clients."""
        if self._polling:
            return DeleteWebhook()
        keys = actions.keys_of(self._seal, dealership, row.id)
        return SetWebhook(
            url=f"{self._config.site}/telegram/{keys.path}",
            secret_token=keys.secret,
            max_connections=CONNECTIONS,
            allowed_updates=WANTED,
        )

    async def _trouble(self, dealership: UUID, row: BotRow, state: State, trouble: str) -> bool:
        self._asked_at[row.id] = monotonic() + ASK_AGAIN[state]
        await self.telegram.note(dealership, row, state, trouble)
        return False

    def _poll(self, dealership: UUID, row: BotRow) -> None:
        """See that its poller runs, and gets on."""
        running = self._polls.get(row.id)
        if running and not running.done() and monotonic() - self._heard[row.id] < SILENCE:
            return
        self._end_polls({row.id} & set(self._polls))

        def hear() -> None:
            self._heard[row.id] = monotonic()

        hear()
        task = poll(self.telegram, dealership, row.id, self._holder, hear)
        self._polls[row.id] = asyncio.create_task(task, name=f"poller {row.id}")

    def _end_polls(self, bots: set[UUID]) -> None:
        for bot in bots:
            self._polls.pop(bot).cancel()

    async def leave(self, dealership: UUID, bot: UUID, chat: int) -> None:
        """Leave a group somebody took the bot into. If it does not work, the group is ignored all the same."""
        with contextlib.suppress(AiogramError, BotUnusable, Problem):
            row = await self.telegram.row(dealership, bot)
            await self.telegram.bot(dealership, row)(LeaveChat(chat_id=chat), request_timeout=LEAVE_WITHIN)

    async def acknowledge(self, dealership: UUID, bot: UUID, press: Press) -> None:
        """Stop the spinner of a tapped button. If that comes too late, or never, the answer counts all the same."""
        with contextlib.suppress(AiogramError, BotUnusable, Problem):
            row = await self.telegram.row(dealership, bot)
            answer = AnswerCallbackQuery(callback_query_id=press.id, text=press.text)
            await self.telegram.bot(dealership, row)(answer, request_timeout=LEAVE_WITHIN)

    def beside(self, act: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, Coroutine[Any, Any, None]]:
        """The same without anybody waiting for it: while Telegram is silent, no client's words wait for a courtesy."""

        async def begin(*about: P.args, **more: P.kwargs) -> None:
            task = asyncio.create_task(act(*about, **more))
            self._beside.add(task)
            task.add_done_callback(self._beside.discard)

        return begin

    async def close(self) -> None:
        """Stop polling, give the leases back, end the line to Telegram."""
        ending = [*self._polls.values(), *self._beside]
        self._end_polls(set(self._polls))
        for courtesy in self._beside:
            courtesy.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        await self.telegram.close()
