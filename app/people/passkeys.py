"""The public halves of the passkeys that people made on their devices."""

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from app.journal.actions import record, record_each
from app.journal.queries import was_removed
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.ids import feed_of

MOST = 20
"""So many passkeys one person has at most."""


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """`device` is where it was made; a passkey may be on more devices, where their maker carries it over."""

    id: UUID
    device: str | None
    made_at: datetime
    used_at: datetime | None


async def remove_passkey(db: Db, who: Who, id: UUID) -> None:
    """Nobody signs in with it any more; where it was used, the session stands."""
    if not await drop_passkey(db, who.id, id):
        if not await was_removed(db, id, who.id):
            raise not_found()
        return
    await record(db, "passkey.removed", by=who.id, subject=id)
    db.touch(feed_of("person", who.id), "me", who.id)


INSERT_PASSKEY = """
INSERT INTO passkeys (dealership_id, id, person_id, credential_id, public_key, sign_count, device, made_at,
                      session_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
"""


async def insert_passkey(
    db: Db,
    id: UUID,
    person: UUID,
    credential_id: bytes,
    key: bytes,
    count: int,
    device: str | None,
    session: UUID | None = None,
) -> bool:
    """False where this very passkey is known."""
    return await db.run(INSERT_PASSKEY, id, person, credential_id, key, count, device, db.now, session) == 1


PASSKEYS_OF = """
SELECT id, device, made_at, used_at FROM passkeys WHERE dealership_id = $1 AND person_id = $2 ORDER BY made_at, id
"""


async def passkeys_of(db: Db, person: UUID) -> list[Passkey]:
    return [Passkey(**row) for row in await db.rows(PASSKEYS_OF, person)]


CREDENTIALS_OF = """
SELECT credential_id FROM passkeys WHERE dealership_id = $1 AND person_id = $2
"""


async def credentials_of(db: Db, person: UUID) -> list[bytes]:
    """What a device is told, so that it makes no second one beside them."""
    return [row["credential_id"] for row in await db.rows(CREDENTIALS_OF, person)]


PASSKEY_WITH = """
SELECT k.id, k.person_id, k.public_key, k.sign_count, k.device
FROM passkeys k JOIN persons p ON p.dealership_id = $1 AND p.id = k.person_id AND p.deactivated_at IS NULL
WHERE k.dealership_id = $1 AND k.credential_id = $2 AND k.person_id = $3 FOR UPDATE OF k
"""


async def passkey_with(db: Db, credential_id: bytes, person: UUID) -> asyncpg.Record | None:
    """Held until the unit ends: of two who use a copy at once the second is counted after the first."""
    return await db.row(PASSKEY_WITH, credential_id, person)


MARK_USED = """
UPDATE passkeys SET sign_count = $3, used_at = $4 WHERE dealership_id = $1 AND id = $2
"""


async def mark_used(db: Db, id: UUID, count: int) -> None:
    await db.run(MARK_USED, id, count, db.now)


DROP_PASSKEY = """
DELETE FROM passkeys WHERE dealership_id = $1 AND person_id = $2 AND id = $3
"""


async def drop_passkey(db: Db, person: UUID, id: UUID) -> bool:
    return await db.run(DROP_PASSKEY, person, id) == 1


MARK_OPENED = """
UPDATE sessions SET passkey_id = $3 WHERE dealership_id = $1 AND token_hash = $2
"""


async def mark_opened(db: Db, token_hash: bytes, id: UUID) -> None:
    """This session was opened by this passkey."""
    await db.run(MARK_OPENED, token_hash, id)


IS_KNOWN_ON = """
SELECT EXISTS (SELECT FROM sessions WHERE dealership_id = $1 AND person_id = $2 AND passkey_id = $3 AND device = $4)
"""


async def is_known_on(db: Db, person: UUID, id: UUID, device: str | None) -> bool:
    """Has this passkey opened a session on a device of this name before?"""
    known: bool = await db.value(IS_KNOWN_ON, person, id, device)
    return known


DROP_PASSKEYS_ON = """
DELETE FROM passkeys k WHERE k.dealership_id = $1 AND k.person_id = $2
  AND (k.session_id = ANY ($3::uuid[])
       OR EXISTS (SELECT FROM sessions s WHERE s.dealership_id = $1 AND s.id = ANY ($3::uuid[]) AND s.passkey_id = k.id)
       OR NOT EXISTS (SELECT FROM sessions s WHERE s.dealership_id = $1 AND s.person_id = $2 AND s.ended_at IS NULL
                      AND (s.id = k.session_id OR s.passkey_id = k.id)))
RETURNING k.id
"""


async def drop_passkeys_on(db: Db, person: UUID, sessions: list[UUID]) -> None:
    """Whoever holds these devices comes back by none: neither by one made there nor by one that signed in there,
    nor by one whose device is signed in nowhere: that may be this very one."""
    dropped = [(None, row["id"]) for row in await db.rows(DROP_PASSKEYS_ON, person, sessions)]
    await record_each(db, "passkey.removed", dropped, by=person)


DROP_PASSKEYS = """
DELETE FROM passkeys WHERE dealership_id = $1 AND person_id = $2
"""


async def drop_passkeys(db: Db, person: UUID) -> None:
    """Whoever is put out comes back by a link only."""
    await db.run(DROP_PASSKEYS, person)
