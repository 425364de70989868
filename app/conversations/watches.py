"""SQL of the watch over open promises."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from app.kit.db import Db


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What is still to be done about a promise. `called`: how many rungs of the ladder had their turn."""

    promise_id: UUID
    attempts: int
    tell_at: datetime | None
    here_until: datetime
    urgent_at: datetime | None
    soon_at: datetime | None
    called: int
    call_at: datetime | None


BEGIN_WATCH = """
INSERT INTO watches AS w (dealership_id, promise_id, due_at, tell_at, here_until)
VALUES ($1, $2, least($3::timestamptz, $4::timestamptz, $5::timestamptz), $3, $4)
ON CONFLICT (dealership_id, promise_id) DO UPDATE SET state = 'queued', due_at = least($5, excluded.due_at),
    tell_at = $3, here_until = $4
"""


async def begin_watch(
    db: Db, promise: UUID, tell_at: datetime | None, here_until: datetime, by_at: datetime
) -> None:
    """Look at it when the client is to be told, when its person goes, or when its time comes: whichever is first."""
    await db.run(BEGIN_WATCH, promise, tell_at, here_until, by_at)
    db.wake("watches")


IS_WATCHED = """
SELECT EXISTS (SELECT 1 FROM watches WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued')
"""


async def is_watched(db: Db, promise: UUID) -> bool:
    watched: bool = await db.value(IS_WATCHED, promise)
    return watched


TURN_ENDS = """
UPDATE watches SET here_until = $3, due_at = least(due_at, $3)
WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued'
"""


async def turn_ends(db: Db, promise: UUID, here_until: datetime) -> None:
    """Whoever it names goes then."""
    await db.run(TURN_ENDS, promise, here_until)


DUE_WATCHES = """
SELECT promise_id FROM watches WHERE dealership_id = $1 AND state = 'queued' AND due_at <= $2 ORDER BY due_at LIMIT $3
"""


async def due_watches(db: Db, limit: int) -> list[UUID]:
    return [row["promise_id"] for row in await db.rows(DUE_WATCHES, db.now, limit)]


HOLD_WATCH = """
SELECT promise_id, attempts, tell_at, here_until, urgent_at, soon_at, called, call_at FROM watches
WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued' AND due_at <= $3 FOR UPDATE
"""


async def hold_watch(db: Db, promise: UUID) -> Watch | None:
    """Held until the unit ends; None if a rival has looked already."""
    row = await db.row(HOLD_WATCH, promise, db.now)
    return Watch(**row) if row else None


KEEP_WATCH = """
UPDATE watches SET due_at = $3, tell_at = $4, here_until = $5, called = $6, call_at = $7, attempts = $8, soon_at = $9
WHERE dealership_id = $1 AND promise_id = $2
"""


async def keep_watch(db: Db, watch: Watch, due_at: datetime) -> None:
    """As it stands now, to be looked at again then."""
    await db.run(
        KEEP_WATCH, watch.promise_id, due_at, watch.tell_at, watch.here_until, watch.called, watch.call_at,
        watch.attempts, watch.soon_at,
    )  # fmt: skip


WATCH_ON = """
UPDATE watches w SET state = 'queued', due_at = $3::timestamptz, here_until = $3::timestamptz,
    tell_at = CASE WHEN p.told_at IS NULL THEN $3::timestamptz END
FROM promises p
WHERE w.dealership_id = $1 AND w.promise_id = $2 AND p.dealership_id = $1 AND p.id = w.promise_id
"""


async def watch_on(db: Db, promise: UUID) -> None:
    """It is open again after all, and as urgent as it was: whose turn it was is called at their minute."""
    await db.run(WATCH_ON, promise, db.now)
    db.wake("watches")


END_WATCH = """
UPDATE watches SET state = 'over', tell_at = NULL WHERE dealership_id = $1 AND promise_id = $2
"""


async def end_watch(db: Db, promise: UUID) -> None:
    await db.run(END_WATCH, promise)


TELL_LATER = """
UPDATE watches SET tell_at = $3, due_at = CASE WHEN due_at = tell_at THEN $3 ELSE least(due_at, $3) END
WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued' AND tell_at < $3
"""


async def tell_later(db: Db, promise: UUID, tell_at: datetime) -> None:
    """The client goes on: they are told when they have paused. Of one who knows already nothing changes."""
    await db.run(TELL_LATER, promise, tell_at)


TELL_AGAIN = """
UPDATE watches w SET tell_at = $3, due_at = least(w.due_at, $3) FROM promises p
WHERE w.dealership_id = $1 AND w.promise_id = $2 AND w.state = 'queued' AND w.tell_at IS NULL
  AND p.dealership_id = $1 AND p.id = w.promise_id AND p.told_at < $4
"""


async def tell_again(db: Db, promise: UUID, tell_at: datetime, told_before: datetime) -> None:
    """They were told longer ago than that, and write anew: they hear it once more."""
    await db.run(TELL_AGAIN, promise, tell_at, told_before)
    db.wake("watches")


LOOK_BY = """
UPDATE watches w SET due_at = least(w.due_at, $3) FROM promises p
WHERE w.dealership_id = $1 AND w.state = 'queued' AND p.dealership_id = $1 AND p.id = w.promise_id
  AND p.thread_id = $2 AND p.ended_at IS NULL
"""


async def look_by(db: Db, thread: UUID, at: datetime) -> None:
    """Something is due then about whoever waits in this talk."""
    await db.run(LOOK_BY, thread, at)


LOOK_NOW = """
UPDATE watches w SET due_at = least(w.due_at, $3), here_until = least(w.here_until, $3)
FROM promises p JOIN threads t ON t.dealership_id = $1 AND t.id = p.thread_id
LEFT JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
WHERE w.dealership_id = $1 AND w.state = 'queued' AND p.dealership_id = $1 AND p.id = w.promise_id
  AND p.ended_at IS NULL AND ($2::uuid[] IS NULL OR t.client_id = ANY ($2))
"""


async def look_now(db: Db, clients: list[UUID] | None = None) -> None:
    """Who answers may be somebody else from now on: of these clients, or of everybody who waits."""
    await db.run(LOOK_NOW, clients, db.now)
    db.wake("watches")


SOON_ENOUGH = timedelta(minutes=15)
"""A call that comes within this time is waited for."""

CALL_NOW = """
UPDATE watches w SET urgent_at = $3, call_at = $3, due_at = least(due_at, $3)
WHERE w.dealership_id = $1 AND w.promise_id = $2 AND w.state = 'queued'
  AND (w.urgent_at IS NULL OR w.call_at IS NULL OR w.call_at > $4 OR EXISTS (
      SELECT 1 FROM promises p
      JOIN read_marks r ON r.dealership_id = $1 AND r.thread_id = p.thread_id AND r.at >= w.urgent_at
      JOIN ladder_calls c ON c.dealership_id = $1 AND c.promise_id = p.id AND c.person_id = r.person_id
      WHERE p.dealership_id = $1 AND p.id = w.promise_id))
"""


async def call_now(db: Db, promise: UUID) -> None:
    """The client cannot wait: the ladder is called from its foot. While it is climbed already, nothing begins anew,
    but where somebody came and left it, or where nobody is called for long."""
    await db.run(CALL_NOW, promise, db.now, db.now + SOON_ENOUGH)
    db.wake("watches")


CALL_ANEW = """
UPDATE watches SET urgent_at = $3, call_at = $3, due_at = least(due_at, $3)
WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued' AND urgent_at IS NOT NULL AND call_at IS NOT NULL
"""


async def call_anew(db: Db, promise: UUID) -> None:
    """While it is climbed, the ladder has become another one: its foot is called first."""
    await db.run(CALL_ANEW, promise, db.now)
    db.wake("watches")


NEEDED_SOON = """
UPDATE watches SET soon_at = $3, call_at = $3, due_at = least(due_at, $3)
WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued' AND soon_at IS NULL AND urgent_at IS NULL
  AND call_at IS NULL
"""


async def needed_soon(db: Db, promise: UUID) -> None:
    """It is needed before the promised time: who is here sees it from now on, one rung after the other."""
    await db.run(NEEDED_SOON, promise, db.now)
    db.wake("watches")


NOT_SOON = """
UPDATE watches SET soon_at = NULL, call_at = NULL
WHERE dealership_id = $1 AND promise_id = $2 AND soon_at IS NOT NULL AND urgent_at IS NULL
"""


async def not_soon(db: Db, promise: UUID) -> None:
    """The promised time will do after all."""
    await db.run(NOT_SOON, promise)


CALM = """
UPDATE watches SET urgent_at = NULL, call_at = NULL, due_at = least(due_at, $3)
WHERE dealership_id = $1 AND promise_id = $2 AND urgent_at IS NOT NULL
"""


async def calm(db: Db, promise: UUID) -> None:
    """It can wait after all."""
    await db.run(CALM, promise, db.now)


WRITING_SINCE = """
SELECT EXISTS (SELECT 1 FROM drafts WHERE dealership_id = $1 AND thread_id = $2 AND at > $3)
"""


async def writing_since(db: Db, thread: UUID, since: datetime) -> bool:
    """Is somebody of the house at an answer: has what they write grown since then?"""
    found: bool = await db.value(WRITING_SINCE, thread, since)
    return found


LAST_SPOKEN = """
SELECT at, author_id FROM messages
WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'out' AND author_id IS NOT NULL
ORDER BY thread_seq DESC LIMIT 1
"""


async def last_spoken(db: Db, thread: UUID) -> tuple[datetime, UUID] | None:
    """When a person of the house last said something there, and who."""
    row = await db.row(LAST_SPOKEN, thread)
    return (row["at"], row["author_id"]) if row else None


LAST_CHANNEL = """
SELECT channel FROM messages WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'in'
ORDER BY thread_seq DESC LIMIT 1
"""


async def last_channel(db: Db, thread: UUID) -> str | None:
    """Where the client spoke last."""
    channel: str | None = await db.value(LAST_CHANNEL, thread)
    return channel


HASTE_OF = """
SELECT urgent_at, soon_at FROM watches WHERE dealership_id = $1 AND promise_id = $2
"""


async def haste_of(db: Db, promise: UUID) -> tuple[datetime | None, datetime | None]:
    """Since when it cannot wait, and since when it is needed before the promised time, also of a watch that is over."""
    row = await db.row(HASTE_OF, promise)
    return (row["urgent_at"], row["soon_at"]) if row else (None, None)


URGENT_SINCE = """
SELECT urgent_at FROM watches WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued'
"""


async def urgent_since(db: Db, promise: UUID) -> datetime | None:
    """Since when the client cannot wait; None: they can."""
    since: datetime | None = await db.value(URGENT_SINCE, promise)
    return since
