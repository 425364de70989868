"""Waits that nobody watches: begun before there were watches, by an older process, or while the house had nobody."""

from uuid import UUID

import structlog

from app.conversations import promises, queries, watches
from app.conversations.naming import DAY_GRACE, NIGHT_GRACE, given_now, let_in, promise_answer, turn_at
from app.conversations.waiting import touch_thread
from app.kit.blobs import Blobs
from app.kit.db import Database, Db

AT_ONCE = 100
log = structlog.get_logger()


async def watch_unwatched(database: Database, dealership: UUID, _: Blobs | None = None) -> None:
    """Find them, and promise or watch each in a unit of its own; one that fails keeps no other waiting."""
    for thread in (await database.work(dealership, unwatched))[0]:
        try:
            await database.work(dealership, lambda db, id=thread: take_up(db, id))  # type: ignore[misc]
        except Exception:
            log.exception("wait not taken up", thread=thread, dealership=dealership)


async def take_up(db: Db, id: UUID) -> None:
    """From now on this wait is promised and watched like any; where the house has nobody still, it is found again."""
    thread = await queries.lock_thread(db, id)
    if thread is None or thread.waiting_since is None:
        return
    promise = await promises.open_promise(db, thread.id)
    given = await given_now(db, thread.owner_id, promise["person_id"] if promise else None)
    if given is None or (promise and await watches.is_watched(db, promise["id"])):
        return
    if promise is None:
        await promise_answer(db, thread)
        touch_thread(db, thread)
        return
    grace = DAY_GRACE if given.here_from <= db.now else NIGHT_GRACE
    tell_at = None if promise["told_at"] else db.now + grace
    await let_in(db, thread, given.person_id, given.by_at)
    await watches.begin_watch(db, promise["id"], tell_at, turn_at(db, given), promise["by_at"])


async def promise_unpromised(db: Db) -> None:
    """Somebody is here again: whoever wrote while there was nobody is promised an answer at once."""
    for id in sorted(await unwatched(db)):
        await take_up(db, id)


UNWATCHED = """
SELECT t.id FROM threads t
LEFT JOIN promises p ON p.dealership_id = $1 AND p.thread_id = t.id AND p.ended_at IS NULL
LEFT JOIN watches w ON w.dealership_id = $1 AND w.promise_id = p.id AND w.state = 'queued'
WHERE t.dealership_id = $1 AND t.waiting_since IS NOT NULL AND t.merged_into IS NULL AND w.promise_id IS NULL
ORDER BY t.waiting_since LIMIT $2
"""


async def unwatched(db: Db) -> list[UUID]:
    """The talks that wait so, the longest first."""
    return [row["id"] for row in await db.rows(UNWATCHED, AT_ONCE)]
