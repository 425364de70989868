"""What follows later: promises as people come and go, and deliveries that changed state."""

from typing import Any
from uuid import UUID

import asyncpg

from app.clients.actions import set_line, touch_book
from app.clients.model import BookLine
from app.conversations import chains, promises, queries, watches
from app.conversations.chaining import follow
from app.conversations.receiving import touch_message
from app.conversations.substitutes import end_what_is_over
from app.conversations.unwatched import promise_unpromised
from app.journal.actions import record
from app.kit.alone import alone
from app.kit.blobs import Blobs
from app.kit.db import Database, Db
from app.kit.failpoints import failpoint

BATCH = 200


async def coverage_changed(db: Db, _: asyncpg.Record) -> None:
    """Somebody comes or goes, or is here at other hours: every promise is looked at by the schedules as they are."""
    await watches.look_now(db)
    await promise_unpromised(db)


async def end_standing_in(database: Database, dealership: UUID, _: Blobs) -> None:
    """Who stood in for a colleague and does no more: the talk leaves their phone."""
    await database.work(dealership, end_what_is_over)


async def note_missed(database: Database, dealership: UUID, _: Blobs) -> None:
    """A promised time has passed and the client still waits: the journal says so, at first and when it is gross."""

    async def note(db: Db) -> None:
        for row in await promises.miss_promises(db):
            await record(db, "promise.missed", client=row["client_id"], subject=row["id"], by_at=row["by_at"])

    await database.work(dealership, note)


async def move_chains(database: Database, dealership: UUID, _: Any = None) -> None:
    """Look again at each text whose client was silent for too long, each in a unit of its own. Who comes second finds
    it moved; one that fails keeps no other waiting."""
    for message in (await database.work(dealership, lambda db: chains.due_chains(db, BATCH)))[0]:
        failpoint("chain_due")
        await alone(database, dealership, message, follow, "chain not moved")
        failpoint("chain_moved")


async def message_settled(db: Db, message: UUID) -> None:
    """A delivery of this message changed state: phones learn it, the next way may be its turn; a closed address shows
    in the book."""
    await touch_message(db, message)
    await follow(db, message)
    place = await queries.message_place(db, message)
    if place is None or place["client_id"] is None:
        return
    address = await queries.address_of_thread(db, place["thread_id"])
    if address and address["stopped_at"]:
        await set_line(db, place["client_id"], BookLine(connected=False))
        await touch_book(db, place["client_id"], "client", place["client_id"])
        await touch_book(db, place["client_id"], "invitation", place["client_id"])
