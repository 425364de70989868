"""SQL of fallback chains: what one is judged by, and how far it is. The attempts themselves are deliveries."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from app.deliveries.chain import CONSENTS, Because, Facts, Purpose, Rung, Way, awaits_answer, purpose_of
from app.kit.db import Db
from app.standards.queries import chain_rules_of

RUNGS = """
(SELECT json_agg(json_build_object('n', r.attempt, 'channel', r.channel, 'state', r.state, 'at', r.at)
                 ORDER BY r.attempt)
 FROM (SELECT DISTINCT ON (e.attempt) e.attempt, a.channel, e.state,
              CASE WHEN e.state = 'queued' THEN e.due_at ELSE coalesce(e.settled_at, e.queued_at) END AS at
       FROM deliveries e JOIN addresses a ON a.dealership_id = $1 AND a.id = e.address_id
       WHERE e.dealership_id = $1 AND e.thing_id = m.id
       ORDER BY e.attempt, array_position(
           '{not_confirmed,failed,sending,queued,held,withdrawn,sent,delivered}'::text[], e.state), e.part) r)::text
"""
"""Each attempt of message `m` as its part that fared worst."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A message that goes to a client, its attempts, and its chain, if it has one by now."""

    message_id: UUID
    client_id: UUID
    thread_id: UUID
    author: str | None
    text: str
    sent_at: datetime
    gone: bool
    asked: str | None
    subject: UUID | None
    purpose: Purpose
    rungs: list[Rung]
    state: str | None
    due_at: datetime | None
    call_at: datetime | None
    yes: int


CHAIN_HEAD = f"""
SELECT m.id AS message_id, t.client_id, m.thread_id, p.name AS author, coalesce(x.text, '') AS text, m.at AS sent_at,
       c.archived_at IS NOT NULL AS gone, q.kind AS asked, q.subject_id AS subject,
       (SELECT d.lane FROM deliveries d WHERE d.dealership_id = $1 AND d.thing_id = m.id
        ORDER BY d.attempt, d.part LIMIT 1) AS lane,
       {RUNGS} AS rungs, k.state, k.due_at, k.call_at, coalesce(k.yes, 0) AS yes
FROM messages m
JOIN threads t ON t.dealership_id = $1 AND t.id = m.thread_id
JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
LEFT JOIN persons p ON p.dealership_id = $1 AND p.id = m.author_id
LEFT JOIN message_texts x ON x.dealership_id = $1 AND x.message_id = m.id AND x.n = 1
LEFT JOIN asks q ON q.dealership_id = $1 AND q.message_id = m.id
LEFT JOIN chains k ON k.dealership_id = $1 AND k.message_id = m.id
WHERE m.dealership_id = $1 AND m.id = $2 AND m.direction = 'out'
"""


async def chain_head(db: Db, message: UUID) -> Head | None:
    """None for what goes to no client's card, or nowhere."""
    row = await db.row(CHAIN_HEAD, message)
    if row is None or row["lane"] is None:
        return None
    found: dict[str, Any] = {**row, "rungs": msgspec.json.decode(row["rungs"], type=list[Rung])}
    purpose = purpose_of(found.pop("lane"), found["asked"])
    return Head(**found, purpose=purpose)


HOLD_CHAIN = """
SELECT state FROM chains WHERE dealership_id = $1 AND message_id = $2 FOR UPDATE
"""


async def hold_chain(db: Db, message: UUID) -> str | None:
    """Its state, held until the unit ends: of two who move a chain one comes second. None: there is none."""
    state: str | None = await db.value(HOLD_CHAIN, message)
    return state


BEGIN_CHAIN = """
INSERT INTO chains (dealership_id, message_id, client_id, purpose) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""


async def begin_chain(db: Db, head: Head) -> None:
    await db.run(BEGIN_CHAIN, head.message_id, head.client_id, head.purpose)


SURROUNDINGS = """
SELECT EXISTS (SELECT 1 FROM messages m JOIN messages i ON i.dealership_id = $1 AND i.thread_id = m.thread_id
               AND i.thread_seq > m.thread_seq AND i.direction = 'in'
               WHERE m.dealership_id = $1 AND m.id = $2) AS seen,
       (SELECT s.given FROM consents s WHERE s.dealership_id = $1 AND s.client_id = $3 AND s.purpose = $4
        ORDER BY s.at DESC LIMIT 1) AS word,
       (SELECT r.value FROM standards r WHERE r.dealership_id = $1 AND r.name = 'chain'
        ORDER BY r.version DESC LIMIT 1) AS rules
"""


async def surroundings(db: Db, head: Head) -> asyncpg.Record:
    """Did the client write or tap since, by the order of the talk and not by any clock; and what did they say last of
    the consent that it needs; and how far does the house go by now?"""
    about = head.message_id, head.client_id, CONSENTS.get(head.purpose)
    found = await db.row(SURROUNDINGS, *about)
    assert found is not None
    return found


WAYS_LEFT = """
SELECT a.id AS address, a.channel
FROM contact_points p
JOIN addresses a ON a.dealership_id = $1 AND a.contact_point_id = p.id AND a.stopped_at IS NULL
WHERE p.dealership_id = $1 AND p.client_id = $2 AND p.ended_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM deliveries d WHERE d.dealership_id = $1 AND d.thing_id = $3 AND d.address_id = a.id)
ORDER BY a.heard_at DESC NULLS LAST, a.id
"""


async def ways_left(db: Db, client: UUID, message: UUID) -> list[Way]:
    """The open addresses of a client at which this was not tried, the last used first."""
    return [Way(**row) for row in await db.rows(WAYS_LEFT, client, message)]


async def facts_of(db: Db, head: Head) -> Facts:
    """What a chain is judged by at this moment."""
    around = await surroundings(db, head)
    return Facts(
        purpose=head.purpose,
        asks=awaits_answer(head.text, head.asked),
        rungs=head.rungs,
        left=await ways_left(db, head.client_id, head.message_id),
        seen=around["seen"],
        word=around["word"],
        gone=head.gone,
        yes=head.yes,
        rules=chain_rules_of(around["rules"]),
    )


SET_WAITING = """
UPDATE chains SET state = CASE WHEN state = 'calling' THEN state ELSE 'open' END,
                  due_at = CASE WHEN state = 'calling' THEN NULL ELSE $3::timestamptz END
WHERE dealership_id = $1 AND message_id = $2 AND state <> 'over'
"""


async def set_waiting(db: Db, message: UUID, until: datetime | None) -> None:
    """Looked at again then. A manager who was told to call stays told."""
    await db.run(SET_WAITING, message, until)


SET_ASKING = """
UPDATE chains SET state = 'asking', due_at = NULL, asked_at = $3, offer = $4
WHERE dealership_id = $1 AND message_id = $2 AND state <> 'over'
"""


async def set_asking(db: Db, message: UUID, offer: str | None) -> None:
    await db.run(SET_ASKING, message, db.now, offer)


SET_CALLING = """
UPDATE chains SET state = 'calling', due_at = NULL, called_at = $3, call_at = $4
WHERE dealership_id = $1 AND message_id = $2 AND state <> 'over'
"""


async def set_calling(db: Db, message: UUID, call_at: datetime) -> None:
    await db.run(SET_CALLING, message, db.now, call_at)


SET_YES = """
UPDATE chains SET yes = $3 WHERE dealership_id = $1 AND message_id = $2
"""


async def set_yes(db: Db, message: UUID, rung: int) -> None:
    await db.run(SET_YES, message, rung)


END_CHAIN = """
UPDATE chains SET state = 'over', due_at = NULL, ended_at = $3, because = $4
WHERE dealership_id = $1 AND message_id = $2 AND state <> 'over'
"""


async def end_chain(db: Db, message: UUID, because: Because) -> bool:
    """False when it was over."""
    return await db.run(END_CHAIN, message, db.now, because) == 1


DUE_CHAINS = """
SELECT message_id FROM chains WHERE dealership_id = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3
"""


async def due_chains(db: Db, limit: int) -> list[UUID]:
    return [row["message_id"] for row in await db.rows(DUE_CHAINS, db.now, limit)]


LOOK_AT_ALL = """
UPDATE chains SET due_at = $2 WHERE dealership_id = $1 AND due_at > $2
"""


async def look_at_all(db: Db) -> None:
    """Every chain that waits for an hour is looked at now."""
    await db.run(LOOK_AT_ALL, db.now)


CHAINS_OF_CLIENT = """
SELECT message_id, state FROM chains
WHERE dealership_id = $1 AND client_id = $2 AND state <> 'over' ORDER BY message_id
"""


async def chains_of_client(db: Db, client: UUID) -> list[asyncpg.Record]:
    """Those that are not over."""
    return await db.rows(CHAINS_OF_CLIENT, client)


CHAINS_READ = """
SELECT k.message_id FROM chains k JOIN messages m ON m.dealership_id = $1 AND m.id = k.message_id
WHERE k.dealership_id = $1 AND k.client_id = $2 AND k.state <> 'over' AND m.thread_seq <= $3
  AND EXISTS (SELECT 1 FROM deliveries d WHERE d.dealership_id = $1 AND d.thing_id = m.id
              AND d.state IN ('sent', 'delivered'))
ORDER BY k.message_id
"""


async def chains_read(db: Db, client: UUID, until: int) -> list[UUID]:
    """Whose texts stand in the client's window up to this place, whatever brought them."""
    return [row["message_id"] for row in await db.rows(CHAINS_READ, client, until)]


CALLS_MADE = """
UPDATE chains SET state = 'over', ended_at = $3, because = 'called'
WHERE dealership_id = $1 AND client_id = $2 AND state = 'calling' RETURNING message_id
"""


async def calls_made(db: Db, client: UUID) -> list[UUID]:
    """The manager called: that was the last rung of all that waited for it."""
    return [row["message_id"] for row in await db.rows(CALLS_MADE, client, db.now)]


CALLS_UNMADE = """
UPDATE chains SET state = 'calling', ended_at = NULL, because = NULL
WHERE dealership_id = $1 AND client_id = $2 AND because = 'called' AND ended_at >= $3 RETURNING message_id
"""


async def calls_unmade(db: Db, client: UUID, since: datetime) -> list[UUID]:
    return [row["message_id"] for row in await db.rows(CALLS_UNMADE, client, since)]


CALLED_SINCE = """
SELECT EXISTS (
    SELECT 1 FROM chains k JOIN touches t ON t.dealership_id = $1 AND t.client_id = $2 AND t.at >= k.called_at
    WHERE k.dealership_id = $1 AND k.client_id = $2 AND k.called_at IS NOT NULL
      AND (k.state = 'calling' OR k.because = 'called')
      AND t.kind = 'call' AND t.outcome = 'talked' AND t.undone_at IS NULL)
"""


async def called_since(db: Db, client: UUID) -> bool:
    """Did somebody talk with this client by phone, as people wrote it down, since a text waits for a call?"""
    called: bool = await db.value(CALLED_SINCE, client)
    return called
