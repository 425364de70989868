"""SQL of many deliveries at once: one text to each client of a book, and taking it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.deliveries.model import Lane
from app.kit.db import Db

INSERT_DELIVERIES = """
INSERT INTO deliveries (dealership_id, id, thing_kind, thing_id, address_id, lane, attempt, part, parts, body,
                        due_at, queued_at)
SELECT $1, each.id, $2, each.thing_id, each.address_id, $3, 1, 1, 1, each.body, each.due_at, $4
FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::jsonb[], $9::timestamptz[])
  AS each (id, thing_id, address_id, body, due_at)
"""


async def insert_deliveries(
    db: Db, thing_kind: str, lane: Lane, rows: list[tuple[UUID, UUID, UUID, Any, datetime]]
) -> None:
    """Many things of one part each: (delivery, thing, address, body, when it is due)."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    await db.run(INSERT_DELIVERIES, thing_kind, lane, db.now, *columns)


WITHDRAW_QUEUED = """
UPDATE deliveries SET state = 'withdrawn', lease_until = NULL, settled_at = $3
WHERE dealership_id = $1 AND thing_id = ANY ($2::uuid[]) AND state IN ('queued', 'held')
RETURNING thing_id
"""


async def withdraw_queued(db: Db, things: list[UUID]) -> set[UUID]:
    """Take back what has not left yet. Answers the things of which something was taken back."""
    return {row["thing_id"] for row in await db.rows(WITHDRAW_QUEUED, things, db.now)}


MAY_HAVE_ARRIVED = """
SELECT DISTINCT thing_id FROM deliveries
WHERE dealership_id = $1 AND thing_id = ANY ($2::uuid[]) AND state IN ('sending', 'sent', 'delivered', 'not_confirmed')
"""


async def may_have_arrived(db: Db, things: list[UUID]) -> set[UUID]:
    """Things that the channel took, or may have taken."""
    return {row["thing_id"] for row in await db.rows(MAY_HAVE_ARRIVED, things)}


PUT_OFF_UNTIL = """
UPDATE deliveries SET due_at = $3, lease_until = NULL WHERE dealership_id = $1 AND id = $2 AND state = 'queued'
"""


async def put_off_until(db: Db, id: UUID, until: datetime) -> None:
    """One that waits is not due before then."""
    await db.run(PUT_OFF_UNTIL, id, until)
