"""The wait of a thread: it begins with a client's words, carries a promise, and ends by a human act."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.clients.actions import set_line
from app.clients.model import BookLine
from app.conversations import promises, queries, rules
from app.conversations.model import Thread
from app.conversations.snoozes import end_open_snooze
from app.coverage.rules import answer_by, least_busy
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import bad_field
from app.kit.ids import feed_of, new_id
from app.people.queries import dealership, person
from app.standards.queries import latest_standard


def feed_of_thread(db: Db, thread: Thread) -> UUID:
    """Where phones learn of this thread: its owner's book, or the lobby of the house."""
    return feed_of("book", thread.owner_id) if thread.owner_id else feed_of("lobby", db.dealership)


def touch_thread(db: Db, thread: Thread) -> None:
    feed = feed_of_thread(db, thread)
    db.touch(feed, "thread", thread.id)
    touch_window(db, thread)
    if thread.client_id:
        db.touch(feed, "client", thread.client_id)


def touch_window(db: Db, thread: Thread, message: UUID | None = None) -> None:
    """The client's own window shows it too. Most clients have none: a feed that nobody made is not written."""
    if thread.client_id:
        kind, row = ("message", message) if message else ("thread", thread.id)
        db.touch(feed_of("window", thread.client_id), kind, row)


async def begin_wait(db: Db, thread: Thread) -> None:
    """The client said something: from now on they wait, and somebody is promised to answer by a time. A wait that
    was put aside is back."""
    await end_open_snooze(db, thread.id)
    if not await queries.begin_wait(db, thread.id, db.now):
        return
    await promise_answer(db, thread)


async def answerer(db: Db, owner: UUID | None) -> UUID | None:
    """Who answers: the owner. A stranger is answered by the manager with the fewest who wait; the client of
    somebody who is out by a supervisor, who sees the talk, may write in it, and can hand the client over."""
    if owner is None:
        return least_busy(await promises.waiting_by_manager(db))
    found = await person(db, owner)
    if found and found.role == "manager" and found.deactivated_at is None:
        return owner
    return least_busy(await promises.waiting_by_supervisor(db))


async def keep_name_true(db: Db, thread: Thread) -> None:
    """The open promise names who answers now, by the time that was told."""
    promise = await promises.open_promise(db, thread.id)
    person = await answerer(db, thread.owner_id) if promise else None
    if promise is None or person is None or person == promise["person_id"]:
        return
    if thread.owner_id is None and promise["person_id"] in await promises.waiting_by_manager(db):
        return  # any manager who is here may answer a stranger: whoever was named stays
    await promises.rename_promise(db, promise["id"], person)
    await record(db, "promise.renamed", client=thread.client_id, subject=promise["id"], person=person)
    if thread.client_id:
        await set_line(db, thread.client_id, BookLine(promise_person=person))


async def promise_answer(db: Db, thread: Thread) -> None:
    person = await answerer(db, thread.owner_id)
    if person is None:
        await record(db, "wait.without_responsible", client=thread.client_id, subject=thread.id)
        return
    standard = await latest_standard(db)
    by_at = answer_by(db.now, standard.answer, (await dealership(db)).time_zone)
    promise, basis = new_id(), {"rule": "answer_minutes", "minutes": standard.answer.answer_minutes}
    await promises.insert_promise(
        db, promise, thread.id, person, by_at, basis | {"standard": standard.version}
    )
    await record(db, "promise.made", client=thread.client_id, subject=promise, person=person, by_at=by_at)
    if thread.client_id:
        line = BookLine(waiting_since=db.now, promise_by_at=by_at, promise_person=person)
        await set_line(db, thread.client_id, line)


async def end_wait(
    db: Db, thread: Thread, *, answered_by: UUID | None, at: datetime | None = None, **facts: Any
) -> UUID | None:
    """A person answered, or said that no answer is needed. Answers the promise that ended, if one was open.

    `at` is when they answered, if that was before now; `facts` go into the journal.
    """
    await end_open_snooze(db, thread.id)
    if not await queries.end_wait(db, thread.id):
        return None
    promise = await promises.open_promise(db, thread.id)
    if promise:
        ending = rules.how_kept(promise["by_at"], at or db.now) if answered_by else "withdrawn"
        await promises.end_promise(db, promise["id"], ending, at)
        kind, subject, by_at = f"promise.{ending}", promise["id"], promise["by_at"]
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
    if reopened is None:
        await promise_answer(db, thread)
        return
    if thread.client_id:
        line = {
            "waiting_since": since,
            "promise_by_at": reopened["by_at"],
            "promise_person": reopened["person_id"],
        }
        await set_line(db, thread.client_id, BookLine(**line))
    await keep_name_true(db, thread)  # the client may have another owner by now
