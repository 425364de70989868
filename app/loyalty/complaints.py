"""SQL of complaints."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.kit.db import Db
from app.people.model import Named


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What a client is unhappy with. It is over when the client says so (`solved_at`), not when we do.

    `asked`: the question whether it is solved is on its way to them or with them. `heard_at`: somebody of the house
    heard them say that it is.
    """

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
    heard_at: datetime | None
    asked: bool


ASKED = """EXISTS (
    SELECT 1 FROM asks a JOIN deliveries d ON d.dealership_id = $1 AND d.thing_kind = 'message'
        AND d.thing_id = a.message_id AND d.state NOT IN ('failed', 'withdrawn')
    WHERE a.dealership_id = $1 AND a.subject_id = k.id AND a.answered_at IS NULL AND a.until_at IS NULL)
"""

COMPLAINT_ROWS = f"""
SELECT k.id, k.client_id, k.words, k.made_at, k.made_by, p.name AS maker, k.due_at, k.closed_at, k.closing, k.solved_at,
       k.reopened_at, k.withdrawn_at, k.heard_at, {ASKED} AS asked
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
UPDATE complaints SET closed_at = NULL, closed_by = NULL, closing = NULL, heard_at = NULL, heard_by = NULL,
    reopened_at = $3
WHERE dealership_id = $1 AND id = $2
"""


async def set_reopened(db: Db, id: UUID) -> None:
    await db.run(SET_REOPENED, id, db.now)


SET_HEARD = """
UPDATE complaints SET heard_at = $3, heard_by = $4 WHERE dealership_id = $1 AND id = $2
"""


async def set_heard(db: Db, id: UUID, by: UUID) -> None:
    await db.run(SET_HEARD, id, db.now, by)


MENDED_UNASKED = f"""
SELECT k.id FROM complaints k
JOIN book_lines l ON l.dealership_id = $1 AND l.client_id = k.client_id AND l.connected
WHERE k.dealership_id = $1 AND k.closed_at IS NOT NULL AND k.solved_at IS NULL AND k.withdrawn_at IS NULL
  AND NOT {ASKED}
  AND NOT EXISTS (SELECT 1 FROM asks a WHERE a.dealership_id = $1 AND a.subject_id = k.id AND a.asked_at > $2)
ORDER BY k.closed_at LIMIT $3
"""


async def mended_unasked(db: Db, not_since: datetime, limit: int) -> list[UUID]:
    """Mended complaints of clients who can be written to and were not asked, as far as known, nor lately in vain."""
    return [row["id"] for row in await db.rows(MENDED_UNASKED, not_since, limit)]


SET_WITHDRAWN = """
UPDATE complaints SET withdrawn_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def set_withdrawn(db: Db, id: UUID) -> None:
    await db.run(SET_WITHDRAWN, id, db.now)


OPEN_SINCE = """
SELECT min(made_at) FROM complaints
WHERE dealership_id = $1 AND client_id = $2 AND solved_at IS NULL AND withdrawn_at IS NULL AND heard_at IS NULL
"""


async def open_since(db: Db, client: UUID) -> datetime | None:
    """Since when the client is unhappy, by all that we heard; None: they are not."""
    since: datetime | None = await db.value(OPEN_SINCE, client)
    return since


SOLVED_SINCE = """
SELECT EXISTS (SELECT 1 FROM complaints WHERE dealership_id = $1 AND client_id = $2 AND solved_at > $3)
"""


async def solved_since(db: Db, client: UUID, at: datetime) -> bool:
    """Has the client said since then that something was made good?"""
    solved: bool = await db.value(SOLVED_SINCE, client, at)
    return solved
