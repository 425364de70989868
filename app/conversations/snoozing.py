"""A wait put aside until a time: it comes back by itself, and silences neither the promise nor the client."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from app.clients.model import Instant
from app.conversations import actions, waiting
from app.conversations.model import Thread, ThreadAct, ThreadLine
from app.conversations.snoozes import end_open_snooze, insert_snooze, last_heard
from app.conversations.watches import look_by
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import bad_field

LONGEST = timedelta(days=30)


class NewSnooze(ThreadAct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`seen_seq`: the client's newest words on the screen where it was put aside."""

    until_at: Instant
    seen_seq: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Snooze(NewSnooze, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`id` makes a repeat harmless."""

    thread_id: UUID


class Unsnooze(ThreadAct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    thread_id: UUID


async def snooze(db: Db, who: Who, data: Snooze) -> ThreadLine:
    """Put a wait aside. One that is over by the time this arrives changes nothing, nor does an hour that is past, nor
    words that came since and nobody has seen; the line says what holds."""
    thread = await actions.answerable(db, who, data.thread_id)
    if data.until_at > db.now + LONGEST:
        raise bad_field("until_at", "too_far")
    unseen = data.seen_seq is not None and data.seen_seq < await last_heard(db, thread.id)
    if thread.waiting_since and data.until_at > db.now and not unseen:
        await end_open_snooze(db, thread.id)
        if not await insert_snooze(db, data.id, thread.id, who.id, data.until_at):
            raise bad_field("id", "taken")
        await look_by(db, thread.id, data.until_at)
        about: dict[str, Any] = {"client": thread.client_id, "subject": thread.id}
        await record(db, "wait.snoozed", by=who.id, until_at=data.until_at, **about)
        waiting.touch_thread(db, thread)
    return await actions.line(db, who, thread.id)


async def unsnooze(db: Db, who: Who, data: Unsnooze) -> ThreadLine:
    """Have it back before its time."""
    thread = await actions.answerable(db, who, data.thread_id)
    await end_snooze(db, thread)
    return await actions.line(db, who, thread.id)


async def end_snooze(db: Db, thread: Thread) -> None:
    """The client wrote again, was answered, or somebody thought better of it."""
    if await end_open_snooze(db, thread.id):
        waiting.touch_thread(db, thread)
