"""A text of ours that nobody waits for is judged once more when it leaves: still wanted, and at an hour for it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from app.conversations.asked import Ask, ask_of_buttons
from app.conversations.asking import good_hour_for, reachable
from app.conversations.chaining import needless
from app.conversations.queries import message_place
from app.deliveries.model import Claimed, Moot, Parcel
from app.kit.db import Db

Wanted = Callable[[Db, Ask], Awaitable[bool]]
"""May this question still be put? No: whoever says so has done what follows from it."""

WANTED: dict[str, Wanted] = {}
"""Kind of question → who judges. Filled by `app.worker`, from where things leave."""


async def may_leave(db: Db, item: Claimed) -> datetime | Moot | None:
    """It may have been queued hours ago, for a morning that is over or before a word that changed everything."""
    ask = await ask_of_buttons(db, msgspec.convert(item.body, Parcel).buttons)
    if ask:
        wanted = WANTED.get(ask.kind)
        if not ask.is_open(db.now) or (wanted and not await wanted(db, ask)):
            return Moot(reason="not_needed")
    if because := await needless(db, item.thing_id):
        return Moot(reason=because)
    place = await message_place(db, item.thing_id)
    client = place["client_id"] if place else None
    to = await reachable(db, client, None) if client else None
    good = await good_hour_for(db, to, db.now) if to else db.now
    return good if good > db.now else None
