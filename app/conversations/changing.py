"""Things said that change afterwards: their words, the place they show, and that they were taken away."""

from uuid import UUID

from app.conversations import parts, queries, rules
from app.conversations.model import Location, Thread
from app.conversations.receiving import closing, touch_message
from app.conversations.speaking import told
from app.conversations.waiting import begin_wait
from app.journal.actions import record
from app.kit.db import Db


async def change_words(db: Db, source_key: str, text: str, *, by: UUID | None = None) -> bool:
    """The client, or the person `by`, edited a message: every version stays. False if it is not known here."""
    message = await queries.message_of_source(db, source_key)
    if message is None:
        return False
    place = await queries.message_place(db, message)
    assert place is not None
    thread = None if by else await queries.lock_thread(db, place["thread_id"])
    text = await parts.words_with(db, message, source_key, text)
    was = await queries.latest_text(db, message)
    if was != text:
        await queries.insert_text(db, message, text)
        client = place["client_id"]
        await record(
            db, "message.edited", by=by, by_client=None if by else client, client=client, subject=message
        )
        if thread and place["direction"] == "in":
            await ask_now(db, thread, message, was or "", text)
        await touch_message(db, message)
    return True


async def ask_now(db: Db, thread: Thread, message: UUID, was: str, text: str) -> None:
    """Where mere thanks turned into other words, the client waits as if they had just said them."""
    if await closing(db, was) and not await closing(db, text):
        await begin_wait(db, thread)
        await record(
            db, "message.asks_now", by_client=thread.client_id, client=thread.client_id, subject=message
        )
        await told(db, thread, message, rules.first_line(text), asks=True)


async def change_place(db: Db, source_key: str, location: Location) -> bool:
    """The client moves, and lets us see it: the message shows where they are now. False if it is not known here."""
    message = await queries.message_of_source(db, source_key)
    if message and await parts.set_place(db, message, location.latitude, location.longitude):
        await touch_message(db, message)
    return message is not None


MARK_DELETED = """
UPDATE messages SET deleted_at = $3 WHERE dealership_id = $1 AND id = $2 AND deleted_at IS NULL
"""


async def mark_deleted(db: Db, message: UUID) -> bool:
    """False when it was."""
    return await db.run(MARK_DELETED, message, db.now) == 1


async def take_away(db: Db, message: UUID, *, by: UUID | None) -> None:
    """It was deleted where it was said: here it stands as deleted, once."""
    if await mark_deleted(db, message):
        await record(db, "message.deleted", by=by, subject=message)
        await touch_message(db, message)
