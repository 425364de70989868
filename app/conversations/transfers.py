"""Transfers of clients from one manager to another: their shapes, and the SQL of what they moved."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import msgspec

from app.kit.db import Db
from app.people.model import Named

UNDONE_WITHIN = timedelta(hours=24)
SHOWN = timedelta(days=30)
Clients = Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=5_000)]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which clients go from whom to whom; no list = the whole book."""

    from_id: UUID
    to_id: UUID
    clients: Clients | None = None
    announce: bool = True


class NewTransfer(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The act itself. `confirmed` = yes, although the receiver's book is full."""

    id: UUID
    confirmed: bool = False


class Undo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    transfer_id: UUID
    confirmed: bool = False


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """What clients of one language read, as one of them will, and when the first and the last get it."""

    language: str
    text: str
    clients: int
    first_at: datetime
    last_at: datetime


class RoomShown(msgspec.Struct, frozen=True, kw_only=True):
    """The receiver's book before and after, against its capacity; `basis` = where the hours come from."""

    clients: int
    after: int
    capacity: int
    over: bool
    hours_now: float
    hours_after: float
    basis: str


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a transfer would do; nothing is written."""

    giver: Named
    receiver: Named
    clients: int
    waiting: int
    promises: int
    connected: int
    announcements: list[Announced]
    untold: int
    room: RoomShown


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer as it stands now. `undo_until` is None when it cannot be undone any more."""

    id: UUID
    giver: Named
    receiver: Named
    clients: int
    whole_book: bool
    over_capacity: bool
    announced: int
    untold: int
    made_at: datetime
    made_by: Named
    undo_until: datetime | None
    undone_at: datetime | None
    undone_by: Named | None
    returned: int


class Transfers(msgspec.Struct, frozen=True, kw_only=True):
    transfers: list[Transfer]


INSERT_TRANSFER = """
INSERT INTO transfers (dealership_id, id, from_id, to_id, whole_book, clients, announced, over_capacity, made_at,
                       made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
"""


async def insert_transfer(db: Db, new: NewTransfer, clients: int, over: bool, by: UUID) -> bool:
    """False when this id is another transfer's."""
    facts = (new.from_id, new.to_id, new.clients is None, clients, new.announce, over)
    return await db.run(INSERT_TRANSFER, new.id, *facts, db.now, by) == 1


INSERT_TRANSFER_CLIENTS = """
INSERT INTO transfer_clients (dealership_id, transfer_id, client_id, from_at, message_id)
SELECT $1, $2, each.client_id, each.from_at, each.message_id
FROM unnest($3::uuid[], $4::timestamptz[], $5::uuid[]) AS each (client_id, from_at, message_id)
"""


async def insert_transfer_clients(
    db: Db, transfer: UUID, rows: list[tuple[UUID, datetime, UUID | None]]
) -> None:
    await db.run(INSERT_TRANSFER_CLIENTS, transfer, *[list(column) for column in zip(*rows, strict=True)])


LOCK_TRANSFER = """
SELECT id, from_id, to_id, made_at, undone_at FROM transfers WHERE dealership_id = $1 AND id = $2 FOR UPDATE
"""


async def lock_transfer(db: Db, id: UUID) -> asyncpg.Record | None:
    return await db.row(LOCK_TRANSFER, id)


CLIENTS_OF_TRANSFER = """
SELECT client_id FROM transfer_clients WHERE dealership_id = $1 AND transfer_id = $2
"""


async def clients_of_transfer(db: Db, transfer: UUID) -> list[UUID]:
    return [row["client_id"] for row in await db.rows(CLIENTS_OF_TRANSFER, transfer)]


STILL_MOVED = """
SELECT k.client_id, k.message_id FROM transfer_clients k
WHERE k.dealership_id = $1 AND k.transfer_id = $2 AND k.from_at = (
    SELECT max(h.from_at) FROM client_owners h WHERE h.dealership_id = $1 AND h.client_id = k.client_id)
"""


async def still_moved(db: Db, transfer: UUID) -> dict[UUID, UUID | None]:
    """Clients whose owner nobody changed since, each with its announcement."""
    return {row["client_id"]: row["message_id"] for row in await db.rows(STILL_MOVED, transfer)}


CLOSE_TRANSFER = """
UPDATE transfers SET undone_at = $3, undone_by = $4 WHERE dealership_id = $1 AND id = $2
"""

RETURN_CLIENTS = """
UPDATE transfer_clients k SET returned_at = $3, second_id = each.second_id
FROM unnest($4::uuid[], $5::uuid[]) AS each (client_id, second_id)
WHERE k.dealership_id = $1 AND k.transfer_id = $2 AND k.client_id = each.client_id
"""


async def return_clients(db: Db, transfer: UUID, rows: list[tuple[UUID, UUID | None]]) -> None:
    """Note who went back, and the second text each was sent."""
    await db.run(RETURN_CLIENTS, transfer, db.now, *[list(column) for column in zip(*rows, strict=True)])


async def close_transfer(db: Db, transfer: UUID, by: UUID) -> None:
    await db.run(CLOSE_TRANSFER, transfer, db.now, by)


TRANSFER_ROWS = """
SELECT x.id, x.clients, x.whole_book, x.over_capacity, x.made_at, x.undone_at, f.id AS from_id, f.name AS from_name,
       t.id AS to_id, t.name AS to_name, m.id AS made_by_id, m.name AS made_by_name, u.id AS undone_by_id,
       u.name AS undone_by_name, k.announced, k.untold, k.returned
FROM transfers x
JOIN persons f ON f.dealership_id = $1 AND f.id = x.from_id
JOIN persons t ON t.dealership_id = $1 AND t.id = x.to_id
JOIN persons m ON m.dealership_id = $1 AND m.id = x.made_by
LEFT JOIN persons u ON u.dealership_id = $1 AND u.id = x.undone_by
CROSS JOIN LATERAL (
    SELECT count(n.message_id) AS announced, count(n.returned_at) AS returned,
           count(*) FILTER (WHERE l.untold_since IS NOT NULL AND c.owner_id = x.to_id) AS untold
    FROM transfer_clients n
    JOIN clients c ON c.dealership_id = $1 AND c.id = n.client_id
    LEFT JOIN book_lines l ON l.dealership_id = $1 AND l.client_id = n.client_id
    WHERE n.dealership_id = $1 AND n.transfer_id = x.id) k
WHERE x.dealership_id = $1
"""

LATEST_TRANSFERS = TRANSFER_ROWS + "AND x.made_at >= $2 ORDER BY x.made_at DESC, x.id LIMIT 100"
TRANSFER = TRANSFER_ROWS + "AND x.id = $2"


async def latest_transfers(db: Db) -> list[Transfer]:
    """The transfers of the last thirty days, the latest first."""
    return [transfer_of(row, db.now) for row in await db.rows(LATEST_TRANSFERS, db.now - SHOWN)]


async def transfer(db: Db, id: UUID) -> Transfer:
    row = await db.row(TRANSFER, id)
    assert row is not None
    return transfer_of(row, db.now)


def transfer_of(row: Any, now: datetime) -> Transfer:
    open_until = row["made_at"] + UNDONE_WITHIN
    undone = row["undone_at"] is not None
    plain = (
        "id",
        "clients",
        "whole_book",
        "over_capacity",
        "made_at",
        "undone_at",
        "announced",
        "untold",
        "returned",
    )
    return Transfer(
        **{name: row[name] for name in plain},
        giver=Named(id=row["from_id"], name=row["from_name"]),
        receiver=Named(id=row["to_id"], name=row["to_name"]),
        made_by=Named(id=row["made_by_id"], name=row["made_by_name"]),
        undo_until=None if undone or now >= open_until else open_until,
        undone_by=Named(id=row["undone_by_id"], name=row["undone_by_name"]) if undone else None,
    )
