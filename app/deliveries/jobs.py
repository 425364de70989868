"""The outbox at work: claim, mark, send, settle. Run by the worker for one dealership at a time."""

import asyncio
from uuid import UUID

import structlog

from app.deliveries import actions, leaving, queries, rules
from app.deliveries.model import Channel, Claimed, Line, Outcome, Unknown
from app.deliveries.tables import CHANNELS
from app.kit.db import Database
from app.kit.failpoints import failpoint

BATCH = 20
log = structlog.get_logger()


async def send_due(database: Database, dealership: UUID, *, pushes: bool = False, rings: bool = False) -> int:
    """Send what is due in one dealership. Each address has at most one delivery in flight, so they go side by side.

    Pushes and rings are sent by calls of their own: a service that hangs must not hold up an answer to a client.
    """
    of: Line = "push" if pushes else "ring" if rings else "words"
    items, _ = await database.work(dealership, lambda db: queries.claim_deliveries(db, BATCH, of))
    await asyncio.gather(*(send_one(database, dealership, item) for item in items))
    return len(items)


async def send_one(database: Database, dealership: UUID, item: Claimed) -> None:
    channel = CHANNELS.get(item.channel)
    if channel is None:
        log.warning("no sender for channel", channel=item.channel)
        return
    failpoint("delivery_claimed")
    ready, _ = await database.work(dealership, lambda db: leaving.begin(db, item, channel))
    if not ready:
        return
    failpoint("delivery_sending")
    outcome = await spoken(channel, dealership, item)
    failpoint("delivery_answered")
    await database.work(dealership, lambda db: actions.settle(db, item, outcome))


async def spoken(channel: Channel, dealership: UUID, item: Claimed) -> Outcome:
    """What the channel said. Anything unforeseen while sending means we do not know."""
    try:
        return await asyncio.wait_for(channel.send(dealership, item), rules.answer_within(item))
    except TimeoutError:
        return Unknown()
    except Exception as error:
        log.exception("sending failed", delivery=str(item.id), error=type(error).__name__)
        return Unknown()


async def rescue_lost(database: Database, dealership: UUID) -> int:
    """Show as `not confirmed` what a dead worker left half sent."""
    return (await database.work(dealership, actions.rescue))[0]
