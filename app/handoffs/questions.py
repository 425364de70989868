"""SQL of questions to specialists."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.handoffs.queries import READS_TALK
from app.kit.auth import Who
from app.kit.db import Db


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question as acts judge it. `called`: how many rungs had their turn."""

    id: UUID
    client_id: UUID
    trade: str
    asked_by: UUID
    words: str
    by_at: datetime
    state: str
    due_at: datetime | None
    called: int
    answer: str | None
    answered_by: UUID | None


COLUMNS = "id, client_id, trade, asked_by, words, by_at, state, due_at, called, answer, answered_by"

INSERT_QUESTION = """
INSERT INTO questions (dealership_id, id, client_id, trade, asked_by, words, by_at, due_at, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8) ON CONFLICT DO NOTHING
"""


async def insert_question(db: Db, *question: Any) -> bool:
    """False when this id is another question's."""
    return await db.run(INSERT_QUESTION, *question, db.now) == 1


QUESTION = f"SELECT {COLUMNS} FROM questions WHERE dealership_id = $1 AND id = $2"


async def question(db: Db, id: UUID) -> Question | None:
    row = await db.row(QUESTION, id)
    return Question(**row) if row else None


LOCK_QUESTION = f"SELECT {COLUMNS} FROM questions WHERE dealership_id = $1 AND id = $2 FOR UPDATE"


async def lock_question(db: Db, id: UUID) -> Question | None:
    row = await db.row(LOCK_QUESTION, id)
    return Question(**row) if row else None


DUE_QUESTIONS = f"""
SELECT {COLUMNS} FROM questions WHERE dealership_id = $1 AND state = 'open' AND due_at <= $2
ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
"""


async def due_questions(db: Db, limit: int) -> list[Question]:
    """Those about which somebody is to be called by now, held until the unit ends."""
    return [Question(**row) for row in await db.rows(DUE_QUESTIONS, db.now, limit)]


CALL_LATER = """
UPDATE questions SET called = called + 1, due_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def call_later(db: Db, id: UUID, due_at: datetime | None) -> None:
    """A rung had its turn; the next has it then."""
    await db.run(CALL_LATER, id, due_at)


SETTLE_QUESTION = """
UPDATE questions SET state = $3, answer = $4, answered_by = $5, settled_at = $6, due_at = NULL
WHERE dealership_id = $1 AND id = $2
"""


async def settle_question(db: Db, id: UUID, state: str, answer: str | None, by: UUID | None) -> None:
    await db.run(SETTLE_QUESTION, id, state, answer, by, db.now)


SPECIALISTS = """
SELECT id FROM persons
WHERE dealership_id = $1 AND role = 'specialist' AND trade = $2 AND deactivated_at IS NULL ORDER BY id
"""


async def specialists(db: Db, trade: str) -> list[UUID]:
    """Everybody of this trade."""
    return [row["id"] for row in await db.rows(SPECIALISTS, trade)]


TRADES = """
SELECT DISTINCT trade FROM persons
WHERE dealership_id = $1 AND role = 'specialist' AND trade IS NOT NULL AND deactivated_at IS NULL ORDER BY trade
"""


async def trades(db: Db) -> list[str]:
    """Of which trades the house has somebody."""
    return [row["trade"] for row in await db.rows(TRADES)]


ASKED_ROWS = """
SELECT q.id, q.client_id, q.trade, q.words, q.asked_at, q.by_at, q.state, q.answer, q.settled_at, c.address_form,
       a.id AS asker_id, a.name AS asker
FROM questions q
JOIN persons me ON me.dealership_id = $1 AND me.id = $2 AND me.role = 'specialist' AND me.deactivated_at IS NULL
JOIN clients c ON c.dealership_id = $1 AND c.id = q.client_id AND c.archived_at IS NULL
JOIN persons a ON a.dealership_id = $1 AND a.id = q.asked_by
WHERE q.dealership_id = $1
  AND ((q.state = 'open' AND q.trade = me.trade)
       OR (q.state = 'answered' AND q.answered_by = $2 AND q.settled_at > $3))
"""
ASKED_OF = ASKED_ROWS + "ORDER BY q.state <> 'open', q.by_at, q.id LIMIT 100"
ASKED_BY_ID = ASKED_ROWS + "AND q.id = ANY ($4::uuid[]) ORDER BY q.state <> 'open', q.by_at, q.id"


async def asked_of(db: Db, who: Who, since: datetime) -> list[Any]:
    """What waits for this specialist, by its time; then what they answered since."""
    return await db.rows(ASKED_OF, who.id, since)


async def asked_by_id(db: Db, who: Who, since: datetime, ids: list[UUID]) -> list[Any]:
    return await db.rows(ASKED_BY_ID, who.id, since, ids)


INNER_ROWS = f"""
SELECT q.id, t.id AS thread_id, q.client_id, coalesce(q.settled_at, q.asked_at) AS at, q.words, q.trade, q.by_at,
       q.state, q.answer, a.id AS asker_id, a.name AS asker, s.id AS answerer_id, s.name AS answerer
FROM questions q
JOIN threads t ON t.dealership_id = $1 AND t.client_id = q.client_id AND t.merged_into IS NULL
JOIN clients c ON c.dealership_id = $1 AND c.id = q.client_id
JOIN persons a ON a.dealership_id = $1 AND a.id = q.asked_by
LEFT JOIN persons s ON s.dealership_id = $1 AND s.id = q.answered_by
WHERE q.dealership_id = $1 AND {READS_TALK}
"""
QUESTIONS_OF_CLIENT = INNER_ROWS + "AND q.client_id = $5 ORDER BY q.asked_at DESC LIMIT 50"
QUESTIONS_BY_ID = INNER_ROWS + "AND q.id = ANY ($5::uuid[])"


async def questions_of_client(db: Db, who: Who, client: UUID) -> list[Any]:
    """The latest of a client, for somebody who was let into the talk."""
    return await db.rows(QUESTIONS_OF_CLIENT, who.id, True, db.now, client)


async def questions_by_id(db: Db, who: Who, ids: list[UUID]) -> list[Any]:
    """These, as far as this person may read the talk."""
    return await db.rows(QUESTIONS_BY_ID, who.id, who.role == "supervisor", db.now, ids)
