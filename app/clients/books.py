"""SQL of the book and the search: many clients at once."""

from typing import Any
from uuid import UUID

import asyncpg

from app.clients.model import ClientLine, FoundClient, Promised
from app.clients.rules import may_see_card
from app.kit.auth import Who
from app.kit.db import Db
from app.people.model import Named

BOOK_LINES = """
SELECT c.id, c.name, c.address_form, l.waiting_since, l.promise_by_at, pp.id AS promise_person,
       pp.name AS promise_name, l.next_step, l.next_step_at, l.score, o.id AS owner_id, o.name AS owner_name,
       l.car, l.plate, l.last_text, l.last_at, l.met_at, l.thread_id, coalesce(l.connected, false) AS connected,
       l.untold_since,
       ARRAY(SELECT p.phone FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = c.id
             AND p.kind = 'phone' AND p.ended_at IS NULL ORDER BY p.created_at) AS phones
FROM clients c
JOIN persons o ON o.dealership_id = c.dealership_id AND o.id = c.owner_id
LEFT JOIN book_lines l ON l.dealership_id = c.dealership_id AND l.client_id = c.id
LEFT JOIN persons pp ON pp.dealership_id = c.dealership_id AND pp.id = l.promise_person
WHERE c.dealership_id = $1 AND c.archived_at IS NULL
"""

BOOK_OF_OWNER = BOOK_LINES + "AND c.owner_id = $2 ORDER BY c.name_key"
BOOK_OF_HOUSE = BOOK_LINES + "ORDER BY c.name_key LIMIT 2000"
LINES_OF_CLIENTS = BOOK_LINES + "AND c.id = ANY ($2::uuid[])"


async def book_of_owner(db: Db, owner: UUID) -> list[ClientLine]:
    return [line_of(row) for row in await db.rows(BOOK_OF_OWNER, owner)]


async def book_of_house(db: Db) -> list[ClientLine]:
    """Every book together, for a supervisor; the first 2 000 by name."""
    return [line_of(row) for row in await db.rows(BOOK_OF_HOUSE)]


async def lines_of_clients(db: Db, clients: list[UUID]) -> list[ClientLine]:
    return [line_of(row) for row in await db.rows(LINES_OF_CLIENTS, clients)]


async def read_clients(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """Book lines for a phone's feed, as far as this person may see them."""
    lines = await lines_of_clients(db, ids)
    return {line.id: line for line in lines if may_see_card(who, line.owner.id)}


def line_of(row: asyncpg.Record) -> ClientLine:
    return ClientLine(
        id=row["id"],
        name=row["name"],
        address_form=row["address_form"],
        phones=row["phones"],
        status="active",
        waiting_since=row["waiting_since"],
        promise=promised(row),
        next_step=row["next_step"],
        next_step_at=row["next_step_at"],
        score=row["score"],
        owner=Named(id=row["owner_id"], name=row["owner_name"]),
        car=row["car"],
        plate=row["plate"],
        last_text=row["last_text"],
        last_at=row["last_at"],
        met_at=row["met_at"],
        thread_id=row["thread_id"],
        connected=row["connected"],
        untold_since=row["untold_since"],
    )


def promised(row: Any) -> Promised | None:
    if row["promise_by_at"] is None or row["promise_person"] is None:
        return None
    person = Named(id=row["promise_person"], name=row["promise_name"])
    return Promised(person=person, by_at=row["promise_by_at"])


FEED_PLACE = """
SELECT id, epoch, seq FROM feeds WHERE dealership_id = $1 AND id = $2
"""


async def feed_place(db: Db, feed: UUID) -> asyncpg.Record | None:
    return await db.row(FEED_PLACE, feed)


FOUND_CLIENTS = """
SELECT c.id, c.name, c.name_key, o.id AS owner_id, o.name AS owner_name, l.car, l.plate,
       (SELECT right(p.phone, 4) FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = c.id
        AND p.kind = 'phone' AND p.ended_at IS NULL ORDER BY p.created_at LIMIT 1) AS phone_tail
FROM clients c
JOIN persons o ON o.dealership_id = c.dealership_id AND o.id = c.owner_id
LEFT JOIN book_lines l ON l.dealership_id = c.dealership_id AND l.client_id = c.id
WHERE c.dealership_id = $1 AND c.id = ANY ($2::uuid[]) AND c.archived_at IS NULL
ORDER BY c.owner_id <> $3, c.name_key, c.id LIMIT $4
"""


async def found_clients(
    db: Db, clients: list[UUID], asker: UUID, sees_all: bool, limit: int
) -> list[FoundClient]:
    """Own clients first. Of others' clients: name, last four digits and whose, nothing more."""
    return [
        FoundClient(
            id=row["id"],
            name=row["name"],
            phone_tail=row["phone_tail"],
            car=row["car"] if sees_all or row["owner_id"] == asker else None,
            plate=row["plate"] if sees_all or row["owner_id"] == asker else None,
            owner=Named(id=row["owner_id"], name=row["owner_name"]),
            mine=row["owner_id"] == asker,
            similar=False,
        )
        for row in await db.rows(FOUND_CLIENTS, clients, asker, limit)
    ]
