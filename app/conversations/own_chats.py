"""Chats of a manager's own messenger account that are part of their clients' talks: only those the manager listed."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from app.clients.seeing import own_client
from app.deliveries import actions as deliveries
from app.deliveries.accounts import resume_addresses_of_account, stop_addresses_of_account
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem

CHANNEL = "own_chat"
OFF = "own_account_off"
BEFORE_THE_LIST = timedelta(minutes=1)
"""Clocks differ by so much: what was said less long before the client was listed counts as said after."""


class OwnChat(msgspec.Struct, frozen=True, kw_only=True):
    """A listed chat: whose account, with which client, and until when the manager may answer there."""

    account_id: UUID
    person_id: UUID
    mailbox: int
    can_reply: bool
    client_id: UUID
    contact_id: UUID
    language: str
    address_id: UUID | None
    until_at: datetime | None


LISTED_CHAT = """
SELECT o.id AS account_id, o.person_id, o.user_id AS mailbox, o.can_reply, c.id AS client_id, k.id AS contact_id,
       c.language, l.address_id, l.until_at
FROM own_accounts o
JOIN persons p ON p.dealership_id = $1 AND p.id = o.person_id AND p.role = 'manager' AND p.deactivated_at IS NULL
JOIN staff_accounts s ON s.dealership_id = $1 AND s.person_id = o.person_id AND s.channel = $4
  AND s.handle = o.user_id::text
JOIN contact_points k ON k.dealership_id = $1 AND k.kind = $4 AND k.handle = $5 AND k.identifies AND k.ended_at IS NULL
JOIN clients c ON c.dealership_id = $1 AND c.id = k.client_id AND c.owner_id = o.person_id AND c.archived_at IS NULL
JOIN own_chats l ON l.dealership_id = $1 AND l.person_id = o.person_id AND l.client_id = c.id AND l.ended_at IS NULL
WHERE o.dealership_id = $1 AND o.bot_id = $2 AND o.connection = $3 AND o.enabled AND o.stopped_at IS NULL
  AND ($6::timestamptz IS NULL OR l.listed_at <= $6::timestamptz)
"""


async def listed_chat(
    db: Db, account: UUID, connection: str, kind: str, handle: str, said_at: datetime | None
) -> OwnChat | None:
    """The chat that this connection brings something of, if the manager works here, the connection stands, the
    client is known by this handle, theirs, and was on the list when it was said. Anything else is none of ours."""
    since = said_at + BEFORE_THE_LIST if said_at else None
    row = await db.row(LISTED_CHAT, account, connection, kind, handle, since)
    return OwnChat(**row) if row else None


# --- the list

PUT_ON_LIST = """
INSERT INTO own_chats AS l (dealership_id, person_id, client_id, listed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (dealership_id, person_id, client_id) DO UPDATE SET listed_at = excluded.listed_at, ended_at = NULL
WHERE l.ended_at IS NOT NULL
"""


async def put_on_list(db: Db, person: UUID, client: UUID) -> bool:
    """False when they are on it."""
    return await db.run(PUT_ON_LIST, person, client, db.now) == 1


TAKE_OFF_LIST = """
UPDATE own_chats SET ended_at = $4
WHERE dealership_id = $1 AND person_id = $2 AND client_id = $3 AND ended_at IS NULL
RETURNING address_id
"""


async def take_off_list(db: Db, person: UUID, client: UUID) -> list[asyncpg.Record]:
    """The way there, if the client was on the list."""
    return await db.rows(TAKE_OFF_LIST, person, client, db.now)


KNOWN_BY = """
SELECT EXISTS (SELECT 1 FROM contact_points WHERE dealership_id = $1 AND client_id = $2 AND kind = $3 AND identifies
               AND ended_at IS NULL)
"""


async def known_by(db: Db, client: UUID, kind: str) -> bool:
    """Is an account of this kind known to be the client's?"""
    known: bool = await db.value(KNOWN_BY, client, kind)
    return known


async def let_in(db: Db, who: Who, client: UUID, kind: str) -> None:
    """The manager lets this client's words in from their own account, from now on. Only a client who is theirs and
    known by that messenger's account: a chat is told by its number, never by a name."""
    await own_client(db, who, client)
    if not await known_by(db, client, kind):
        raise Problem("own_chat_unknown", 409)
    if await put_on_list(db, who.id, client):
        await record(db, "own_chat.listed", by=who.id, client=client, subject=client)


async def leave_out(db: Db, who: Who, client: UUID) -> None:
    """Nothing of that chat is kept any more; what was, stays in the talk. Anybody may end their own."""
    for row in await take_off_list(db, who.id, client):
        await record(db, "own_chat.unlisted", by=who.id, client=client, subject=client)
        if row["address_id"]:
            await deliveries.close_address(db, row["address_id"], OFF)
            db.wake("deliveries")


LISTED_CLIENTS = """
SELECT c.id AS client_id, c.name, l.listed_at, CASE WHEN a.stopped_at IS NULL THEN l.until_at END AS until_at
FROM own_chats l
JOIN clients c ON c.dealership_id = $1 AND c.id = l.client_id AND c.owner_id = $2 AND c.archived_at IS NULL
LEFT JOIN addresses a ON a.dealership_id = $1 AND a.id = l.address_id
WHERE l.dealership_id = $1 AND l.person_id = $2 AND l.ended_at IS NULL AND ($3::uuid IS NULL OR l.client_id = $3)
ORDER BY c.name_key, c.id
"""


async def listed_clients(db: Db, person: UUID, client: UUID | None = None) -> list[asyncpg.Record]:
    """Whom this manager lets in, as far as they are still theirs; until when each can be answered there."""
    return await db.rows(LISTED_CLIENTS, person, client)


async def let_write(db: Db, account: UUID, *, open_: bool) -> None:
    """The account takes what we write, or takes nothing."""
    await (resume_addresses_of_account if open_ else stop_addresses_of_account)(db, account, OFF)
