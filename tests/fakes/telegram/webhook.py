"""Pushes updates to a webhook with Telegram's own schedule: each lane in order, the lanes side by side."""

import asyncio
import contextlib
import json
import random
import time
from collections import deque

import aiohttp

from .faults import Fault, FaultPlan
from .world import Bot, Update, Webhook, World

LONGEST_RETRY_AFTER = 3600
LONGEST_DELAY = (60, 120)


class Pusher:
    """Serves one webhook of one bot until closed. `patience`: seconds a silent answer has."""

    def __init__(
        self, world: World, bot: Bot, hook: Webhook, faults: FaultPlan, *, patience: float, seed: int
    ) -> None:
        self._world, self._bot, self._hook, self._faults = world, bot, hook, faults
        self._patience = patience
        self._chance = random.Random(seed)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self._connections = asyncio.Semaphore(hook.max_connections)
        self._waiting = deque(bot.pending.values())
        self._lanes: dict[str, deque[Update]] = {}
        self._loaded = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._load()

    def offer(self, update: Update) -> None:
        self._waiting.append(update)
        self._load()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def push(self, update: Update, attempt: int = 0) -> tuple[int | None, int]:
        """One attempt: the status answered (None: no answer) and the Retry-After asked for."""
        hook, began = self._hook, time.monotonic()
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        status, retry_after, error = None, 0, None
        try:
            async with self._session.post(
                hook.url,
                data=update.body,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._patience),
            ) as answer:
                status, body = answer.status, await answer.read()
                retry_after = _seconds(answer.headers.get("Retry-After"))
            self._judge(update, status, body)
        except (aiohttp.ClientError, TimeoutError) as fault:
            error = f"{type(fault).__name__}: {fault}"
        took = round(time.monotonic() - began, 4)
        about = {"update_id": update.id, "attempt": attempt, "status": status, "took": took}
        self._world.note("push", self._bot, **about, error=error)
        return status, retry_after

    def _load(self) -> None:
        """At most twice the connections are loaded, so a lane that stands still can hold up the others."""
        while self._waiting and self._loaded < 2 * self._hook.max_connections:
            update = self._waiting.popleft()
            self._loaded += 1
            lane = self._lanes.get(update.lane)
            if lane is not None:
                lane.append(update)
                continue
            self._lanes[update.lane] = deque([update])
            task = asyncio.create_task(self._serve(update.lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _serve(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            await self._deliver(lane[0])
            lane.popleft()
            self._loaded -= 1
            if not lane:
                del self._lanes[name]
            self._load()

    async def _deliver(self, update: Update) -> None:
        """The first repeat comes at once, then pauses double up to a minute or two; Retry-After is obeyed."""
        delay, attempt = 1.0, 0
        while update.id in self._bot.pending:
            attempt += 1
            async with self._connections:
                status, retry_after = await self._attempt(update, attempt)
            if status is not None and 200 <= status <= 299:
                self._world.ack(self._bot, update.id, "webhook", attempt=attempt, url=self._hook.url)
                return
            self._remember_error(status)
            pause = float(retry_after)
            if retry_after == 0 and attempt > 1:
                pause = delay = min(delay * 2, self._chance.uniform(*LONGEST_DELAY))
            if self._world.clock.now() + pause > update.expires_at:
                self._bot.pending.pop(update.id, None)
                self._world.note("expired", self._bot, update_id=update.id)
                return
            await self._world.clock.pause(pause)

    async def _attempt(self, update: Update, attempt: int) -> tuple[int | None, int]:
        chat = _chat_of(update)
        fault = self._faults.take(bot=self._bot.id, method="webhook", chat=chat)
        if fault is None:
            return await self.push(update, attempt)
        self._world.note("fault", self._bot, fault=fault.kind, method="webhook", update_id=update.id)
        return await self._spoilt(update, attempt, fault)

    async def _spoilt(self, update: Update, attempt: int, fault: Fault) -> tuple[int | None, int]:
        match fault.kind:
            case "double":
                first, _ = await asyncio.gather(self.push(update, attempt), self.push(update, attempt))
                return first
            case "lose_answer":
                await self.push(update, attempt)
                return None, 0
            case "cut":
                # Whoever answers later than this answers nobody, while its work may still be under way.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(fault.seconds):
                        await self.push(update, attempt)
                    return None, 0
                about = {"update_id": update.id, "attempt": attempt, "status": None, "took": fault.seconds}
                self._world.note("push", self._bot, **about, error="cut")
                return None, 0
            case "slow":
                await self._world.clock.pause(fault.seconds)
        return await self.push(update, attempt)

    def _remember_error(self, status: int | None) -> None:
        text = "Connection closed" if status is None else f"Wrong response from the webhook: {status}"
        self._bot.webhook_error = (self._world.clock.now(), text)

    def _judge(self, update: Update, status: int, body: bytes) -> None:
        if status == 410:
            self._world.note("violation", self._bot, what=f"410 takes the webhook away: update {update.id}")
        if 200 <= status <= 299 and body:
            answer = _json(body)
            if isinstance(answer, dict) and answer.get("method"):
                what = f"a method in the webhook's answer, its outcome unknowable: {answer['method']}"
                self._world.note("violation", self._bot, what=what)


def _seconds(header: str | None) -> int:
    return min(int(header), LONGEST_RETRY_AFTER) if header and header.isdigit() else 0


def _chat_of(update: Update) -> int | None:
    number = update.lane.rpartition(":")[2]
    return int(number) if number.lstrip("-").isdigit() else None


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None
