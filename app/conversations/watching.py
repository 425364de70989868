"""The watch over an open promise: the client is told who answers and by when, hears a later time before the told one
passes, and whoever has the turn next is called, each at its minute and once.

Every open promise has one row that says when to look next. A look does all that is due by then in one unit, so that a
crash repeats nothing; a look that comes late does what still makes sense: no hour is told that has passed.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from app.clients.actions import set_line
from app.clients.model import BookLine
from app.conversations import climbing, ladder_calls, promises, queries, watches
from app.conversations.acknowledging import say_when, speaks_by_itself
from app.conversations.model import Thread
from app.conversations.naming import given_now, let_in, name_again, turn_at
from app.conversations.snoozes import end_open_snooze, open_snooze
from app.conversations.waiting import touch_thread
from app.conversations.watches import Watch
from app.coverage.promising import Given
from app.journal.actions import record
from app.journal.jobs import pause_after
from app.kit.alone import alone
from app.kit.db import Database, Db
from app.kit.failpoints import failpoint

BATCH = 50
SOON = timedelta(minutes=5)
"""So long before a promised time passes the client hears the later one."""
MOST = timedelta(hours=3)
"""So far a time is put off by new ones; after that only the ladder is called."""
WRITING = timedelta(seconds=60)
"""Whose words grew in this time is at the answer."""
IN_THE_TALK = timedelta(minutes=10)
"""So long after their last words somebody of the house counts as being in the talk."""


async def watch_due(database: Database, dealership: UUID) -> int:
    """Look at each promise whose time has come, in a unit of its own; one that fails keeps no other waiting."""
    due = (await database.work(dealership, lambda db: watches.due_watches(db, BATCH)))[0]
    for promise in due:
        failpoint("watch_due")
        await alone(database, dealership, promise, look, "promise not watched", put_off)
        failpoint("watch_looked")
    return len(due)


async def put_off(db: Db, promise: UUID) -> None:
    watch = await watches.hold_watch(db, promise)
    if watch:
        tried = replace(watch, attempts=watch.attempts + 1)
        await watches.keep_watch(db, tried, db.now + pause_after(min(tried.attempts, 8)))


async def look(db: Db, id: UUID) -> None:
    """Do what is due about this promise, and say when to look again."""
    place = await promises.thread_of_promise(db, id)
    # The talk before the watch, as where a wait begins: else each would wait for what the other holds.
    thread = await queries.lock_thread(db, place) if place else None
    watch = await watches.hold_watch(db, id)
    if watch is None:
        return
    promise = await promises.open_promise(db, thread.id) if thread else None
    if thread is None or thread.waiting_since is None or promise is None or promise["id"] != id:
        await watches.end_watch(db, id)
        return
    given = await given_now(db, thread.owner_id, promise["person_id"])
    if given is None:  # nobody is left in the house; who comes is named by what they change
        await watches.keep_watch(db, watch, db.now + IN_THE_TALK)
        return
    if watch.here_until <= db.now:
        await name_again(db, thread)
        watch = replace(watch, here_until=turn_at(db, given))
        if given.here_from <= db.now:
            await record(db, "promise.turn", client=thread.client_id, subject=id, person=given.person_id)
        promise = await promises.open_promise(db, thread.id) or promise
    # As long as they are named, however long the client has waited.
    await let_in(db, thread, given.person_id, promise["by_at"])
    aside = await bring_back(db, thread, promise, given)
    watch, promise = await tell(db, thread, promise, watch, given)
    watch = await miss(db, thread, promise, watch)
    watch = await climbing.climb(db, thread, promise, watch, given)
    await watches.keep_watch(db, replace(watch, attempts=0), next_look(db, promise, watch, given, aside))
    failpoint("watch_looking")


async def bring_back(db: Db, thread: Thread, promise: Any, given: Given) -> datetime | None:
    """What was put aside until now is back, and whoever answers hears of it when they are at work. Answers until when
    it is put aside still."""
    snooze = await open_snooze(db, thread.id)
    if snooze is None or snooze["until_at"] > db.now:
        return snooze["until_at"] if snooze else None
    if given.here_from > db.now:
        return given.here_from
    await end_open_snooze(db, thread.id)
    await record(db, "wait.back", client=thread.client_id, subject=promise["id"], snooze=str(snooze["id"]))
    touch_thread(db, thread)
    return None


# --- tell


async def tell(db: Db, thread: Thread, promise: Any, watch: Watch, given: Given) -> tuple[Watch, Any]:
    """The client learns by when they are answered; or, before that time passes, that it will be later. No time is told
    that has passed."""
    to_tell = watch.tell_at is not None and watch.tell_at <= db.now
    until = promise["new_by_at"] or promise["by_at"]
    slips = slips_now(db, promise, given) or (to_tell and until <= db.now)
    if not (to_tell or slips):
        return watch, promise
    if not await speaks_by_itself(db, thread):
        return replace(watch, tell_at=None), promise
    later = await better_later(db, thread, until)
    if later > db.now:
        return replace(watch, tell_at=later) if to_tell else watch, promise
    if slips:
        await move(db, thread, promise, given)
    by_at = given.by_at if slips else until
    await say_when(db, thread, promise, given, by_at, slips=slips)
    await promises.mark_told(db, promise["id"])
    return replace(watch, tell_at=None), await promises.open_promise(db, thread.id)


def slips_now(db: Db, promise: Any, given: Given) -> bool:
    """Will the told time pass without an answer? Judged a little before; or at once, where nobody of the ladder is at
    work until then any more. A new time is said by day."""
    until = promise["new_by_at"] or promise["by_at"]
    if until - promise["by_at"] >= MOST or given.by_at <= until:
        return False
    nobody_before = given.here_from > until > db.now
    return nobody_before or (db.now >= until - SOON and given.here_from <= db.now)


async def better_later(db: Db, thread: Thread, until: datetime) -> datetime:
    """Nobody is told when they will be answered while somebody writes the answer, or has just been in the talk."""
    if db.now >= until - timedelta(minutes=1):
        return db.now
    if await watches.writing_since(db, thread.id, db.now - WRITING):
        return db.now + WRITING
    spoken = await watches.last_spoken(db, thread.id)
    return max(db.now, spoken[0] + IN_THE_TALK) if spoken else db.now


async def move(db: Db, thread: Thread, promise: Any, given: Given) -> None:
    await promises.move_promise(db, promise["id"], given.by_at)
    if thread.client_id:
        await set_line(db, thread.client_id, BookLine(promise_new_by_at=given.by_at))
    await record(
        db, "promise.moved", client=thread.client_id, subject=promise["id"], by_at=promise["by_at"],
        new_by_at=given.by_at,
    )  # fmt: skip
    touch_thread(db, thread)


# --- miss


async def miss(db: Db, thread: Thread, promise: Any, watch: Watch) -> Watch:
    """The told time has passed: it is written down, and from this minute on the ladder is called."""
    if promise["by_at"] > db.now:
        return watch
    if await promises.miss_promise(db, promise["id"]):  # else the minute's round was there before
        about = {"client": thread.client_id, "subject": promise["id"]}
        await record(db, "promise.missed", by_at=promise["by_at"], **about)
        touch_thread(db, thread)
    if watch.soon_at and not watch.urgent_at:  # the early ladder ends where the late one begins
        watch = replace(watch, soon_at=None, call_at=None)
    called = await ladder_calls.people_called(db, promise["id"], promise["by_at"])
    if watch.call_at and (called or not watch.urgent_at):
        return watch
    return replace(watch, call_at=db.now if called else promise["by_at"])


def next_look(db: Db, promise: Any, watch: Watch, given: Given, aside: datetime | None) -> datetime:
    """The next minute at which something may be due."""
    until = promise["new_by_at"] or promise["by_at"]
    times = [watch.here_until, watch.tell_at, watch.call_at, aside, promise["by_at"]]
    if until - promise["by_at"] < MOST:
        times += [until - SOON, until, given.here_from]
        if until - SOON <= db.now < until:  # somebody was at the answer when it was looked at
            times.append(db.now + WRITING)
    return min((one for one in times if one and one > db.now), default=db.now + IN_THE_TALK)
