"""The wait of a thread: it begins with a client's words, carries a promise, and ends by a human act."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.clients.actions import set_line
from app.clients.model import BookLine
from app.conversations import promises, queries, rules, watches
from app.conversations.called import call_off
from app.conversations.model import Thread
from app.conversations.naming import name_again, promise_answer, said_more
from app.conversations.snoozes import end_open_snooze
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import bad_field
from app.kit.ids import feed_of


def feed_of_thread(db: Db, thread: Thread) -> UUID:
    """Where phones learn of this thread: its owner's book, or the lobby of the house."""
    return feed_of("book", thread.owner_id) if thread.owner_id else feed_of("lobby", db.dealership)


def feeds_of(db: Db, thread: Thread) -> list[UUID]:
    return [feed_of_thread(db, thread), *(feed_of("person", person) for person in thread.stand_ins)]


def touch_thread(db: Db, thread: Thread) -> None:
    touch_line(db, thread)
    touch_window(db, thread)
    if thread.client_id:
        db.touch(feed_of_thread(db, thread), "client", thread.client_id)


def touch_line(db: Db, thread: Thread) -> None:
    """Its line in the lists of whoever has it there: the owner, and who stands in for them."""
    for feed in feeds_of(db, thread):
        db.touch(feed, "thread", thread.id)


def touch_message_of(db: Db, thread: Thread, message: UUID) -> None:
    """Phones and the client's own window learn that one of its messages is new, or not as it was."""
    for feed in feeds_of(db, thread):
        db.touch(feed, "message", message)
    touch_window(db, thread, message)


def touch_window(db: Db, thread: Thread, message: UUID | None = None) -> None:
    """The client's own window shows it too. Most clients have none: a feed that nobody made is not written."""
    if thread.client_id:
        kind, row = ("message", message) if message else ("thread", thread.id)
        db.touch(feed_of("window", thread.client_id), kind, row)


async def begin_wait(db: Db, thread: Thread) -> None:
    """The client said something: from now on they wait, and somebody is promised to answer by a time. A wait that
    was put aside is back."""
    await end_open_snooze(db, thread.id)
    if await queries.begin_wait(db, thread.id, db.now):
        await promise_answer(db, thread)
    else:
        await said_more(db, thread)


async def end_wait(
    db: Db, thread: Thread, *, answered_by: UUID | None, at: datetime | None = None, **facts: Any
) -> UUID | None:
    """A person answered, or said that no answer is needed. Answers the promise that ended, if one was open.

    `at` is when they answered, if that was before now; `facts` go into the journal, and what proves it with them.
    """
    await end_open_snooze(db, thread.id)
    if not await queries.end_wait(db, thread.id):
        return None
    promise = await promises.open_promise(db, thread.id)
    if promise:
        over_at = rules.counts_from(at or db.now, db.now, facts.get("proof"))
        ending = rules.how_kept(promise["by_at"], over_at) if answered_by else "withdrawn"
        await promises.end_promise(db, promise["id"], ending, over_at)
        await watches.end_watch(db, promise["id"])
        await call_off(db, promise["id"])
        kind, subject, by_at = f"promise.{ending}", promise["id"], promise["by_at"]
        if over_at < db.now:
            facts["over_at"] = over_at
        await record(db, kind, by=answered_by, client=thread.client_id, subject=subject, by_at=by_at, **facts)
    if thread.client_id:
        await set_line(
            db, thread.client_id, BookLine(waiting_since=None, promise_by_at=None, promise_person=None)
        )
    return promise["id"] if promise else None


async def waive(db: Db, who: Who, thread: Thread, waiver: UUID) -> None:
    """Say that no answer is needed: the wait ends without a reply; reversible until somebody answers."""
    if thread.waiting_since is None:
        return
    promise = await end_wait(db, thread, answered_by=None)
    if not await promises.insert_waiver(db, waiver, thread.id, thread.waiting_since, promise, who.id):
        raise bad_field("id", "taken")
    await record(db, "wait.waived", by=who.id, client=thread.client_id, subject=thread.id)
    touch_thread(db, thread)


async def unwaive(db: Db, who: Who, thread: Thread) -> None:
    """It needs an answer after all: the wait and its promise stand as they stood."""
    undone = await promises.undo_waiver(db, thread.id, who.id)
    if undone is None:
        return
    await record(db, "wait.restored", by=who.id, client=thread.client_id, subject=thread.id)
    if await queries.begin_wait(db, thread.id, undone["waited_since"]):
        await restore_promise(db, thread, undone["promise_id"], undone["waited_since"])
    touch_thread(db, thread)


async def restore_promise(db: Db, thread: Thread, promise: UUID | None, since: object) -> None:
    reopened = await promises.reopen_promise(db, promise) if promise else None
    if promise is None or reopened is None:
        await promise_answer(db, thread)
        return
    await watches.watch_on(db, promise)
    if thread.client_id:
        line = {
            "waiting_since": since,
            "promise_by_at": reopened["by_at"],
            "promise_new_by_at": reopened["new_by_at"],
            "promise_person": reopened["person_id"],
        }
        await set_line(db, thread.client_id, BookLine(**line))
    await name_again(db, thread)  # the client may have another owner by now
