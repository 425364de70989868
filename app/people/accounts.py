"""Messenger accounts of people who work here: proved by a one-time link from their own session, never by a name."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import msgspec

from app.journal.actions import record
from app.kit.db import Db
from app.kit.ids import feed_of
from app.kit.tokens import digest

LINK_LIFE = timedelta(minutes=10)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Whose account it is, and the address at which it is reached. `language` is the person's."""

    person_id: UUID
    channel: str
    handle: str
    shown_name: str | None
    address_id: UUID
    linked_at: datetime
    language: str


def account_of(person: UUID, channel: str) -> UUID:
    """The account as a device of its person, for an address that belongs to no client."""
    return uuid5(person, f"account {channel}")


async def make_link(db: Db, person: UUID, token: str) -> datetime:
    """This token says once, within ten minutes, whose account it was opened with. A newer one ends those before."""
    hash, until = digest(token), db.now + LINK_LIFE
    await drop_other_links(db, person, hash)
    if await insert_staff_link(db, hash, person, until):
        await record(db, "staff_link.made", by=person, subject=person)
    return until


async def link(
    db: Db, person: UUID, channel: str, handle: str, shown_name: str | None, address: UUID
) -> None:
    """From now on this account is theirs: the one they had is not, and it is nobody else's."""
    for other in await drop_staff_account(db, channel, handle, but=person):
        await record(db, "staff_account.unlinked", by=person, subject=other, because="moved")
        db.touch(feed_of("person", other), "me", other)
    await upsert_staff_account(db, person, channel, handle, shown_name, address)
    await record(db, "staff_account.linked", by=person, subject=person, channel=channel)
    db.touch(feed_of("person", person), "me", person)


async def unlink(db: Db, person: UUID, channel: str) -> None:
    """Nothing of the house goes to that account any more, and no open link brings it back."""
    await drop_other_links(db, person, b"")
    if await drop_accounts_of(db, person, channel):
        await record(db, "staff_account.unlinked", by=person, subject=person, because="own")
        db.touch(feed_of("person", person), "me", person)


INSERT_STAFF_LINK = """
INSERT INTO staff_links (dealership_id, token_hash, person_id, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""


async def insert_staff_link(db: Db, token_hash: bytes, person: UUID, expires_at: datetime) -> bool:
    """False when this very link was made before."""
    return await db.run(INSERT_STAFF_LINK, token_hash, person, db.now, expires_at) == 1


DROP_OTHER_LINKS = """
DELETE FROM staff_links WHERE dealership_id = $1 AND person_id = $2 AND used_at IS NULL AND token_hash <> $3
"""


async def drop_other_links(db: Db, person: UUID, token_hash: bytes) -> None:
    await db.run(DROP_OTHER_LINKS, person, token_hash)


STAFF_LINK = """
SELECT l.person_id, l.used_at, l.expires_at <= $3 OR p.deactivated_at IS NOT NULL AS over, p.language
FROM staff_links l JOIN persons p ON p.dealership_id = $1 AND p.id = l.person_id
WHERE l.dealership_id = $1 AND l.token_hash = $2 FOR UPDATE OF l
"""


async def staff_link(db: Db, token: str) -> asyncpg.Record | None:
    """Whose link it is, held until the unit ends: of two who open it only one gets in."""
    return await db.row(STAFF_LINK, digest(token), db.now)


SPEND_LINK = """
UPDATE staff_links SET used_at = $3 WHERE dealership_id = $1 AND token_hash = $2 AND used_at IS NULL
"""


async def spend_link(db: Db, token: str) -> None:
    await db.run(SPEND_LINK, digest(token), db.now)


UPSERT_STAFF_ACCOUNT = """
INSERT INTO staff_accounts (dealership_id, person_id, channel, handle, shown_name, address_id, linked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (dealership_id, person_id, channel) DO UPDATE
SET handle = excluded.handle, shown_name = excluded.shown_name, address_id = excluded.address_id,
    linked_at = excluded.linked_at
"""


async def upsert_staff_account(db: Db, *account: Any) -> None:
    await db.run(UPSERT_STAFF_ACCOUNT, *account, db.now)


DROP_STAFF_ACCOUNT = """
DELETE FROM staff_accounts WHERE dealership_id = $1 AND channel = $2 AND handle = $3 AND person_id <> $4
RETURNING person_id
"""


async def drop_staff_account(db: Db, channel: str, handle: str, *, but: UUID) -> list[UUID]:
    """Whoever had this account has it no more."""
    return [row["person_id"] for row in await db.rows(DROP_STAFF_ACCOUNT, channel, handle, but)]


DROP_ACCOUNTS_OF = """
DELETE FROM staff_accounts WHERE dealership_id = $1 AND person_id = $2 AND ($3::text IS NULL OR channel = $3)
"""


async def drop_accounts_of(db: Db, person: UUID, channel: str | None = None) -> int:
    return await db.run(DROP_ACCOUNTS_OF, person, channel)


STAFF_ACCOUNTS = """
SELECT a.person_id, a.channel, a.handle, a.shown_name, a.address_id, a.linked_at, p.language
FROM staff_accounts a
JOIN persons p ON p.dealership_id = $1 AND p.id = a.person_id AND p.deactivated_at IS NULL
WHERE a.dealership_id = $1 AND (a.person_id = $2 OR (a.channel = $3 AND a.handle = $4)) ORDER BY a.channel
"""


async def staff_accounts(
    db: Db, person: UUID | None = None, *, channel: str | None = None, handle: str | None = None
) -> list[Account]:
    """The accounts of somebody who works here, or the one that a channel knows by this handle."""
    return [Account(**row) for row in await db.rows(STAFF_ACCOUNTS, person, channel, handle)]


async def account_with(db: Db, channel: str, handle: str) -> Account | None:
    """Who of those who work here has this account? Identity is the channel's number, never a name."""
    return next(iter(await staff_accounts(db, channel=channel, handle=handle)), None)


FORGET_STAFF_LINKS = """
DELETE FROM staff_links WHERE dealership_id = $1 AND expires_at < $2
"""


async def forget_staff_links(db: Db, before: datetime) -> int:
    """Remove the links that were good until a time."""
    return await db.run(FORGET_STAFF_LINKS, before)
