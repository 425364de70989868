"""SQL of what a push needs to know: whom a message concerns, and whether it still does."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.kit.db import Db
from app.kit.zones import usable


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """A client's message as the person sees it who answers. `newer`: the client wrote again since; `quiet`: it asks
    for nothing."""

    thread_id: UUID
    owner_id: UUID | None
    answers: UUID | None
    promise_id: UUID | None
    by_at: datetime | None
    waiting: bool
    newer: bool
    quiet: bool
    read: bool
    time_zone: str


WAITS = """
SELECT t.id AS thread_id, c.owner_id, coalesce(p.person_id, c.owner_id) AS answers, p.id AS promise_id, p.by_at,
       t.waiting_since IS NOT NULL AS waiting,
       EXISTS (SELECT 1 FROM messages n WHERE n.dealership_id = $1 AND n.thread_id = m.thread_id
               AND n.thread_seq > m.thread_seq AND n.direction = 'in' AND NOT n.quiet) AS newer,
       m.quiet,
       coalesce(r.seq >= m.thread_seq, false) OR m.deleted_at IS NOT NULL AS read, d.time_zone
FROM messages m
JOIN dealerships d ON d.id = $1
JOIN threads t ON t.dealership_id = $1 AND t.id = m.thread_id
LEFT JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
LEFT JOIN promises p ON p.dealership_id = $1 AND p.thread_id = t.id AND p.ended_at IS NULL
LEFT JOIN read_marks r ON r.dealership_id = $1 AND r.thread_id = t.id
     AND r.person_id = coalesce(p.person_id, c.owner_id)
WHERE m.dealership_id = $1 AND m.id = $2
"""


async def waits(db: Db, message: UUID) -> Waits | None:
    """Who is to answer this message, by when, and whether anybody still has to."""
    row = await db.row(WAITS, message)
    return Waits(**{**row, "time_zone": usable(row["time_zone"])}) if row else None


DEVICES_RUNG = """
SELECT a.device_id FROM deliveries d JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
WHERE d.dealership_id = $1 AND d.thing_id = $2 AND a.device_id IS NOT NULL
"""


async def devices_rung(db: Db, push: UUID) -> set[UUID]:
    """The devices that this push was queued for."""
    return {row["device_id"] for row in await db.rows(DEVICES_RUNG, push)}


COUNT_WAITING = """
SELECT count(*) FROM promises WHERE dealership_id = $1 AND person_id = $2 AND ended_at IS NULL
"""


async def count_waiting(db: Db, person: UUID) -> int:
    """How many talks wait for this person."""
    count: int = await db.value(COUNT_WAITING, person)
    return count
