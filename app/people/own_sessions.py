"""Where a person is signed in: every device of theirs, how pushes fare there, and its end from another one."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.ids import feed_of
from app.people.codes import drop_codes
from app.people.devices import drop_devices_of
from app.people.model import SESSION_IDLE
from app.people.passkeys import drop_passkeys_on

REMEMBERED = timedelta(days=30)
"""So long a wiped device stands in the list: whether it was emptied is worth knowing."""


class OwnSession(msgspec.Struct, frozen=True, kw_only=True):
    """A device. `pushes`: it gets them, and `shown_at` is when one was last shown there. `wiped_at` and
    `emptied_at`: since when it is to be emptied, and when it said that it is."""

    id: UUID
    device: str | None
    script: bool
    here: bool
    opened_at: datetime
    seen_at: datetime
    pushes: bool
    shown_at: datetime | None
    wiped_at: datetime | None
    emptied_at: datetime | None


class OwnSessions(msgspec.Struct, frozen=True, kw_only=True):
    sessions: list[OwnSession]


OWN_SESSIONS = """
SELECT s.id, s.device, s.kind = 'bearer' AS script, s.id = $3 AS here, s.created_at AS opened_at, s.seen_at,
       d.id IS NOT NULL AS pushes, d.shown_at,
       CASE WHEN s.ended_how = 'wipe' THEN s.ended_at END AS wiped_at, s.emptied_at
FROM sessions s
LEFT JOIN LATERAL (SELECT id, shown_at FROM devices WHERE dealership_id = $1 AND person_id = $2 AND session_id = s.id
                   ORDER BY seen_at DESC LIMIT 1) d ON true
WHERE s.dealership_id = $1 AND s.person_id = $2
  AND (s.ended_at IS NULL AND s.expires_at > $4 AND (s.kind = 'bearer' OR s.seen_at > $5)
       OR s.ended_how = 'wipe' AND s.ended_at > $6)
ORDER BY s.id = $3 DESC, s.ended_at IS NOT NULL, s.seen_at DESC, s.id LIMIT 100
"""


async def own_sessions(db: Db, who: Who) -> list[OwnSession]:
    """Where this person is signed in, this device first; and what was wiped lately."""
    rows = await db.rows(
        OWN_SESSIONS, who.id, who.session, db.now, db.now - SESSION_IDLE, db.now - REMEMBERED
    )
    return [OwnSession(**row) for row in rows]


async def end_one(db: Db, who: Who, session: UUID) -> None:
    """Sign another device out: the clients' data goes there, what its person had not sent waits, sealed."""
    await end(db, who, [session], "elsewhere")


async def end_others(db: Db, who: Who) -> None:
    """Sign every device out but this one, scripts too; no code that waits opens another, and no
    passkey of theirs opens them again."""
    others = [one.id for one in await own_sessions(db, who) if not one.here and one.wiped_at is None]
    await drop_codes(db, who.id)
    if others:
        await drop_passkeys_on(db, who.id, others)
        await end(db, who, others, "elsewhere")


async def wipe(db: Db, who: Who, session: UUID) -> None:
    """A device is lost: it is signed out, forgets everything as soon as it asks for anything, and its passkeys sign
    nobody in any more."""
    await drop_codes(db, who.id)
    await end(db, who, [session], "wipe")
    await drop_passkeys_on(db, who.id, [session])


async def end(db: Db, who: Who, sessions: list[UUID], how: str) -> None:
    ended = await end_sessions(db, who.id, sessions, how)
    if not ended and not await are_theirs(db, who.id, sessions):
        raise not_found()
    for session in ended:
        await drop_devices_of(db, session=session)
        await record(db, "session.ended", by=who.id, subject=session, how=how)
    db.touch(feed_of("person", who.id), "me", who.id)


END_SESSIONS = """
UPDATE sessions SET ended_at = CASE WHEN ended_at IS NULL THEN $5 ELSE ended_at END, ended_how = $4
WHERE dealership_id = $1 AND person_id = $2 AND id = ANY ($3::uuid[])
  AND (ended_at IS NULL OR $4 = 'wipe' AND ended_how IS DISTINCT FROM 'wipe') RETURNING id
"""


async def end_sessions(db: Db, person: UUID, sessions: list[UUID], how: str) -> list[UUID]:
    """Those of them that this ended. One that is signed out already can still be wiped."""
    return [row["id"] for row in await db.rows(END_SESSIONS, person, sessions, how, db.now)]


ARE_THEIRS = """
SELECT count(*) = cardinality($3::uuid[]) FROM sessions
WHERE dealership_id = $1 AND person_id = $2 AND id = ANY ($3::uuid[])
"""


async def are_theirs(db: Db, person: UUID, sessions: list[UUID]) -> bool:
    """Ended before: the same wish again is no trouble."""
    theirs: bool = await db.value(ARE_THEIRS, person, sessions)
    return theirs


MARK_EMPTIED = """
UPDATE sessions SET emptied_at = $3
WHERE dealership_id = $1 AND token_hash = $2 AND ended_how = 'wipe' AND emptied_at IS NULL RETURNING id, person_id
"""


async def mark_emptied(db: Db, token_hash: bytes) -> None:
    """A wiped device says that nothing is left on it."""
    for row in await db.rows(MARK_EMPTIED, token_hash, db.now):
        await record(db, "session.emptied", by=row["person_id"], subject=row["id"])
        db.touch(feed_of("person", row["person_id"]), "me", row["person_id"])
