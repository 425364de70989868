"""What follows later: promises of someone who left, and deliveries that changed state."""

from uuid import UUID

import asyncpg

from app.clients.actions import set_line, touch_book
from app.clients.model import BookLine
from app.conversations import promises, queries
from app.conversations.receiving import touch_message
from app.conversations.waiting import touch_thread
from app.coverage.rules import responsible_at
from app.journal.actions import record
from app.kit.db import Db


async def rename_lobby_promises(db: Db, entry: asyncpg.Record) -> None:
    """Strangers who wait for a person that is out get another name: nobody waits for somebody who is gone."""
    for promise in await promises.lobby_promises_of(db, entry["subject_id"]):
        person = responsible_at(None, await promises.waiting_by_manager(db))
        thread = await queries.lock_thread(db, promise["thread_id"])
        if person is None or thread is None:
            continue
        await promises.rename_promise(db, promise["id"], person)
        await record(db, "promise.renamed", subject=promise["id"], person=person)
        touch_thread(db, thread)


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
