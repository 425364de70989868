"""Arrivals at work: each update is parsed by itself and handled in one unit, in the order of its chat."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from aiogram.types import Update

from app.conversations.model import Inbound
from app.conversations.receiving import receive_message
from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.failpoints import failpoint
from bots import own_chat, queries
from bots.arriving import mended
from bots.client_bot import handle
from bots.model import Arrival, BotRow, Handled, Press, bot_of_source
from bots.reading import words_at_least

BATCH = 20
TRIES = 5
PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds before a handler that failed so many times is tried again
log = structlog.get_logger()

Leave = Callable[[UUID, UUID, int], Awaitable[None]]
"""Leave a group: (dealership, bot, chat)."""

Acknowledge = Callable[[UUID, UUID, Press], Awaitable[None]]
"""Tell Telegram that a tap was taken: (dealership, bot, tap)."""


Taker = Callable[[Db, Arrival], Awaitable[Handled]]

TAKERS: dict[str, Taker] = {}
"""Head of a source that is no bot → what comes of its arrivals. Filled by `app.worker`."""


async def handle_due(
    database: Database,
    dealership: UUID,
    leave: Leave | None = None,
    acknowledge: Acknowledge | None = None,
) -> int:
    """Handle the oldest arrival of each chat. Chats go side by side, one chat goes in its order."""
    due, _ = await database.work(dealership, lambda db: queries.claim_arrivals(db, BATCH))
    await asyncio.gather(*(handle_one(database, dealership, each, leave, acknowledge) for each in due))
    return len(due)


async def handle_one(
    database: Database,
    dealership: UUID,
    arrival: Arrival,
    leave: Leave | None = None,
    acknowledge: Acknowledge | None = None,
) -> None:
    failpoint("arrival_claimed")
    update = None if arrival.source.partition(":")[0] in TAKERS else parsed(arrival.body)
    try:
        handled, _ = await database.work(dealership, lambda db: unit(db, arrival, update))
    except Problem as problem:
        if problem.status != 503:  # the database is away: the lease brings the arrival back
            await failed(database, dealership, arrival, problem)
        return
    except Exception as error:
        await failed(database, dealership, arrival, error)
        return
    failpoint("arrival_handled")
    if handled.leave is not None and leave is not None:
        await leave(dealership, bot_of_source(arrival.source), handled.leave)
    if handled.press is not None and acknowledge is not None:
        await acknowledge(dealership, bot_of_source(arrival.source), handled.press)


def parsed(body: bytes) -> Update | None:
    """The update as our library reads it, mended if need be; None if it cannot."""
    for mend in (bytes, mended):
        try:
            return Update.model_validate_json(mend(body))
        except (ValueError, RecursionError):  # pydantic's errors are ValueErrors
            continue
    return None


async def unit(db: Db, arrival: Arrival, update: Update | None) -> Handled:
    """Everything that comes of one arrival, or nothing of it. It begins with the arrival's own row, so that
    neither a rival nor a repeat after an unknown commit does it twice."""
    if not await queries.finish_arrival(db, arrival):
        return Handled()
    if taker := TAKERS.get(arrival.source.partition(":")[0]):
        handled = await taker(db, arrival)
        return await aside(db, arrival, handled.trouble) if handled.trouble else handled
    bot = await queries.bot(db, bot_of_source(arrival.source))
    if bot is None:
        return await aside(db, arrival, "unknown_bot")
    if update is None:
        return await save_words(db, arrival, bot)
    handled = await handle(db, bot, update)
    if handled.forget:
        await queries.drop_arrival(db, arrival)
        return handled
    if handled.trouble == "unknown_kind":
        return await aside(db, arrival, handled.trouble)
    if handled.trouble:
        await queries.note_trouble(db, arrival, "done", handled.trouble)
    return handled


async def save_words(db: Db, arrival: Arrival, bot: BotRow) -> Handled:
    """Not to be parsed. If somebody's words can be read all the same, they are shown."""
    handled = await own_chat.save_words(db, bot, arrival.body) or await words_of_client(db, arrival, bot)
    if handled.forget:
        await queries.drop_arrival(db, arrival)
    elif handled.trouble == "malformed":
        return await aside(db, arrival, "malformed")
    else:
        await queries.note_trouble(db, arrival, "done", "partly_read")
        log.warning("update partly read", arrival=arrival.key)
    return handled


async def words_of_client(db: Db, arrival: Arrival, bot: BotRow) -> Handled:
    inbound = least_of(arrival, bot)
    if inbound is None:
        return Handled(trouble="malformed")
    await receive_message(db, inbound)
    return Handled(trouble="partly_read")


def least_of(arrival: Arrival, bot: BotRow) -> Inbound | None:
    try:
        return words_at_least(bot, arrival.body) or words_at_least(bot, mended(arrival.body))
    except (ValueError, RecursionError):
        return None


async def aside(db: Db, arrival: Arrival, trouble: str) -> Handled:
    """Kept as it came, for a person to look at."""
    await queries.note_trouble(db, arrival, "quarantined", trouble)
    log.warning("update put aside", arrival=arrival.key, reason=trouble)
    return Handled(trouble=trouble)


async def failed(database: Database, dealership: UUID, arrival: Arrival, error: Exception) -> None:
    """The handler broke: its chat waits a moment for the next try, and goes on without it after the last."""
    code, attempt = type(error).__name__, arrival.attempts + 1
    log.error("arrival not handled", arrival=arrival.key, attempt=attempt, error=code, exc_info=error)

    async def put_away(db: Db) -> None:
        if attempt >= TRIES:
            await queries.quarantine_arrival(db, arrival, code)
        else:
            await queries.put_off_arrival(db, arrival, PAUSES[attempt - 1], code)

    with contextlib.suppress(Problem):  # the database is away now: the lease brings the arrival back
        await database.work(dealership, put_away)
