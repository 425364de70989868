"""Things said that change afterwards: their words, the place they show, and that they were taken away."""

from uuid import UUID

from app.conversations import parts, queries
from app.conversations.model import Location
from app.conversations.receiving import touch_message
from app.journal.actions import record
from app.kit.db import Db


async def change_words(db: Db, source_key: str, text: str, *, by: UUID | None = None) -> bool:
    """The client, or the person `by`, edited a message: every version stays. False if it is not known here."""
    message = await queries.message_of_source(db, source_key)
    if message is None:
        return False
    text = await parts.words_with(db, message, source_key, text)
    if await queries.latest_text(db, message) != text:
        await queries.insert_text(db, message, text)
        place = await queries.message_place(db, message)
        assert place is not None
        client = place["client_id"]
        await record(
            db, "message.edited", by=by, by_client=None if by else client, client=client, subject=message
        )
        await touch_message(db, message)
    return True


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
