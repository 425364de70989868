"""The last look at what rings at a client's by itself: it may have waited hours for its channel or for a worker."""

from datetime import datetime
from uuid import UUID

from app.deliveries import actions, many, queries
from app.deliveries.model import BY_ITSELF, Channel, Claimed, Moot
from app.deliveries.tables import LEAVING
from app.kit.db import Db


async def begin(db: Db, item: Claimed, channel: Channel) -> bool:
    """Mark the delivery as sending if it may leave now."""
    look = LEAVING.get(item.thing_kind) if item.lane in BY_ITSELF else None
    found = await look(db, item) if look else None
    if found is None:
        return await actions.begin(db, item, channel)
    if isinstance(found, Moot):
        await actions.conclude(db, item.id, "withdrawn", found.reason, expected=["queued"])
    else:
        await wait_until(db, item, found)
    return False


async def wait_until(db: Db, item: Claimed, until: datetime) -> None:
    """Back into the line, and not before then."""
    await many.put_off_until(db, item.id, until)
    await actions.tell(db, item.thing_kind, item.thing_id)


async def recall(db: Db, thing: UUID) -> bool:
    """Take back what has not left of this thing. True: nothing of it ever reached anybody, as far as can be."""
    await actions.withdraw_unsent(db, [thing])
    return not await many.may_have_arrived(db, [thing])


async def nobody_got(db: Db, thing: UUID, attempt: int) -> bool:
    """Did no attempt reach anybody, and is this one the last?"""
    return await queries.latest_attempt(db, thing) == attempt and not await many.may_have_arrived(db, [thing])
