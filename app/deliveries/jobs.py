"""The outbox at work: claim, mark, send, settle. Run by the worker for one dealership at a time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

import structlog

from app.deliveries import actions, leaving, queries, rules
from app.deliveries.model import Channel, Claimed, Line, Outcome, Unknown
from app.deliveries.tables import CHANNELS
from app.kit.db import Database
from app.kit.errors import Problem
from app.kit.failpoints import failpoint

BATCH = 20
AT_ONCE = 0.5  # seconds a turn waits for the channels; what takes longer goes on beside the next turns
HELD_ANEW = 8.0  # seconds between two renewals of the lease of what is being sent
log = structlog.get_logger()


class Outgoing:
    """One line out of the house, as this process serves it. A channel that is slow to answer holds up its own chat:
    no other chat, and no other dealership."""

    def __init__(self, database: Database, of: Line) -> None:
        self._database, self._of = database, of
        self._under_way: dict[UUID, set[asyncio.Task[None]]] = {}

    async def turn(self, dealership: UUID) -> int:
        """Begin what is due in one dealership, as much as has room beside what is under way there."""
        under_way = self._under_way.setdefault(dealership, set())
        room = BATCH - len(under_way)
        items = await claimed(self._database, dealership, self._of, room) if room > 0 else []
        begun = [asyncio.create_task(send_one(self._database, dealership, item)) for item in items]
        under_way.update(begun)
        for task in begun:
            task.add_done_callback(under_way.discard)
            task.add_done_callback(complain)
        if begun:
            await asyncio.wait(begun, timeout=AT_ONCE)
        return len(items)

    @property
    def under_way(self) -> list[asyncio.Task[None]]:
        """What has begun and not ended."""
        return [task for tasks in self._under_way.values() for task in tasks]


def complain(task: asyncio.Task[None]) -> None:
    """Its fate could not be written down: the end of its lease shows it as not confirmed."""
    if not task.cancelled() and (error := task.exception()):
        log.error("delivery not settled", error=type(error).__name__, exc_info=error)


async def send_due(database: Database, dealership: UUID, *, pushes: bool = False, rings: bool = False) -> int:
    """Send what is due in one dealership. Each address has at most one delivery in flight, so they go side by side.

    Pushes and rings are sent by calls of their own: a service that hangs must not hold up an answer to a client.
    """
    items = await claimed(database, dealership, "push" if pushes else "ring" if rings else "words", BATCH)
    await asyncio.gather(*(send_one(database, dealership, item) for item in items))
    return len(items)


async def claimed(database: Database, dealership: UUID, of: Line, most: int) -> list[Claimed]:
    return (await database.work(dealership, lambda db: queries.claim_deliveries(db, most, of)))[0]


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
    async with held(database, dealership, item):
        outcome = await spoken(channel, dealership, item)
    failpoint("delivery_answered")
    await database.work(dealership, lambda db: actions.settle(db, item, outcome))


@contextlib.asynccontextmanager
async def held(database: Database, dealership: UUID, item: Claimed) -> AsyncIterator[None]:
    """Its lease is renewed while its channel takes its time, so that it can be short: what a dead worker left half
    sent is shown soon, a large file too."""

    async def hold() -> None:
        while True:
            await asyncio.sleep(HELD_ANEW)
            with contextlib.suppress(Problem):  # the database is away
                await database.work(dealership, lambda db: queries.hold_on(db, item.id))

    holding = asyncio.create_task(hold())
    try:
        yield
    finally:
        holding.cancel()


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
