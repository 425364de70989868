"""SQL of notes back: asked of whoever stood in, read by the owner."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.handoffs.queries import READS_TALK
from app.kit.auth import Who
from app.kit.db import Db


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """An asking, and the note that answered it."""

    id: UUID
    client_id: UUID
    person_id: UUID
    asked_at: datetime
    words: str | None
    answered_at: datetime | None


INSERT_RETURN = """
INSERT INTO returns (dealership_id, id, client_id, person_id, asked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""


async def insert_return(db: Db, id: UUID, client: UUID, person: UUID) -> bool:
    """False where it was asked already."""
    return await db.run(INSERT_RETURN, id, client, person, db.now) == 1


LOCK_RETURN = """
SELECT id, client_id, person_id, asked_at, words, answered_at FROM returns
WHERE dealership_id = $1 AND id = $2 FOR UPDATE
"""


async def lock_return(db: Db, id: UUID) -> Return | None:
    row = await db.row(LOCK_RETURN, id)
    return Return(**row) if row else None


UNANSWERED_RETURN = """
SELECT id FROM returns
WHERE dealership_id = $1 AND client_id = $2 AND person_id = $3 AND answered_at IS NULL ORDER BY asked_at LIMIT 1
"""


async def unanswered_return(db: Db, client: UUID, person: UUID) -> UUID | None:
    """What they were asked about this client and have not answered."""
    found: UUID | None = await db.value(UNANSWERED_RETURN, client, person)
    return found


DROP_UNANSWERED = """
DELETE FROM returns
WHERE dealership_id = $1 AND client_id = $2 AND person_id = $3 AND answered_at IS NULL AND id <> $4 RETURNING id
"""


async def drop_unanswered(db: Db, client: UUID, person: UUID, *, but: UUID) -> list[UUID]:
    """What they were asked before about this client and have not answered gives way to this asking."""
    return [row["id"] for row in await db.rows(DROP_UNANSWERED, client, person, but)]


ANSWER_RETURN = """
UPDATE returns SET words = $3, answered_at = $4 WHERE dealership_id = $1 AND id = $2
"""


async def answer_return(db: Db, id: UUID, words: str) -> None:
    await db.run(ANSWER_RETURN, id, words, db.now)


DID_SOMETHING = """
SELECT EXISTS (SELECT 1 FROM threads t JOIN messages m ON m.dealership_id = $1 AND m.thread_id = t.id
               WHERE t.dealership_id = $1 AND t.client_id = $2 AND m.author_id = $3 AND m.at >= $4)
    OR EXISTS (SELECT 1 FROM touches
               WHERE dealership_id = $1 AND client_id = $2 AND made_by = $3 AND made_at >= $4 AND undone_at IS NULL)
"""


async def did_something(db: Db, client: UUID, person: UUID, since: datetime) -> bool:
    """Did this person write to the client, or log a call, a visit or a note, since then?"""
    did: bool = await db.value(DID_SOMETHING, client, person, since)
    return did


INNER_ROWS = f"""
SELECT r.id, t.id AS thread_id, r.client_id, coalesce(r.answered_at, r.asked_at) AS at, r.words,
       p.id AS person_id, p.name AS person
FROM returns r
JOIN threads t ON t.dealership_id = $1 AND t.client_id = r.client_id AND t.merged_into IS NULL
JOIN clients c ON c.dealership_id = $1 AND c.id = r.client_id
JOIN persons p ON p.dealership_id = $1 AND p.id = r.person_id
WHERE r.dealership_id = $1 AND {READS_TALK}
"""
RETURNS_OF_CLIENT = INNER_ROWS + "AND r.client_id = $5 ORDER BY r.asked_at DESC LIMIT 50"
RETURNS_BY_ID = INNER_ROWS + "AND r.id = ANY ($5::uuid[])"


async def returns_of_client(db: Db, who: Who, client: UUID) -> list[Any]:
    """The latest of a client, for somebody who was let into the talk."""
    return await db.rows(RETURNS_OF_CLIENT, who.id, True, db.now, client)


async def returns_by_id(db: Db, who: Who, ids: list[UUID]) -> list[Any]:
    """These, as far as this person may read the talk."""
    return await db.rows(RETURNS_BY_ID, who.id, who.role == "supervisor", db.now, ids)
