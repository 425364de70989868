"""A client was asked what the house knows already: our own question says so, or the client does."""

from uuid import UUID

import asyncpg

from app.conversations.model import Fact
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db


async def told(db: Db, client: UUID, message: UUID, question: UUID | None, person: UUID | None) -> None:
    """The client says so, of this question, or of none that anybody wrote."""
    await insert_repeat(db, message, "told", client, question, person, [])
    await record(
        db, "repeat.told", by_client=client, client=client, subject=message, about=question, person=person
    )


async def asked(db: Db, who: Who, client: UUID, question: UUID, facts: list[Fact]) -> None:
    """Somebody was shown that the card knows it, and asked all the same."""
    known: list[str] = sorted(set(facts))
    await insert_repeat(db, question, "asked", client, question, who.id, known)
    await record(db, "repeat.asked", by=who.id, client=client, subject=question, facts=known)


INSERT_REPEAT = """
INSERT INTO repeats (dealership_id, message_id, how, client_id, question_id, person_id, facts, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""


async def insert_repeat(
    db: Db,
    message: UUID,
    how: str,
    client: UUID,
    question: UUID | None,
    person: UUID | None,
    facts: list[str],
) -> None:
    await db.later(INSERT_REPEAT, message, how, client, question, person, facts, db.now)


QUESTION_MEANT = """
SELECT q.id, q.author_id, (SELECT v.text FROM message_texts v WHERE v.dealership_id = $1 AND v.message_id = q.id
                           ORDER BY v.n DESC LIMIT 1) AS text
FROM messages said
JOIN messages q ON q.dealership_id = $1 AND q.thread_id = $2 AND q.direction = 'out' AND q.author_id IS NOT NULL
     AND q.deleted_at IS NULL
WHERE said.dealership_id = $1 AND said.id = $3
ORDER BY (q.id IS NOT DISTINCT FROM said.reply_to) DESC, q.thread_seq DESC LIMIT 1
"""


async def question_meant(db: Db, thread: UUID, said: UUID) -> asyncpg.Record | None:
    """What somebody of the house asked: what these words of the client answer to, else what was written here last."""
    return await db.row(QUESTION_MEANT, thread, said)
