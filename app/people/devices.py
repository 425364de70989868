"""Devices in which a person gets pushes: one row while a session stands there and the browser is subscribed."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from app.kit.db import Db
from app.people.model import SESSION_IDLE

MOST = 10
"""So many devices of one person get pushes; one more, and the one seen longest ago gets none."""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription as the browser gave it, and how it fares. `shown_at`: when a push was last shown there."""

    id: UUID
    person_id: UUID
    language: str
    endpoint: str
    p256dh: bytes
    auth: bytes
    key_id: str
    seen_at: datetime
    shown_at: datetime | None


def device_of(person: UUID, device: UUID) -> UUID:
    """The id of this person's row for a device that calls itself `device`: nobody can name another's."""
    return uuid5(person, f"device {device}")


UPSERT_DEVICE = """
INSERT INTO devices AS d (dealership_id, id, person_id, session_id, endpoint, p256dh, auth, key_id,
                          subscribed_at, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
ON CONFLICT (dealership_id, id) DO UPDATE
SET session_id = excluded.session_id, endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
    key_id = excluded.key_id, seen_at = excluded.seen_at,
    subscribed_at = CASE WHEN d.endpoint = excluded.endpoint THEN d.subscribed_at ELSE excluded.subscribed_at END,
    shown_at = CASE WHEN d.endpoint = excluded.endpoint THEN d.shown_at END
"""


async def upsert_device(
    db: Db, id: UUID, person: UUID, session: UUID, endpoint: str, p256dh: bytes, auth: bytes, key_id: str
) -> None:
    """The device as it is now; what was shown through another subscription proves nothing for this one."""
    await db.run(UPSERT_DEVICE, id, person, session, endpoint, p256dh, auth, key_id, db.now)


DROP_RIVALS = """
DELETE FROM devices WHERE dealership_id = $1 AND id <> $2 AND (endpoint = $3 OR id IN (
    SELECT o.id FROM devices o WHERE o.dealership_id = $1 AND o.person_id = $4 AND o.id <> $2
    ORDER BY o.seen_at DESC OFFSET $5))
"""


async def drop_rivals(db: Db, id: UUID, person: UUID, endpoint: str) -> None:
    """A browser shows one person's pushes: whoever is signed in there now. And nobody has devices without end."""
    await db.run(DROP_RIVALS, id, endpoint, person, MOST - 1)


STANDING_DEVICES = """
SELECT d.id, d.person_id, p.language, d.endpoint, d.p256dh, d.auth, d.key_id, d.seen_at, d.shown_at
FROM devices d
JOIN sessions s ON s.dealership_id = $1 AND s.id = d.session_id AND s.ended_at IS NULL AND s.expires_at > $2
     AND (s.kind = 'bearer' OR s.seen_at > $3)
JOIN persons p ON p.dealership_id = $1 AND p.id = d.person_id AND p.deactivated_at IS NULL
WHERE d.dealership_id = $1 AND (d.id = $4 OR d.person_id = $5)
"""


async def standing_devices(db: Db, *, id: UUID | None = None, person: UUID | None = None) -> list[Device]:
    """One device, or all of a person; never one whose session has ended or whose person is out."""
    rows = await db.rows(STANDING_DEVICES, db.now, db.now - SESSION_IDLE, id, person)
    return [Device(**row) for row in rows]


async def standing_device(db: Db, id: UUID) -> Device | None:
    return next(iter(await standing_devices(db, id=id)), None)


MARK_SHOWN = """
UPDATE devices SET shown_at = $3, seen_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def mark_shown(db: Db, id: UUID) -> None:
    """A push was shown there just now: that way works."""
    await db.run(MARK_SHOWN, id, db.now)


DROP_DEVICE = """
DELETE FROM devices WHERE dealership_id = $1 AND id = $2
"""


async def drop_device(db: Db, id: UUID) -> bool:
    return await db.run(DROP_DEVICE, id) == 1


DROP_DEVICES_OF = """
DELETE FROM devices WHERE dealership_id = $1 AND (session_id = $2 OR person_id = $3)
"""


async def drop_devices_of(db: Db, *, session: UUID | None = None, person: UUID | None = None) -> None:
    """A session or a person is gone: nothing of them is pushed anywhere any more."""
    await db.run(DROP_DEVICES_OF, session, person)


FORGET_DEVICES = """
DELETE FROM devices d WHERE d.dealership_id = $1 AND NOT EXISTS (
    SELECT 1 FROM sessions s WHERE s.dealership_id = $1 AND s.id = d.session_id AND s.ended_at IS NULL
    AND s.expires_at > $2 AND (s.kind = 'bearer' OR s.seen_at > $2))
"""


async def forget_devices(db: Db, before: datetime) -> Any:
    """Remove the devices whose sessions had ended, or were not used any more, at a time."""
    return await db.run(FORGET_DEVICES, before)
