"""SQL of the menu: what was answered lately, what a wait began with, what was done since."""

from datetime import datetime
from uuid import UUID

from app.kit.db import Db

ANSWERED_SINCE = """
SELECT EXISTS (SELECT 1 FROM messages WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'out' AND at >= $4
               AND phrase->>'code' = 'menu.answer' AND phrase->'args'->>'entry' = $3)
"""


async def answered_since(db: Db, thread: UUID, entry: str, since: datetime) -> bool:
    """Was this entry of the menu answered here since then?"""
    answered: bool = await db.value(ANSWERED_SINCE, thread, entry, since)
    return answered


ANSWERS_A_PERSON = """
SELECT m.direction = 'out' AND m.at >= $3 FROM messages m
WHERE m.dealership_id = $1 AND m.thread_id = $2 AND (m.direction = 'in' OR m.author_id IS NOT NULL)
ORDER BY m.thread_seq DESC LIMIT 1
"""


async def answers_a_person(db: Db, thread: UUID, since: datetime) -> bool:
    """Was the last word here one of the house's people, said since then? The next may be an answer to it."""
    return await db.value(ANSWERS_A_PERSON, thread, since) is True


CALLED_SINCE_WISHED = """
SELECT EXISTS (
    SELECT 1 FROM touches t
    WHERE t.dealership_id = $1 AND t.client_id = $2 AND t.kind = 'call' AND t.outcome = 'talked'
      AND t.undone_at IS NULL AND t.at >= (SELECT max(e.at) FROM entries e
                                           WHERE e.dealership_id = $1 AND e.client_id = $2 AND e.kind = 'call.wished'))
"""


async def called_since_wished(db: Db, client: UUID) -> bool:
    """Did somebody talk with this client by phone, as people wrote it down, since they last asked to be called?"""
    called: bool = await db.value(CALLED_SINCE_WISHED, client)
    return called


WAITS_FOR_THIS_ONLY = """
SELECT EXISTS (
    SELECT 1 FROM messages m JOIN threads t ON t.dealership_id = $1 AND t.id = $3 AND t.waiting_since = m.at
    WHERE m.dealership_id = $1 AND m.id = $2 AND NOT EXISTS (
        SELECT 1 FROM messages n
        WHERE n.dealership_id = $1 AND n.thread_id = $3 AND n.at >= m.at AND n.id <> m.id AND n.direction = 'in'
          AND NOT n.quiet))
"""


async def waits_for_this_only(db: Db, message: UUID, thread: UUID) -> bool:
    """Did the wait begin with this message, and did the client ask for nothing else since?"""
    alone: bool = await db.value(WAITS_FOR_THIS_ONLY, message, thread)
    return alone
