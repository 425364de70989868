"""SQL of dealerships, persons, sessions and sign-in links."""

from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg

from app.kit.auth import STANDING, STANDS, Outdated, Who
from app.kit.db import Db
from app.kit.zones import usable
from app.people.model import Dealership, NewDealership, NewPerson, Person

INSERT_DEALERSHIP = """
INSERT INTO dealerships (id, code, name, language, time_zone, phone, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


async def insert_dealership(db: Db, new: NewDealership) -> None:
    """`$1` is the unit's scope: a dealership is made inside the scope of its own id."""
    await db.run(INSERT_DEALERSHIP, new.code, new.name, new.language, new.time_zone, new.phone, db.now)


DEALERSHIP = """
SELECT id, code, name, language, time_zone, phone FROM dealerships WHERE id = $1
"""


KNOWN: dict[UUID, tuple[float, Dealership]] = {}
KNOWN_FOR = 30.0  # seconds; a dealership's name and zone change once in years, and every text asks for them


async def dealership(db: Db) -> Dealership:
    """The unit's own dealership, from memory if it was asked for a moment ago; by a zone that exists."""
    known = KNOWN.get(db.dealership)
    if known and monotonic() - known[0] < KNOWN_FOR:
        return known[1]
    row = await db.row(DEALERSHIP)
    assert row is not None
    KNOWN[db.dealership] = (monotonic(), Dealership(**{**row, "time_zone": usable(row["time_zone"])}))
    return KNOWN[db.dealership][1]


INSERT_PERSON = """
INSERT INTO persons (dealership_id, id, handle, name, address_form, role, language, trade, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def insert_person(db: Db, new: NewPerson) -> None:
    await db.run(
        INSERT_PERSON,
        new.id,
        new.handle,
        new.name,
        new.address_form,
        new.role,
        new.language,
        new.trade,
        db.now,
    )


PERSON = """
SELECT id, handle, name, address_form, role, language, trade, deactivated_at
FROM persons WHERE dealership_id = $1 AND id = $2
"""


async def person(db: Db, id: UUID) -> Person | None:
    row = await db.row(PERSON, id)
    return Person(**row) if row else None


PERSON_BY_HANDLE = """
SELECT id, handle, name, address_form, role, language, trade, deactivated_at
FROM persons WHERE dealership_id = $1 AND handle = $2
"""


async def person_by_handle(db: Db, handle: str) -> Person | None:
    row = await db.row(PERSON_BY_HANDLE, handle)
    return Person(**row) if row else None


PEOPLE = """
SELECT id, handle, name, address_form, role, language, trade, deactivated_at
FROM persons WHERE dealership_id = $1 ORDER BY deactivated_at IS NOT NULL, role, name
"""


async def people(db: Db) -> list[Person]:
    return [Person(**row) for row in await db.rows(PEOPLE)]


ACTIVE_PEOPLE = """
SELECT id, name FROM persons WHERE dealership_id = $1 AND role = $2 AND deactivated_at IS NULL ORDER BY id
"""


async def active_people(db: Db, role: str) -> list[asyncpg.Record]:
    return await db.rows(ACTIVE_PEOPLE, role)


CHANGE_LANGUAGE = """
UPDATE persons SET language = $3 WHERE dealership_id = $1 AND id = $2
"""


async def change_language(db: Db, id: UUID, language: str) -> None:
    await db.run(CHANGE_LANGUAGE, id, language)


DEACTIVATE_PERSON = """
UPDATE persons SET deactivated_at = $3 WHERE dealership_id = $1 AND id = $2 AND deactivated_at IS NULL
"""


async def deactivate_person(db: Db, id: UUID) -> bool:
    return await db.run(DEACTIVATE_PERSON, id, db.now) == 1


REACTIVATE_PERSON = """
UPDATE persons SET deactivated_at = NULL WHERE dealership_id = $1 AND id = $2 AND deactivated_at IS NOT NULL
"""


async def reactivate_person(db: Db, id: UUID) -> bool:
    return await db.run(REACTIVATE_PERSON, id) == 1


INSERT_LINK = """
INSERT INTO sign_in_links (dealership_id, token_hash, person_id, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)
"""


async def insert_link(db: Db, token_hash: bytes, person: UUID, expires_at: datetime) -> None:
    await db.run(INSERT_LINK, token_hash, person, db.now, expires_at)


USE_LINK = """
UPDATE sign_in_links l SET used_at = $3
FROM persons p
WHERE l.dealership_id = $1 AND l.token_hash = $2 AND l.used_at IS NULL AND l.expires_at > $3
  AND p.dealership_id = $1 AND p.id = l.person_id AND p.deactivated_at IS NULL
RETURNING l.person_id
"""


async def use_link(db: Db, token_hash: bytes) -> UUID | None:
    """Spend a link; None if it is unknown, spent, expired, or its person is out."""
    person: UUID | None = await db.value(USE_LINK, token_hash, db.now)
    return person


LINK_STATE = """
SELECT used_at, expires_at FROM sign_in_links WHERE dealership_id = $1 AND token_hash = $2
"""


async def link_state(db: Db, token_hash: bytes) -> asyncpg.Record | None:
    return await db.row(LINK_STATE, token_hash)


IS_STANDING = f"""
WITH {STANDING} SELECT {STANDS}
"""


async def is_standing(db: Db, who: Who) -> bool:
    """Does the session stand, and is its person as remembered?"""
    stands: bool = await db.value(IS_STANDING, who.session, db.now, who.remembered)
    return stands


async def require_standing(db: Db, who: Who) -> None:
    """Raises Outdated for somebody whose session has ended, or who is not as remembered."""
    if not await is_standing(db, who):
        raise Outdated


INSERT_SESSION = """
INSERT INTO sessions (dealership_id, token_hash, id, person_id, kind, created_at, seen_at, expires_at, device)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)
"""


async def insert_session(
    db: Db, token_hash: bytes, id: UUID, person: UUID, kind: str, expires_at: datetime, device: str | None
) -> None:
    await db.run(INSERT_SESSION, token_hash, id, person, kind, db.now, expires_at, device)


SESSION_OF_TOKEN = """
SELECT s.id AS session, s.kind, s.seen_at, p.id, p.role, p.name, p.language
FROM sessions s JOIN persons p ON p.dealership_id = s.dealership_id AND p.id = s.person_id
WHERE s.dealership_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3
  AND (s.kind = 'bearer' OR s.seen_at > $4) AND p.deactivated_at IS NULL
"""


async def session_of_token(db: Db, token_hash: bytes, idle_since: datetime) -> asyncpg.Record | None:
    return await db.row(SESSION_OF_TOKEN, token_hash, db.now, idle_since)


STANDING_SESSIONS = """
SELECT s.token_hash FROM sessions s JOIN persons p ON p.dealership_id = s.dealership_id AND p.id = s.person_id
WHERE s.dealership_id = $1 AND s.token_hash = ANY ($2::bytea[]) AND s.ended_at IS NULL AND s.expires_at > $3
  AND (s.kind = 'bearer' OR s.seen_at > $4) AND p.deactivated_at IS NULL
"""


async def standing_sessions(db: Db, token_hashes: list[bytes], idle_since: datetime) -> list[bytes]:
    """Those of these sessions that stand."""
    return [row["token_hash"] for row in await db.rows(STANDING_SESSIONS, token_hashes, db.now, idle_since)]


MARK_ALL_SEEN = """
UPDATE sessions SET seen_at = $3
WHERE dealership_id = $1 AND token_hash = ANY ($2::bytea[]) AND seen_at < $3::timestamptz - interval '1 minute'
"""


async def mark_all_seen(db: Db, token_hashes: list[bytes]) -> None:
    """These sessions are in use."""
    await db.run(MARK_ALL_SEEN, token_hashes, db.now)


END_OF_SESSION = """
SELECT CASE WHEN p.deactivated_at IS NOT NULL THEN 'over'
            WHEN s.ended_how = 'wipe' THEN 'wipe'
            WHEN s.ended_at IS NOT NULL AND s.ended_how IS DISTINCT FROM 'elsewhere' THEN 'over' END
FROM sessions s JOIN persons p ON p.dealership_id = s.dealership_id AND p.id = s.person_id
WHERE s.dealership_id = $1 AND s.token_hash = $2 AND s.kind = 'cookie'
"""


async def end_of_session(db: Db, token_hash: bytes) -> str | None:
    """Is a phone's session "over" for good, or a "wipe"? None where what was written there may stay."""
    ended: str | None = await db.value(END_OF_SESSION, token_hash)
    return ended


MARK_SEEN = """
UPDATE sessions SET seen_at = $3
WHERE dealership_id = $1 AND id = $2 AND seen_at < $3::timestamptz - interval '1 minute'
"""


async def mark_seen(db: Db, session: UUID) -> None:
    await db.run(MARK_SEEN, session, db.now)


END_SESSION = """
UPDATE sessions SET ended_at = $3, ended_how = 'here' WHERE dealership_id = $1 AND id = $2 AND ended_at IS NULL
"""


async def end_session(db: Db, session: UUID) -> None:
    await db.run(END_SESSION, session, db.now)


END_SESSIONS_OF = """
UPDATE sessions SET ended_at = $3 WHERE dealership_id = $1 AND person_id = $2 AND ended_at IS NULL
"""


async def end_sessions_of(db: Db, person: UUID) -> int:
    return await db.run(END_SESSIONS_OF, person, db.now)


FEEDS_OF_BOOKS = """
SELECT id FROM feeds WHERE dealership_id = $1 AND kind IN ('book', 'lobby')
"""


async def feeds_of_books(db: Db) -> list[Any]:
    return [row["id"] for row in await db.rows(FEEDS_OF_BOOKS)]


FORGET_SESSIONS = """
DELETE FROM sessions WHERE dealership_id = $1 AND least(ended_at, expires_at) < $2
"""


async def forget_sessions(db: Db, before: datetime) -> int:
    """Remove the sessions that ended before a time."""
    return await db.run(FORGET_SESSIONS, before)


FORGET_LINKS = """
DELETE FROM sign_in_links WHERE dealership_id = $1 AND expires_at < $2
"""


async def forget_links(db: Db, before: datetime) -> int:
    """Remove the sign-in links that were good until a time."""
    return await db.run(FORGET_LINKS, before)
