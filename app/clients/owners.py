"""SQL of whose client it is: the history of owners, whole books, and how much work a book is."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.kit.db import Db
from app.people.model import Named, Person


class OwnerSpell(msgspec.Struct, frozen=True, kw_only=True):
    """Whose client it was from an instant on, who decided it, and why."""

    owner: Named
    from_at: datetime
    by: Named | None
    because: str


class BookLoad(msgspec.Struct, frozen=True, kw_only=True):
    """A manager and how full their book is. `out` = they do not work here any more."""

    person: Named
    out: bool
    clients: int
    waiting: int
    connected: int


LOCK_PERSONS = """
SELECT id, handle, name, address_form, role, language, trade, deactivated_at FROM persons
WHERE dealership_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""


async def lock_persons(db: Db, ids: list[UUID]) -> dict[UUID, Person]:
    """These people, held until the unit ends: nobody is put out meanwhile, and books grow one after the other."""
    return {row["id"]: Person(**row) for row in await db.rows(LOCK_PERSONS, ids)}


LOCK_BOOK = """
SELECT id FROM clients WHERE dealership_id = $1 AND owner_id = $2 AND archived_at IS NULL ORDER BY id FOR NO KEY UPDATE
"""


async def lock_book(db: Db, owner: UUID) -> list[UUID]:
    """Every client of a book, held until the unit ends. What a rival moved away meanwhile is not among them."""
    return [row["id"] for row in await db.rows(LOCK_BOOK, owner)]


LOCK_OWNERS = """
SELECT id, owner_id FROM clients
WHERE dealership_id = $1 AND id = ANY ($2::uuid[]) AND archived_at IS NULL ORDER BY id FOR NO KEY UPDATE
"""


async def lock_owners(db: Db, clients: list[UUID]) -> dict[UUID, UUID]:
    """Whose each of these clients is, held until the unit ends; one that does not exist is left out."""
    return {row["id"]: row["owner_id"] for row in await db.rows(LOCK_OWNERS, clients)}


MOVE_CLIENTS = """
WITH last AS (
    SELECT c.id, (SELECT max(h.from_at) FROM client_owners h WHERE h.dealership_id = $1 AND h.client_id = c.id) AS at
    FROM clients c WHERE c.dealership_id = $1 AND c.id = ANY ($2::uuid[])
), moved AS (
    UPDATE clients c SET owner_id = $3 FROM last WHERE c.dealership_id = $1 AND c.id = last.id RETURNING c.id
), lines AS (
    UPDATE book_lines SET owner_id = $3 WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[])
), keys AS (
    UPDATE search_keys SET owner_id = $3 WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[])
)
INSERT INTO client_owners (dealership_id, client_id, from_at, owner_id, assigned_by, because)
SELECT $1, last.id, greatest($4::timestamptz, last.at + interval '1 microsecond'), $3, $5, $6 FROM last
RETURNING client_id, from_at
"""


async def move_clients(
    db: Db, clients: list[UUID], to: UUID, by: UUID | None, because: str
) -> dict[UUID, datetime]:
    """Change the owner of clients held by this unit, in the book and the search too; answers where each one's
    history goes on.

    A row of the history begins after the one before it, also when the clock stands still or went back:
    the latest row is the owner, always.
    """
    return {
        row["client_id"]: row["from_at"]
        for row in await db.rows(MOVE_CLIENTS, clients, to, db.now, by, because)
    }


SPELLS = """
SELECT h.from_at, h.because, o.id AS owner_id, o.name AS owner_name, b.id AS by_id, b.name AS by_name
FROM client_owners h
JOIN persons o ON o.dealership_id = h.dealership_id AND o.id = h.owner_id
LEFT JOIN persons b ON b.dealership_id = h.dealership_id AND b.id = h.assigned_by
WHERE h.dealership_id = $1 AND h.client_id = $2 ORDER BY h.from_at DESC LIMIT 200
"""


async def spells(db: Db, client: UUID) -> list[OwnerSpell]:
    """Whose client this was and since when, the latest first."""
    return [
        OwnerSpell(
            owner=Named(id=row["owner_id"], name=row["owner_name"]),
            from_at=row["from_at"],
            by=Named(id=row["by_id"], name=row["by_name"]) if row["by_id"] else None,
            because=row["because"],
        )
        for row in await db.rows(SPELLS, client)
    ]


BOOK_LOADS = """
SELECT p.id, p.name, p.deactivated_at, count(c.id) AS clients, count(l.waiting_since) AS waiting,
       count(c.id) FILTER (WHERE l.connected) AS connected
FROM persons p
LEFT JOIN clients c ON c.dealership_id = $1 AND c.owner_id = p.id AND c.archived_at IS NULL
LEFT JOIN book_lines l ON l.dealership_id = $1 AND l.client_id = c.id
WHERE p.dealership_id = $1 AND p.role = 'manager'
GROUP BY p.id, p.name, p.deactivated_at
HAVING p.deactivated_at IS NULL OR count(c.id) > 0
ORDER BY p.deactivated_at IS NULL, p.name, p.id
"""


async def book_loads(db: Db) -> list[BookLoad]:
    """Every manager with their book; those who are out come first, as long as clients are still theirs."""
    return [
        BookLoad(
            person=Named(id=row["id"], name=row["name"]),
            out=row["deactivated_at"] is not None,
            clients=row["clients"],
            waiting=row["waiting"],
            connected=row["connected"],
        )
        for row in await db.rows(BOOK_LOADS)
    ]


CLIENTS_OF = """
SELECT count(*) FROM clients WHERE dealership_id = $1 AND owner_id = $2 AND archived_at IS NULL
"""


async def clients_of(db: Db, owner: UUID) -> int:
    """How many clients are in a book."""
    count: int = await db.value(CLIENTS_OF, owner)
    return count


WORK_OF_CLIENTS = """
SELECT count(*) FILTER (WHERE e.kind IN ('message.received', 'message.sent')) AS messages,
       count(*) FILTER (WHERE e.kind = 'touch.made') AS touches
FROM unnest($2::uuid[]) AS c (id)
JOIN entries e ON e.dealership_id = $1 AND e.client_id = c.id AND e.at >= $3
"""


async def work_of_clients(db: Db, clients: list[UUID], since: datetime) -> tuple[int, int]:
    """Messages both ways, and touches, journaled with these clients since then."""
    row = await db.row(WORK_OF_CLIENTS, clients, since)
    return (row["messages"], row["touches"]) if row else (0, 0)


BOOK = """
SELECT id FROM clients WHERE dealership_id = $1 AND owner_id = $2 AND archived_at IS NULL ORDER BY id
"""


async def book(db: Db, owner: UUID) -> list[UUID]:
    """The clients of a book."""
    return [row["id"] for row in await db.rows(BOOK, owner)]


CHANGE_UNTOLD = """
UPDATE book_lines SET untold_since = $3 WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[])
"""


async def change_untold(db: Db, clients: list[UUID], since: datetime | None) -> None:
    """These clients do not know their new manager yet, since then; None: they know."""
    await db.run(CHANGE_UNTOLD, clients, since)


NAME_IN_LINES = """
UPDATE book_lines SET promise_person = $3
WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[]) AND promise_by_at IS NOT NULL
"""


async def name_in_lines(db: Db, clients: list[UUID], person: UUID) -> None:
    """The open promises to these clients are this person's now."""
    await db.run(NAME_IN_LINES, clients, person)
