"""The watch over an open promise: the client is told who answers and by when, hears a later time before the told one
passes, and whoever has the turn next is called, each at its minute and once.

Every open promise has one row that says when to look next. A look does all that is due by then in one unit, so that a
crash repeats nothing; a look that comes late does what still makes sense: no hour is told that has passed.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from msgspec.structs import replace

from app.conversations import acknowledging, climbing, own_chats, promises, queries, watches
from app.conversations.model import Thread
from app.conversations.naming import given_now, let_in, name_again, turn_at
from app.conversations.snoozes import end_open_snooze, open_snooze
from app.conversations.waiting import touch_thread
from app.conversations.watches import Watch
from app.coverage.promising import Given
from app.journal.actions import record
from app.journal.jobs import pause_after
from app.kit.db import Database, Db
from app.kit.failpoints import failpoint

BATCH = 50
SOON = timedelta(minutes=5)
"""So long before a promised time passes the client hears the later one."""
WRITING = timedelta(seconds=60)
"""Whose words grew in this time is at the answer."""
IN_THE_TALK = timedelta(minutes=10)
"""So long after their last words somebody of the house counts as being in the talk."""
log = structlog.get_logger()


async def watch_due(database: Database, dealership: UUID) -> int:
    """Look at each promise whose time has come, in a unit of its own; one that fails keeps no other waiting."""
    due = (await database.work(dealership, lambda db: watches.due_watches(db, BATCH)))[0]
    for promise in due:
        failpoint("watch_due")
        try:
            await database.work(dealership, lambda db, id=promise: look(db, id))  # type: ignore[misc]
        except Exception:
            log.exception("promise not watched", promise=promise, dealership=dealership)
            await database.work(dealership, lambda db, id=promise: put_off(db, id))  # type: ignore[misc]
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
    await let_in(
        db, thread, replace(given, by_at=promise["by_at"])
    )  # as long as they are named, however long the client has waited
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
    """The client learns by when they are answered; or, before that time passes, that it will be later."""
    to_tell = watch.tell_at is not None and watch.tell_at <= db.now
    slips = slips_now(db, promise, given)
    if not (to_tell or slips):
        return watch, promise
    later = await better_later(db, thread, promise)
    if later > db.now:
        return replace(watch, tell_at=later) if to_tell else watch, promise
    by_at = given.by_at if slips else promise["new_by_at"] or promise["by_at"]
    if slips:
        await move(db, thread, promise, given)
    if await speaks_by_itself(db, thread):
        first = promise["told_at"] is None
        await acknowledging.say_when(db, thread, promise, given, by_at, first=first, slips=slips)
        await promises.mark_told(db, promise["id"])
    promise = await promises.open_promise(db, thread.id)
    return replace(watch, tell_at=None), promise


def slips_now(db: Db, promise: Any, given: Given) -> bool:
    """Will the time that stands pass without an answer? Judged a little before; or at once, where nobody of the ladder
    is at work until then any more. A new time is said once, and by day."""
    if promise["new_by_at"] or given.by_at <= promise["by_at"]:
        return False
    nobody_before = given.here_from > promise["by_at"] > db.now
    at_hand = db.now >= promise["by_at"] - SOON and given.here_from <= db.now
    return nobody_before or at_hand


async def better_later(db: Db, thread: Thread, promise: Any) -> datetime:
    """Nobody is told when they will be answered while somebody writes the answer, or has just been in the talk."""
    if db.now >= promise["by_at"] - timedelta(minutes=1):
        return db.now
    if await watches.writing_since(db, thread.id, db.now - WRITING):
        return db.now + WRITING
    spoken = await watches.last_spoken(db, thread.id)
    return spoken + IN_THE_TALK if spoken and spoken + IN_THE_TALK > db.now else db.now


async def speaks_by_itself(db: Db, thread: Thread) -> bool:
    """Can the house say something here? Not under a manager's own name, and not where the way is closed."""
    address = await queries.address_of_thread(db, thread.id)
    return bool(address and not address["stopped_at"] and address["channel"] != own_chats.CHANNEL)


async def move(db: Db, thread: Thread, promise: Any, given: Given) -> None:
    await promises.move_promise(db, promise["id"], given.by_at)
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
    begun = watch.call_at or watch.called
    return watch if begun else replace(watch, call_at=promise["by_at"])


def next_look(db: Db, promise: Any, watch: Watch, given: Given, aside: datetime | None) -> datetime:
    """The next minute at which something may be due."""
    times = [watch.here_until]
    if watch.tell_at:
        times.append(watch.tell_at)
    if watch.call_at:
        times.append(watch.call_at)
    if aside:
        times.append(aside)
    if promise["by_at"] > db.now:
        times.append(promise["by_at"])
        if promise["new_by_at"] is None and promise["by_at"] - SOON > db.now:
            times.append(promise["by_at"] - SOON)
        elif promise["new_by_at"] is None:
            times.append(db.now + WRITING)
    elif promise["new_by_at"] is None and given.here_from > db.now:
        times.append(given.here_from)
    return max(db.now + timedelta(seconds=1), min(times))
