"""The clock of ownership on the timetable."""

from typing import Any
from uuid import UUID

import structlog

from app.kit.db import Database
from app.kit.failpoints import failpoint
from app.ownership import raising
from app.ownership.raising import due_now, raise_events

BATCH = 500  # events written in one unit: short enough to hold nobody up, lost as a whole or not at all
log = structlog.get_logger()


async def raise_due_events(database: Database, dealership: UUID, _: Any = None) -> int:
    """Raise whatever is due in this house. A run that dies is finished by the next: what is there stays."""
    raised, more = 0, True
    while more:
        before = raised
        found, _seqs = await database.work(dealership, due_now, snapshot=True)
        for first in range(0, len(found), BATCH):
            batch = found[first : first + BATCH]
            raised += (await database.work(dealership, lambda db, batch=batch: raise_events(db, batch)))[0]  # type: ignore[misc]
            failpoint("events_raised")
        more = len(found) >= raising.MOST and raised > before  # else another worker is raising the same
    if raised:
        log.info("due events raised", dealership=dealership, events=raised)
    return raised
