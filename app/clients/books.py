"""SQL of the book and the search: many clients at once."""

from operator import itemgetter
from typing import Any
from uuid import UUID

import asyncpg

from app.clients.kept import Version
from app.clients.model import Book, ClientLine, FoundClient, Promised
from app.clients.rules import may_see_card
from app.kit.auth import STANDING, Outdated, Who
from app.kit.db import Db
from app.people.model import Named

LINE = """
       c.id, c.name, c.address_form, l.phones, l.waiting_since, l.promise_by_at, l.promise_new_by_at,
       w.id AS promise_id, w.name AS promise_name, l.next_step, l.next_step_at, l.score,
       o.id AS owner_id, o.name AS owner_name,
       l.car, l.plate, l.vin_tail, l.last_text, l.last_at, l.met_at, l.thread_id, l.connected, l.untold_since"""

PROMISED = """LEFT JOIN LATERAL (SELECT p.id, p.name FROM persons p WHERE p.dealership_id = $1
                   AND p.id = l.promise_person AND l.promise_by_at IS NOT NULL LIMIT 1) w ON true"""

BOOK_LINES = f"""
SELECT {LINE}
FROM clients c
JOIN persons o ON o.dealership_id = c.dealership_id AND o.id = c.owner_id
LEFT JOIN LATERAL (SELECT * FROM book_lines b WHERE b.dealership_id = $1 AND b.client_id = c.id LIMIT 1) l ON true
{PROMISED}
WHERE c.dealership_id = $1 AND c.archived_at IS NULL
"""
"""Each LIMIT 1 keeps the planner from reading the summaries of the whole house for some clients."""


def line_of(row: asyncpg.Record, owner: Named) -> ClientLine:
    promise = None
    if row["promise_id"]:
        promise = Promised(
            person=Named(id=row["promise_id"], name=row["promise_name"]),
            by_at=row["promise_by_at"],
            new_by_at=row["promise_new_by_at"],
        )
    return ClientLine(
        id=row["id"],
        name=row["name"],
        address_form=row["address_form"],
        phones=row["phones"] or [],
        status="active",
        waiting_since=row["waiting_since"],
        promise=promise,
        next_step=row["next_step"],
        next_step_at=row["next_step_at"],
        score=row["score"],
        owner=owner,
        car=row["car"],
        plate=row["plate"],
        vin_tail=row["vin_tail"],
        last_text=row["last_text"],
        last_at=row["last_at"],
        met_at=row["met_at"],
        thread_id=row["thread_id"],
        connected=row["connected"] or False,
        untold_since=row["untold_since"],
    )


def lines_of(rows: list[asyncpg.Record]) -> list[ClientLine]:
    """The lines of the rows that are one; whoever owns several is made once."""
    owners: dict[UUID, Named] = {}
    lines = []
    for row in rows:
        if id := row["owner_id"]:
            owner = owners.get(id) or owners.setdefault(id, Named(id=id, name=row["owner_name"]))
            lines.append(line_of(row, owner))
    return lines


BY_NAME = itemgetter("name_key", "id")


def lines_of_book(owner: str) -> str:
    """A book is read as one stretch of its clients and one of their lines, and put in order afterwards: PostgreSQL
    would copy each line for it."""
    return f"""
    SELECT {LINE}, c.name_key
    FROM clients c
    JOIN persons o ON o.dealership_id = c.dealership_id AND o.id = c.owner_id
    LEFT JOIN book_lines l ON l.dealership_id = $1 AND l.owner_id = {owner} AND l.client_id = c.id
    {PROMISED}
    WHERE c.dealership_id = $1 AND c.archived_at IS NULL AND c.owner_id = {owner}"""


BOOK_OF_OWNER = f"""
WITH {STANDING}
SELECT f.epoch, f.seq, line.*
FROM standing CROSS JOIN feeds f
LEFT JOIN LATERAL ({lines_of_book("$6")}
    AND (f.epoch, f.seq) IS DISTINCT FROM ($7::uuid, $8::bigint) OFFSET 0) line ON true
WHERE f.dealership_id = $1 AND f.id = $5
"""
# OFFSET 0: asked of a subquery of its own the version is looked at once and first, else for each line that was read.


async def book_of_owner(db: Db, who: Who, feed: UUID, known: Version | None) -> Book | None:
    """The book as its feed stands; None if that is the version known already.

    Raises Outdated when the session has ended meanwhile.
    """
    epoch, seq = known or (None, None)
    rows = await db.rows(BOOK_OF_OWNER, who.session, db.now, who.remembered, feed, who.id, epoch, seq)
    unchanged = bool(rows) and (rows[0]["epoch"], rows[0]["seq"]) == known
    return None if unchanged else book_of(feed, sorted(rows, key=BY_NAME))


def book_of(feed: UUID, rows: list[asyncpg.Record]) -> Book:
    """Each row tells where the feed stands, also that of a book without clients. Without rows nobody may ask."""
    if not rows:
        raise Outdated
    return Book(feed=feed, epoch=rows[0]["epoch"], seq=rows[0]["seq"], clients=lines_of(rows))


FIRST_BY_NAME = "AND c.name_key >= '' ORDER BY c.name_key, c.id LIMIT 2000"
"""The bound that every name keeps names the index by which a house is read from its top."""

BOOK_OF_HOUSE = f"""
WITH {STANDING}
SELECT f.epoch, f.seq, line.*
FROM standing CROSS JOIN feeds f LEFT JOIN LATERAL ({BOOK_LINES} {FIRST_BY_NAME}) line ON true
WHERE f.dealership_id = $1 AND f.id = $5
"""


async def book_of_house(db: Db, who: Who, feed: UUID) -> Book:
    """Every book together, for a supervisor; the first 2 000 by name. Raises Outdated when the session has ended."""
    return book_of(feed, await db.rows(BOOK_OF_HOUSE, who.session, db.now, who.remembered, feed))


LINES_OF_OWNER = lines_of_book("$2")


async def lines_of_owner(db: Db, owner: UUID) -> list[ClientLine]:
    return lines_of(sorted(await db.rows(LINES_OF_OWNER, owner), key=BY_NAME))


LINES_OF_CLIENTS = f"{BOOK_LINES} AND c.id = ANY ($2::uuid[])"


async def lines_of_clients(db: Db, clients: list[UUID]) -> list[ClientLine]:
    return lines_of(await db.rows(LINES_OF_CLIENTS, clients))


async def read_clients(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """Book lines for a phone's feed, as far as this person may see them."""
    lines = await lines_of_clients(db, ids)
    return {line.id: line for line in lines if may_see_card(who, line.owner.id)}


FOUND_CLIENTS = """
SELECT c.id, c.name, c.name_key, o.id AS owner_id, o.name AS owner_name, l.car, l.plate,
       right(l.phones[1], 4) AS phone_tail
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
