"""Long polling: Telegram hands updates over, and forgets them once a later poll names a higher offset.

The offset moves in the same commit that stores the updates, so a crash in between cannot exist. It is never
negative, for that would clear Telegram's queue, and never compared: after a quiet week ids begin anywhere.
"""

import asyncio
import contextlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import aiohttp
import msgspec
import structlog

from app.kit.db import AWAY, Db
from app.kit.errors import Problem
from app.kit.failpoints import failpoint
from app.kit.leases import drop_lease, take_lease
from bots import queries
from bots.admitting import KINDS
from bots.arriving import fields_of, store, update_id
from bots.model import BotRow
from bots.telegram import NOT_REACHED, BotUnusable, Telegram, answer_of

WANTED = ["message", "edited_message", "callback_query", "my_chat_member", *KINDS]
"""Kinds of updates we ask for by name; Telegram's default would leave some out and bring others."""

WAIT = 25  # seconds Telegram may hold a poll that has nothing to say
MOST = 100
LEASE = timedelta(seconds=10)
RENEW = 3.0  # seconds between two renewals
LOOK = 2.0  # seconds between two looks whether the poller who holds the lease is gone
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)  # seconds after so many failures in a row
RIVAL = 5.0  # seconds left to whoever else polls this bot
BROKEN_ID = re.compile(rb'(?:\{"ok":true,"result":\[)?\s*\{\s*"update_id"\s*:\s*(\d{1,15})(?!\d)')
"""The id of an update, or of the only one in an answer, whose rest is broken. Only at the very beginning: deeper
inside it could be a client's words."""

log = structlog.get_logger()


class NotAnswered(Exception):
    """Telegram gave no updates this time; `seconds` until the next try, None = as failures go."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.seconds = reason, seconds


async def poll(
    telegram: Telegram, dealership: UUID, bot: UUID, holder: UUID, hear: Callable[[], None] = lambda: None
) -> None:
    """Bring in the updates of one bot while it is usable. Of all processes one polls: who holds its lease.

    `hear` is called in every round, as a sign of life.
    """
    name = f"poller:{bot}"
    failures = 0
    try:
        while True:
            hear()
            try:
                if not await take_lease(telegram.database, name, holder, LEASE):
                    await asyncio.sleep(LOOK)
                    continue
                await while_held(telegram, name, holder, dealership, bot)
                failures = 0
            except BotUnusable:
                return
            except Exception as error:
                failures += 1
                await asyncio.sleep(pause_of(error, failures))
    finally:
        with contextlib.suppress(Exception):  # it ends by itself too
            await drop_lease(telegram.database, name, holder)


def pause_of(error: Exception, failures: int) -> float:
    """Expected trouble is a line in the log, anything else a trace."""
    if isinstance(error, NotAnswered):
        log.warning("poll not answered", reason=error.reason, attempt=failures)
        if error.seconds is not None:
            return error.seconds
    elif not isinstance(error, (Problem, *AWAY)):
        log.exception("poll failed")
    return PAUSES[min(failures, len(PAUSES)) - 1]


async def while_held(telegram: Telegram, name: str, holder: UUID, dealership: UUID, bot: UUID) -> None:
    """One poll, its lease renewed meanwhile. Whoever has lost the lease stops listening at once."""
    polling = asyncio.create_task(poll_once(telegram, dealership, bot))
    try:
        while not polling.done():
            await asyncio.wait({polling}, timeout=RENEW)
            if not polling.done() and not await take_lease(telegram.database, name, holder, LEASE):
                return
        await polling
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def poll_once(
    telegram: Telegram, dealership: UUID, bot: UUID, *, wait: int = WAIT, most: int = MOST
) -> int:
    """Ask once and keep what came; answer how many updates were handed over."""
    row = await telegram.row(dealership, bot)
    if row.state == "refused":
        raise BotUnusable
    body = await asked(telegram, dealership, row, wait, most)
    updates = updates_in(body)
    if updates is None and most > 1:  # one of them breaks the whole answer: take them one by one
        return await poll_once(telegram, dealership, bot, wait=0, most=1)
    if updates is None:
        updates = [body]
    if row.state != "working":
        await telegram.note(dealership, row, "working")
    if updates:
        offset = offset_after(row.poll_offset, updates)
        await telegram.database.work(dealership, lambda db: keep(db, bot, updates, offset))
        failpoint("updates_stored")
        if offset == row.poll_offset:
            raise NotAnswered("unreadable", 1.0)
    return len(updates)


async def keep(db: Db, bot: UUID, updates: list[bytes], offset: int) -> None:
    await store(db, bot, updates)
    await queries.set_poll_offset(db, bot, offset)


async def asked(telegram: Telegram, dealership: UUID, row: BotRow, wait: int, most: int) -> bytes:
    """The answer of getUpdates, raw. Raises BotUnusable or NotAnswered."""
    fields = {"offset": row.poll_offset, "limit": most, "timeout": wait, "allowed_updates": WANTED}
    try:
        status, body = await telegram.call(dealership, row, "getUpdates", **fields)
    except (aiohttp.ClientError, TimeoutError) as error:
        await telegram.note(dealership, row, "unreachable", "channel_down")
        reached = "no_answer" if not isinstance(error, NOT_REACHED) else "not_reached"
        raise NotAnswered(reached) from None
    if status in (401, 404):
        await telegram.note(dealership, row, "refused", "unauthorized")
        raise BotUnusable
    if status == 409:
        await make_way(telegram, dealership, row, body)
    if status != 200:
        answer = answer_of(body)
        raise NotAnswered(f"status_{status}", answer.parameters.retry_after if answer else None)
    return body


async def make_way(telegram: Telegram, dealership: UUID, row: BotRow, body: bytes) -> None:
    """A webhook still stands, or somebody else polls. With those we have patience: they may be ending just now."""
    if b"webhook" in body:
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            await telegram.call(dealership, row, "deleteWebhook")
        raise NotAnswered("webhook", LOOK)
    await telegram.note(dealership, row, "unreachable", "other_poller")
    raise NotAnswered("other_poller", RIVAL)


def updates_in(body: bytes) -> list[bytes] | None:
    """The updates of an answer, each as its own bytes; None if the answer cannot be cut up."""
    answer = answer_of(body)
    if answer is not None:
        try:
            return [bytes(each) for each in msgspec.json.decode(answer.result, type=list[msgspec.Raw])]
        except (msgspec.MsgspecError, ValueError):
            return None
    try:  # half characters and the like, which only this reader forgives
        value: Any = json.loads(body.decode("utf-8", "replace"), strict=False)
        return [json.dumps(each).encode() for each in value["result"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def offset_after(offset: int, updates: list[bytes]) -> int:
    """One more than the last id. One that nobody can read stands after the one before it, so it counts as
    the next: that can confirm nothing that has not been handed over."""
    for body in updates:
        number = update_id(fields_of(body))
        if number is None and (found := BROKEN_ID.match(body)):
            number = int(found[1])
        if number is not None:
            offset = number + 1
        elif offset:
            offset += 1
    return offset
