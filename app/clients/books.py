"""SQL of the book and the search: many clients at once."""

from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from app.clients.kept import Version
from app.clients.model import ClientLine, FoundClient
from app.clients.rules import may_see_card
from app.kit.auth import STANDING, Outdated, Who
from app.kit.db import Db
from app.people.model import Named

BOOK_LINES = """
SELECT c.id, c.name, c.address_form, {phones} AS phones, 'active' AS status, l.waiting_since,
       CASE WHEN w.id IS NOT NULL AND l.promise_by_at IS NOT NULL
            THEN json_build_object('person', json_build_object('id', w.id, 'name', w.name), 'by_at', l.promise_by_at)
       END AS promise,
       l.next_step, l.next_step_at, l.score, json_build_object('id', o.id, 'name', o.name) AS owner,
       l.car, l.plate, l.vin_tail, l.last_text, l.last_at, l.met_at, l.thread_id,
       coalesce(l.connected, false) AS connected, l.untold_since
FROM clients c
JOIN persons o ON o.dealership_id = c.dealership_id AND o.id = c.owner_id
LEFT JOIN LATERAL (SELECT * FROM book_lines b WHERE b.dealership_id = $1 AND b.client_id = c.id LIMIT 1) l ON true
LEFT JOIN LATERAL (SELECT p.id, p.name FROM persons p WHERE p.dealership_id = $1 AND p.id = l.promise_person
                   LIMIT 1) w ON true
WHERE c.dealership_id = $1 AND c.archived_at IS NULL
""".format(
    phones="""ARRAY(SELECT p.phone FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = c.id
             AND p.kind = 'phone' AND p.ended_at IS NULL ORDER BY p.identifies DESC, p.created_at)"""
)
"""Lines of the book with the names of their Struct. Each LIMIT 1 keeps the planner from reading the summaries of
the whole house for one book."""

BOOK_OF_OWNER = f"""
WITH {STANDING}
SELECT f.epoch, f.seq, CASE WHEN f.epoch = $7 AND f.seq = $8 THEN NULL ELSE (
    SELECT coalesce(json_agg(line), '[]')::text
    FROM ({BOOK_LINES} AND c.owner_id = $6 ORDER BY c.name_key, c.id) line) END AS lines
FROM standing CROSS JOIN feeds f WHERE f.dealership_id = $1 AND f.id = $5
"""


async def book_of_owner(db: Db, who: Who, feed: UUID, known: Version | None) -> asyncpg.Record:
    """Where the book's feed stands and its lines as JSON, without lines if that is the version known already.

    Raises Outdated when the session has ended meanwhile.
    """
    epoch, seq = known or (None, None)
    row = await db.row(BOOK_OF_OWNER, who.session, db.now, who.remembered, feed, who.id, epoch, seq)
    if row is None:
        raise Outdated
    return row


FIRST_BY_NAME = "AND c.name_key >= '' ORDER BY c.name_key, c.id LIMIT 2000"
"""The bound that every name keeps names the index by which a house is read from its top."""

BOOK_OF_HOUSE = f"""
WITH {STANDING}
SELECT f.epoch, f.seq, (SELECT coalesce(json_agg(line), '[]')::text FROM ({BOOK_LINES} {FIRST_BY_NAME}) line) AS lines
FROM standing CROSS JOIN feeds f WHERE f.dealership_id = $1 AND f.id = $5
"""


async def book_of_house(db: Db, who: Who, feed: UUID) -> asyncpg.Record:
    """Every book together, for a supervisor; the first 2 000 by name. Raises Outdated when the session has ended."""
    row = await db.row(BOOK_OF_HOUSE, who.session, db.now, who.remembered, feed)
    if row is None:
        raise Outdated
    return row


LINES_OF_OWNER = f"""
SELECT coalesce(json_agg(line), '[]')::text FROM ({BOOK_LINES} AND c.owner_id = $2 ORDER BY c.name_key, c.id) line
"""


async def lines_of_owner(db: Db, owner: UUID) -> list[ClientLine]:
    return msgspec.json.decode(await db.value(LINES_OF_OWNER, owner), type=list[ClientLine])


LINES_OF_CLIENTS = f"""
SELECT coalesce(json_agg(line), '[]')::text FROM ({BOOK_LINES} AND c.id = ANY ($2::uuid[])) line
"""


async def lines_of_clients(db: Db, clients: list[UUID]) -> list[ClientLine]:
    return msgspec.json.decode(await db.value(LINES_OF_CLIENTS, clients), type=list[ClientLine])


async def read_clients(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """Book lines for a phone's feed, as far as this person may see them."""
    lines = await lines_of_clients(db, ids)
    return {line.id: line for line in lines if may_see_card(who, line.owner.id)}


FOUND_CLIENTS = """
SELECT c.id, c.name, c.name_key, o.id AS owner_id, o.name AS owner_name, l.car, l.plate,
       (SELECT right(p.phone, 4) FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = c.id
        AND p.kind = 'phone' AND p.ended_at IS NULL ORDER BY p.identifies DESC, p.created_at LIMIT 1) AS phone_tail
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
