"""The fake Telegram in one's own process: started, told what to do, and asked what it saw."""

import asyncio
import inspect
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import msgspec
from aiohttp import web

from .clients import User
from .clock import Clock
from .contract import PUBLISHED, Contract
from .control import Control
from .faults import Fault, FaultPlan, Mix
from .ledger import Json, Ledger, Record, Sent
from .limits import Limits
from .resume import resume
from .server import LARGEST_CALL, Api
from .webhook import Pusher
from .world import Bot, Chat, Update, World


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`port` 0 = any; `control_port` None = /control only beside the API; `speed` shortens pauses of webhook
    retries; `limits`: off, note or enforce; `patience`: seconds Telegram waits for a webhook's answer;
    `open_doors`: whoever the bot writes to has started it."""

    port: int = 0
    control_port: int | None = None
    ledger: Path | None = None
    speed: float = 1.0
    limits: str = "note"
    seed: int = 0
    patience: float = 60.0
    open_doors: bool = False
    contract: Path | None = PUBLISHED


class FakeTelegram:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ledger = Ledger(settings.ledger)
        self.clock = Clock(settings.speed)
        self.world = World(self.ledger, self.clock, open_doors=settings.open_doors)
        self.faults = FaultPlan()
        self.limits = Limits(self.clock, settings.limits)
        self.contract = Contract(settings.contract)
        self._chance = random.Random(settings.seed)
        self._api = Api(self.world, self.contract, self.faults, self.limits)
        self._pushers: dict[int, Pusher] = {}
        self._errands: set[asyncio.Task[Any]] = set()
        self._site: web.TCPSite | None = None
        self.port = self.control_port = 0

    @classmethod
    async def start(cls, **settings: Any) -> Self:
        """Settings by name; see Settings."""
        fake = cls(Settings(**settings))
        await fake._listen()
        resume(fake.world)
        fake.world.on_update, fake.world.on_webhook = fake._updated, fake._hooked
        for bot in fake.world.bots.values():
            fake._hooked(bot)
        fake.world.note("started", port=fake.port)
        return fake

    async def stop(self) -> None:
        for bot in self.world.bots.values():
            if bot.poll is not None and not bot.poll.done():
                bot.poll.set_result(None)
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        for pusher in self._pushers.values():
            await pusher.close()
        await self._runner.cleanup()
        self.ledger.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """What OKNO_TELEGRAM_API_URL names."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def dark(self) -> bool:
        return self._api.dark

    # The cast.

    def add_bot(self, token: str, username: str = "okno_test_bot", first_name: str = "Okno") -> Bot:
        return self.world.add_bot(token, username, first_name)

    def user(
        self,
        bot: Bot,
        id: int,
        first_name: str = "Anna",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "ru",
        started: bool = True,
    ) -> User:
        """A client of this bot. `started` False: the bot may not write first, as Telegram has it."""
        names: Json = {"first_name": first_name, "last_name": last_name, "username": username}
        names = {key: value for key, value in names.items() if value is not None}
        about: Json = {"id": id, "is_bot": False, **names}
        if language_code is not None:
            about["language_code"] = language_code
        chat = self.world.add_chat(bot, {"id": id, **names, "type": "private"}, started=started)
        return User(self.world, bot, about, chat)

    def migrate(self, group: Chat, new_id: int) -> None:
        """The group became a supergroup: writing to the old id is refused with the new one."""
        group.migrated_to = new_id
        for bot in self.world.bots.values():
            if bot.chats.get(group.id) is group:
                self.world.add_chat(bot, {**group.about, "id": new_id, "type": "supergroup"})

    # Updates of any shape, and again.

    def raw(self, bot: Bot, update: Json | bytes, *, lane: str = "raw", life: float = 86_400) -> Update:
        """Queue an arbitrary update: a dict gets an update_id if it has none, bytes go out as they are."""
        if isinstance(update, bytes):
            return self.world.queue_raw(bot, update, lane=lane, life=life)
        body = json.dumps({"update_id": bot.next_update_id, **update}).encode()
        return self.world.queue_raw(bot, body, lane=lane, life=life)

    async def push_again(self, bot: Bot, update_id: int | None, *, times: int = 1) -> list[int | None]:
        """Send an old update again (None: any that was taken), so many times at once; the statuses answered."""
        pusher = self._pushers[bot.id]
        update = bot.history[update_id or self._taken_before(bot)]
        pushed = await asyncio.gather(*(pusher.push(update) for _ in range(times)))
        return [status for status, _ in pushed]

    def _taken_before(self, bot: Bot) -> int:
        taken = [id for id in bot.history if id not in bot.pending]
        if not taken:
            raise ValueError("no update was taken yet")
        return self._chance.choice(taken)

    # What goes wrong.

    def fail_next(
        self, method: str | None, *, kind: str, chat: User | int | None = None, **more: Any
    ) -> None:
        """The next call of the method (times=n: the next n; times=None: all) meets this fault; see Fault."""
        chat_id = chat.id if isinstance(chat, User) else chat
        self.faults.add(Fault(kind=kind, method=method, chat=chat_id, **more))

    def script(self, method: str, kinds: list[str], **more: Any) -> None:
        """One fault for each of the next calls, in order; "none" lets a call pass."""
        for kind in kinds:
            self.fail_next(method, kind=kind, **more)

    def mix(self, seed: int, shares: dict[str, float], **more: Any) -> None:
        """Faults by chance, the same for the same seed; see Mix."""
        self.faults.mix(Mix(seed=seed, shares=shares, **more))

    def clear_faults(self) -> None:
        self.faults.clear()

    async def go_dark(self, seconds: float | None = None, *, spare: Any = None) -> None:
        """Refuse connections and cut those there are; for so many seconds, or until come_back()."""
        self._api.dark = True
        if self._site is not None:
            await self._site.stop()
            self._site = None
        for connection in self._runner.server.connections if self._runner.server else ():
            transport = connection.transport
            if (
                transport is None
                or transport is spare
                or transport.get_extra_info("sockname")[1] != self.port
            ):
                continue
            transport.abort()
        if seconds is not None:
            self._send_on_errand(self._come_back_after(seconds))

    async def come_back(self) -> None:
        if self._site is None:
            self._site = web.TCPSite(self._runner, "127.0.0.1", self.port)
            await self._site.start()
        self._api.dark = False

    def skip(self, seconds: float) -> None:
        """Move the fake's time on: dates, lives of updates, pauses of retries, times a 429 named."""
        self.clock.skip(seconds)

    # What was seen.

    def sent_to(self, user: User | int, bot: Bot | None = None) -> list[Sent]:
        """Messages accepted for this client, by the client's own bot."""
        if isinstance(user, User):
            return self.ledger.sent(bot=user.bot.id, chat=user.id)
        return self.ledger.sent(bot=bot.id if bot else None, chat=user)

    def calls(self, method: str | None = None, bot: Bot | None = None) -> list[Record]:
        return self.ledger.calls(method, bot=bot.id if bot else None)

    def violations(self) -> list[str]:
        return self.ledger.violations()

    def questions(self) -> list[str]:
        return self.ledger.questions()

    async def wait_for(self, predicate: Callable[[], Any], seconds: float = 10) -> Any:
        """The first truthy result; the predicate may be async. Fails with the ledger's last lines."""
        until = asyncio.get_running_loop().time() + seconds
        while True:
            found = predicate()
            if inspect.iscoroutine(found):
                found = await found
            if found:
                return found
            if asyncio.get_running_loop().time() > until:
                raise AssertionError(f"not within {seconds} s; the ledger ends:\n{self.ledger.tail()}")
            await self.ledger.change(0.05)

    # The machine.

    async def _listen(self) -> None:
        app = web.Application(client_max_size=LARGEST_CALL)
        app.add_routes(self._api.routes())
        app.add_routes(Control(self).routes())
        # Cancelled handlers: a poller that died must not go on holding its poll.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.settings.port)
        await self._site.start()
        self.port = self.control_port = self._runner.addresses[0][1]
        if self.settings.control_port is not None:
            await web.TCPSite(self._runner, "127.0.0.1", self.settings.control_port).start()
            self.control_port = next(a[1] for a in self._runner.addresses if a[1] != self.port)

    def _updated(self, bot: Bot, update: Update) -> None:
        if bot.id in self._pushers:
            self._pushers[bot.id].offer(update)

    def _hooked(self, bot: Bot) -> None:
        former = self._pushers.pop(bot.id, None)
        if former is not None:
            self._send_on_errand(former.close())
        if bot.webhook is not None:
            patience, seed = self.settings.patience, self.settings.seed
            self._pushers[bot.id] = Pusher(
                self.world, bot, bot.webhook, self.faults, patience=patience, seed=seed
            )

    async def _come_back_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.come_back()

    def _send_on_errand(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
