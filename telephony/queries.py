"""SQL of the house's telephony and of the numbers of its people."""

from typing import Any
from uuid import UUID

from app.kit.db import Db
from app.people.model import Named
from telephony.model import CHANNEL, NOTHING, THING, Row, StaffPhone

TELEPHONY = """
SELECT webhook_sealed, hook_n, hook_hash, heard_at FROM telephony WHERE dealership_id = $1
"""


async def telephony(db: Db) -> Row:
    """As it is set; of a house that never set any, nothing."""
    row = await db.row(TELEPHONY)
    return Row(**row) if row else NOTHING


SET_WEBHOOK = """
INSERT INTO telephony (dealership_id, webhook_sealed, changed_by, changed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (dealership_id) DO UPDATE
SET webhook_sealed = excluded.webhook_sealed, changed_by = excluded.changed_by, changed_at = excluded.changed_at
"""


async def set_webhook(db: Db, sealed: bytes | None, by: UUID) -> None:
    await db.run(SET_WEBHOOK, sealed, by, db.now)


NEXT_HOOK = """
INSERT INTO telephony AS t (dealership_id, hook_n, changed_by, changed_at) VALUES ($1, 1, $2, $3)
ON CONFLICT (dealership_id) DO UPDATE
SET hook_n = t.hook_n + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
RETURNING hook_n
"""


async def next_hook(db: Db, by: UUID) -> int:
    """The number of a new address; the row is held until the unit ends."""
    n: int = await db.value(NEXT_HOOK, by, db.now)
    return n


SET_HOOK = """
UPDATE telephony SET hook_hash = $2, changed_by = $3, changed_at = $4 WHERE dealership_id = $1
"""


async def set_hook(db: Db, hash: bytes | None, by: UUID) -> None:
    """Only the address with this hash takes calls; None: no address does."""
    await db.run(SET_HOOK, hash, by, db.now)


MARK_HEARD = """
UPDATE telephony SET heard_at = $2 WHERE dealership_id = $1 AND heard_at IS DISTINCT FROM $2
"""


async def mark_heard(db: Db) -> None:
    """The provider told of a call."""
    await db.run(MARK_HEARD, db.now)


# --- the numbers of people


STAFF_PHONES = """
SELECT p.id, p.name, p.role, s.phone FROM persons p
LEFT JOIN staff_phones s ON s.dealership_id = $1 AND s.person_id = p.id
WHERE p.dealership_id = $1 AND p.role IN ('manager', 'supervisor') AND p.deactivated_at IS NULL ORDER BY p.name, p.id
"""


async def staff_phones(db: Db) -> list[StaffPhone]:
    """Everybody whose turn may come on the ladder."""
    return [StaffPhone(**row) for row in await db.rows(STAFF_PHONES)]


PHONE_OF = """
SELECT s.phone, p.name FROM persons p JOIN staff_phones s ON s.dealership_id = $1 AND s.person_id = p.id
WHERE p.dealership_id = $1 AND p.id = $2 AND p.deactivated_at IS NULL
"""


async def phone_of(db: Db, person: UUID) -> Any:
    """The number and name of somebody who works here; None where they gave no number."""
    return await db.row(PHONE_OF, person)


SET_PHONE = """
INSERT INTO staff_phones (dealership_id, person_id, phone, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, person_id) DO UPDATE
SET phone = excluded.phone, changed_by = excluded.changed_by, changed_at = excluded.changed_at
WHERE staff_phones.phone <> excluded.phone
"""


async def set_phone(db: Db, person: UUID, phone: str, by: UUID) -> bool:
    return await db.run(SET_PHONE, person, phone, by, db.now) == 1


DROP_PHONE = """
DELETE FROM staff_phones WHERE dealership_id = $1 AND person_id = $2
"""


async def drop_phone(db: Db, person: UUID) -> bool:
    return await db.run(DROP_PHONE, person) == 1


WHO_HAS = """
SELECT p.id, p.name FROM staff_phones s JOIN persons p ON p.dealership_id = $1 AND p.id = s.person_id
WHERE s.dealership_id = $1 AND s.phone = $2 AND p.deactivated_at IS NULL ORDER BY p.id LIMIT 1
"""


async def who_has(db: Db, phone: str) -> Named | None:
    """The colleague whose number this is."""
    row = await db.row(WHO_HAS, phone)
    return Named(**row) if row else None


LATEST_RING = f"""
SELECT d.state, d.reason, coalesce(d.settled_at, d.queued_at) AS at FROM deliveries d
JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id AND a.channel = '{CHANNEL}'
WHERE d.dealership_id = $1 AND d.thing_kind = '{THING}' ORDER BY d.queued_at DESC, d.place DESC LIMIT 1
"""


async def latest_ring(db: Db) -> Any:
    """What became of the call that was asked for last."""
    return await db.row(LATEST_RING)
