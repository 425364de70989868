"""What a message is about, in one line of whoever answers: a voice need not be heard again to be found."""

from typing import Annotated
from uuid import UUID

import msgspec

from app.conversations import actions, queries
from app.conversations.model import Message
from app.conversations.waiting import touch_line, touch_message_of
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import not_found

MOST = 200


class OwnLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`line`: empty takes it away."""

    id: UUID
    message_id: UUID
    line: Annotated[str, msgspec.Meta(max_length=MOST)]


async def sum_up(db: Db, who: Who, data: OwnLine) -> Message:
    """By whoever may answer there; the last one holds, and the client never sees it."""
    place = await queries.message_place(db, data.message_id)
    if place is None:
        raise not_found()
    thread = await actions.answerable(db, who, place["thread_id"])
    line = " ".join(data.line.split())
    if line:
        await set_line(db, data.message_id, line, who.id)
    else:
        await drop_line(db, data.message_id)
    await record(
        db, "message.summed_up", by=who.id, client=thread.client_id, subject=data.message_id, taken=not line
    )
    touch_message_of(db, thread, data.message_id)
    touch_line(db, thread)
    return await actions.message(db, who, data.message_id)


SET_LINE = """
INSERT INTO own_lines (dealership_id, message_id, line, person_id, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, message_id) DO UPDATE SET line = $3, person_id = $4, at = $5
"""


async def set_line(db: Db, message: UUID, line: str, by: UUID) -> None:
    await db.run(SET_LINE, message, line, by, db.now)


DROP_LINE = """
DELETE FROM own_lines WHERE dealership_id = $1 AND message_id = $2
"""


async def drop_line(db: Db, message: UUID) -> None:
    await db.run(DROP_LINE, message)
