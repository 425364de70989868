"""SQL of complaints."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.kit.db import Db
from app.people.model import Named


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What a client is unhappy with. It is over when the client says so (`solved_at`), not when we do."""

    id: UUID
    client_id: UUID
    words: str
    made_at: datetime
    made_by: Named
    due_at: datetime
    closed_at: datetime | None
    closing: str | None
    solved_at: datetime | None
    reopened_at: datetime | None
    withdrawn_at: datetime | None


COMPLAINT_ROWS = """
SELECT k.id, k.client_id, k.words, k.made_at, k.made_by, p.name AS maker, k.due_at, k.closed_at, k.closing, k.solved_at,
       k.reopened_at, k.withdrawn_at
FROM complaints k JOIN persons p ON p.dealership_id = k.dealership_id AND p.id = k.made_by
WHERE k.dealership_id = $1
"""

LOCK_COMPLAINT = COMPLAINT_ROWS + "AND k.id = $2 FOR UPDATE OF k"


async def lock_complaint(db: Db, id: UUID) -> Complaint | None:
    row = await db.row(LOCK_COMPLAINT, id)
    return complaint_of(row) if row else None


COMPLAINTS_OF_CLIENT = (
    COMPLAINT_ROWS + "AND k.client_id = $2 AND k.withdrawn_at IS NULL ORDER BY k.made_at DESC LIMIT 20"
)


async def complaints_of_client(db: Db, client: UUID) -> list[Complaint]:
    """The client's complaints, the latest first."""
    return [complaint_of(row) for row in await db.rows(COMPLAINTS_OF_CLIENT, client)]


def complaint_of(row: object) -> Complaint:
    facts = dict(row)  # type: ignore[call-overload]
    maker = Named(id=facts.pop("made_by"), name=facts.pop("maker"))
    return Complaint(**facts, made_by=maker)


INSERT_COMPLAINT = """
INSERT INTO complaints (dealership_id, id, client_id, words, made_at, made_by, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
"""


async def insert_complaint(db: Db, id: UUID, client: UUID, words: str, by: UUID, due_at: datetime) -> bool:
    """False when this id is another complaint's."""
    return await db.run(INSERT_COMPLAINT, id, client, words, db.now, by, due_at) == 1


SET_CLOSED = """
UPDATE complaints SET closed_at = $3, closed_by = $4, closing = $5 WHERE dealership_id = $1 AND id = $2
"""


async def set_closed(db: Db, id: UUID, by: UUID, words: str) -> None:
    await db.run(SET_CLOSED, id, db.now, by, words)


SET_SOLVED = """
UPDATE complaints SET solved_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def set_solved(db: Db, id: UUID) -> None:
    await db.run(SET_SOLVED, id, db.now)


SET_REOPENED = """
UPDATE complaints SET closed_at = NULL, closed_by = NULL, closing = NULL, reopened_at = $3
WHERE dealership_id = $1 AND id = $2
"""


async def set_reopened(db: Db, id: UUID) -> None:
    await db.run(SET_REOPENED, id, db.now)


SET_WITHDRAWN = """
UPDATE complaints SET withdrawn_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def set_withdrawn(db: Db, id: UUID) -> None:
    await db.run(SET_WITHDRAWN, id, db.now)


OPEN_SINCE = """
SELECT min(made_at) FROM complaints
WHERE dealership_id = $1 AND client_id = $2 AND solved_at IS NULL AND withdrawn_at IS NULL
"""


async def open_since(db: Db, client: UUID) -> datetime | None:
    """Since when the client is unhappy; None: they are not."""
    since: datetime | None = await db.value(OPEN_SINCE, client)
    return since


SOLVED_SINCE = """
SELECT EXISTS (SELECT 1 FROM complaints WHERE dealership_id = $1 AND client_id = $2 AND solved_at > $3)
"""


async def solved_since(db: Db, client: UUID, at: datetime) -> bool:
    """Has the client said since then that something was made good?"""
    solved: bool = await db.value(SOLVED_SINCE, client, at)
    return solved
