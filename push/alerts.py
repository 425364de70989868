"""SQL of alerts: which waits nobody has noticed yet, and how far the house went to have them noticed."""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from app.kit.db import Db


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A wait that is watched, from the message on that was pushed."""

    promise_id: UUID
    message_id: UUID
    rung: int
    attempts: int


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A client's message that nobody in the house has opened; `urgent`: they said that it cannot wait."""

    id: UUID
    at: datetime
    urgent: bool


def push_of(message: UUID) -> UUID:
    """The push of this message, as a thing that is delivered to every device of whoever is to answer."""
    return uuid5(message, "push")


WATCH = """
INSERT INTO alerts AS a (dealership_id, promise_id, message_id, due_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (dealership_id, promise_id) DO UPDATE
SET message_id = excluded.message_id, state = 'queued', because = NULL, attempts = 0,
    due_at = excluded.due_at + CASE WHEN a.rung = 0 THEN interval '0' ELSE $5::interval END
WHERE a.state = 'over' AND a.rung < 2
"""


async def watch(db: Db, promise: UUID, message: UUID, due_at: datetime, further: object) -> None:
    """Look then whether anybody noticed. One that is watched already stays as it is; one whose person was written to
    goes on where it stopped, later by as much as every further step."""
    await db.run(WATCH, promise, message, due_at, further)


HASTEN = """
UPDATE alerts SET due_at = least(due_at, $3) WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued'
"""


async def hasten(db: Db, promise: UUID, due_at: datetime) -> None:
    """Look no later than then: what was put off for the morning cannot wait any more."""
    await db.run(HASTEN, promise, due_at)


DUE_ALERTS = """
SELECT promise_id FROM alerts WHERE dealership_id = $1 AND state = 'queued' AND due_at <= $2
ORDER BY due_at LIMIT $3
"""


async def due_alerts(db: Db, limit: int) -> list[UUID]:
    return [row["promise_id"] for row in await db.rows(DUE_ALERTS, db.now, limit)]


HOLD_ALERT = """
SELECT promise_id, message_id, rung, attempts FROM alerts
WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued' AND due_at <= $3 FOR UPDATE
"""


async def hold_alert(db: Db, promise: UUID) -> Alert | None:
    """Held until the unit ends; None if a rival has looked already."""
    row = await db.row(HOLD_ALERT, promise, db.now)
    return Alert(**row) if row else None


LOOK_AGAIN = """
UPDATE alerts SET rung = $3, due_at = $4, attempts = $5
WHERE dealership_id = $1 AND promise_id = $2 AND state = 'queued'
"""


async def look_again(db: Db, promise: UUID, rung: int, due_at: datetime, attempts: int = 0) -> None:
    await db.run(LOOK_AGAIN, promise, rung, due_at, attempts)


END_ALERT = """
UPDATE alerts SET state = 'over', because = $3, rung = $4 WHERE dealership_id = $1 AND promise_id = $2
"""


async def end_alert(db: Db, alert: Alert, because: str, rung: int | None = None) -> None:
    await db.run(END_ALERT, alert.promise_id, because, alert.rung if rung is None else rung)


UNREAD = """
SELECT m.id, m.at,
       EXISTS (SELECT 1 FROM tasks t WHERE t.dealership_id = $1 AND t.kind = 'urgent'
               AND t.key > m.id::text || ':' AND t.key < m.id::text || ';'
               AND t.outcome IS DISTINCT FROM 'not_needed') AS urgent
FROM messages f
JOIN messages m ON m.dealership_id = $1 AND m.thread_id = f.thread_id AND m.thread_seq >= f.thread_seq
     AND m.direction = 'in' AND NOT m.quiet AND m.deleted_at IS NULL
     AND m.thread_seq > coalesce((SELECT max(r.seq) FROM read_marks r
                                  WHERE r.dealership_id = $1 AND r.thread_id = f.thread_id), 0)
WHERE f.dealership_id = $1 AND f.id = $2 ORDER BY m.thread_seq LIMIT 200
"""


async def unread(db: Db, since: UUID) -> list[Unread]:
    """What the client said from this message on that nobody opened, the first first."""
    return [Unread(**row) for row in await db.rows(UNREAD, since)]


SHOWN_PUSHES = """
SELECT DISTINCT thing_id FROM deliveries
WHERE dealership_id = $1 AND thing_id = ANY ($2::uuid[]) AND state = 'delivered'
"""


async def shown_pushes(db: Db, pushes: list[UUID]) -> set[UUID]:
    """Those that some device said it showed."""
    return {row["thing_id"] for row in await db.rows(SHOWN_PUSHES, pushes)}


async def unnoticed(db: Db, since: UUID) -> list[Unread]:
    """What nobody opened and no device showed either: a notification stands for everything in the talk up to it."""
    left = await unread(db, since)
    pushes = [push_of(one.id) for one in left]
    shown = await shown_pushes(db, pushes)
    last = max((n for n, push in enumerate(pushes) if push in shown), default=-1)
    return left[last + 1 :]


FORGET_ALERTS = """
DELETE FROM alerts WHERE dealership_id = $1 AND state = 'over' AND due_at < $2
"""


async def forget_alerts(db: Db, before: datetime) -> int:
    return await db.run(FORGET_ALERTS, before)
