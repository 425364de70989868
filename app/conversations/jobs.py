"""What follows later: promises of someone who left or came back, and deliveries that changed state."""

from uuid import UUID

import asyncpg

from app.clients.actions import set_line, touch_book
from app.clients.model import BookLine
from app.conversations import promises, queries
from app.conversations.receiving import touch_message
from app.conversations.waiting import keep_name_true, touch_thread
from app.journal.actions import record
from app.kit.blobs import Blobs
from app.kit.db import Database, Db


async def rename_promises(db: Db, entry: asyncpg.Record) -> None:
    """Somebody went or came back: nobody waits for a person who is gone, and an owner who is here answers."""
    for promise in await promises.promises_to_rename(db, entry["subject_id"]):
        thread = await queries.lock_thread(db, promise["thread_id"])
        if thread:
            await keep_name_true(db, thread)
            touch_thread(db, thread)


async def note_missed(database: Database, dealership: UUID, _: Blobs) -> None:
    """A promised time has passed and the client still waits: the journal says so, at first and when it is gross."""

    async def note(db: Db) -> None:
        for row in await promises.miss_promises(db):
            await record(db, "promise.missed", client=row["client_id"], subject=row["id"], by_at=row["by_at"])

    await database.work(dealership, note)


async def message_settled(db: Db, message: UUID) -> None:
    """A delivery of this message changed state: phones learn it; a closed address shows in the book."""
    await touch_message(db, message)
    place = await queries.message_place(db, message)
    if place is None or place["client_id"] is None:
        return
    address = await queries.address_of_thread(db, place["thread_id"])
    if address and address["stopped_at"]:
        await set_line(db, place["client_id"], BookLine(connected=False))
        await touch_book(db, place["client_id"], "client", place["client_id"])
        await touch_book(db, place["client_id"], "invitation", place["client_id"])
