"""SQL of agreed substitutions: who looks after a colleague's clients from when until when."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.coverage.model import Substitution
from app.kit.db import Db
from app.people.model import Named

INSERT_SUBSTITUTION = """
INSERT INTO substitutions (dealership_id, id, owner_id, person_id, by_id, from_at, until_at, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def insert_substitution(db: Db, *substitution: Any) -> None:
    await db.run(INSERT_SUBSTITUTION, *substitution, db.now)


SUBSTITUTED = """
SELECT p.name FROM substitutions s JOIN persons p ON p.dealership_id = $1 AND p.id = s.person_id
WHERE s.dealership_id = $1 AND s.owner_id = $2 AND s.from_at < $4 AND s.until_at > $3 LIMIT 1
"""


async def substituted(db: Db, owner: UUID, from_at: datetime, until_at: datetime) -> str | None:
    """Who looks after these clients already in some of that time."""
    name: str | None = await db.value(SUBSTITUTED, owner, from_at, until_at)
    return name


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """A substitution as acts judge it."""

    id: UUID
    owner_id: UUID
    person_id: UUID
    by_id: UUID
    from_at: datetime
    until_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None


COLUMNS = "id, owner_id, person_id, by_id, from_at, until_at, begun_at, ended_at"

LOCK_SUBSTITUTION = f"SELECT {COLUMNS} FROM substitutions WHERE dealership_id = $1 AND id = $2 FOR UPDATE"


async def lock_substitution(db: Db, id: UUID) -> Agreed | None:
    row = await db.row(LOCK_SUBSTITUTION, id)
    return Agreed(**row) if row else None


DUE_SUBSTITUTIONS = f"""
SELECT {COLUMNS} FROM substitutions
WHERE dealership_id = $1 AND ended_at IS NULL AND from_at <= $2 AND (begun_at IS NULL OR until_at <= $2)
ORDER BY from_at, id FOR UPDATE SKIP LOCKED
"""


async def due_substitutions(db: Db) -> list[Agreed]:
    """Those whose time has come or is over, held until the unit ends."""
    return [Agreed(**row) for row in await db.rows(DUE_SUBSTITUTIONS, db.now)]


UNFINISHED_OF = f"""
SELECT {COLUMNS} FROM substitutions
WHERE dealership_id = $1 AND person_id = $2 AND ended_at IS NULL AND until_at > $3 ORDER BY from_at, id FOR UPDATE
"""


async def unfinished_of(db: Db, person: UUID) -> list[Agreed]:
    """Whose clients this person looks after now or later."""
    return [Agreed(**row) for row in await db.rows(UNFINISHED_OF, person, db.now)]


MARK_BEGUN = """
UPDATE substitutions SET begun_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def mark_begun(db: Db, id: UUID) -> None:
    await db.run(MARK_BEGUN, id, db.now)


MARK_ENDED = """
UPDATE substitutions SET ended_at = $3, ended_by = $4, until_at = greatest(from_at, least(until_at, $3))
WHERE dealership_id = $1 AND id = $2
"""


async def mark_ended(db: Db, id: UUID, by: UUID | None) -> None:
    await db.run(MARK_ENDED, id, db.now, by)


STANDING = """
SELECT s.id, s.from_at, s.until_at, o.id AS owner_id, o.name AS owner, p.id AS person_id, p.name AS person
FROM substitutions s
JOIN persons o ON o.dealership_id = $1 AND o.id = s.owner_id
JOIN persons p ON p.dealership_id = $1 AND p.id = s.person_id
WHERE s.dealership_id = $1 AND s.ended_at IS NULL AND s.until_at > $2
  AND ($3::uuid IS NULL OR s.owner_id = $3 OR s.person_id = $3)
ORDER BY s.from_at, s.id
"""


async def standing(db: Db, person: UUID | None) -> list[Substitution]:
    """What is agreed and not over: of this person and by them, or of everybody."""
    return [
        Substitution(
            id=row["id"], owner=Named(id=row["owner_id"], name=row["owner"]),
            person=Named(id=row["person_id"], name=row["person"]),
            from_at=row["from_at"], until_at=row["until_at"],
        )
        for row in await db.rows(STANDING, db.now, person)
    ]  # fmt: skip


IN_FORCE = """
SELECT max(until_at) FROM substitutions
WHERE dealership_id = $1 AND owner_id = $2 AND person_id = $3 AND ended_at IS NULL AND from_at <= $4 AND until_at > $4
"""


async def in_force(db: Db, owner: UUID, person: UUID) -> datetime | None:
    """Until when this person looks after that one's clients; None: not at this instant."""
    until_at: datetime | None = await db.value(IN_FORCE, owner, person, db.now)
    return until_at


LOOKING_AFTER = """
SELECT person_id, until_at FROM substitutions
WHERE dealership_id = $1 AND owner_id = $2 AND ended_at IS NULL AND from_at <= $3 AND until_at > $3
"""


async def looking_after(db: Db, owner: UUID) -> list[tuple[UUID, datetime]]:
    """Who looks after the clients of this person at this instant, and until when."""
    return [(row["person_id"], row["until_at"]) for row in await db.rows(LOOKING_AFTER, owner, db.now)]


WINDOWS = """
SELECT owner_id, person_id, from_at, until_at FROM substitutions
WHERE dealership_id = $1 AND until_at > $2 AND from_at < until_at ORDER BY owner_id, from_at, person_id
"""


async def windows(db: Db, since: datetime) -> list[Any]:
    return await db.rows(WINDOWS, since)


FORGET_SUBSTITUTIONS = """
DELETE FROM substitutions WHERE dealership_id = $1 AND until_at < $2
"""


async def forget_substitutions(db: Db, before: datetime) -> None:
    """Remove those that were over before a time."""
    await db.run(FORGET_SUBSTITUTIONS, before)
