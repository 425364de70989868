"""SQL of contact points: which phone, messenger account or link belongs to whom."""

from typing import Any
from uuid import UUID

from app.clients.model import ContactPoint
from app.kit.db import Db

CONTACT_BY_HANDLE = """
SELECT id, client_id, kind, phone, handle, shown_name, verified_at, label, ended_at
FROM contact_points
WHERE dealership_id = $1 AND kind = $2 AND handle = $3 AND identifies AND ended_at IS NULL
"""


async def contact_by_handle(db: Db, kind: str, handle: str) -> ContactPoint | None:
    row = await db.row(CONTACT_BY_HANDLE, kind, handle)
    return ContactPoint(**row) if row else None


CONTACT_BY_PHONE = """
SELECT id, client_id, kind, phone, handle, shown_name, verified_at, label, ended_at
FROM contact_points
WHERE dealership_id = $1 AND phone = $2 AND identifies AND ended_at IS NULL
"""


async def contact_by_phone(db: Db, phone: str) -> ContactPoint | None:
    row = await db.row(CONTACT_BY_PHONE, phone)
    return ContactPoint(**row) if row else None


STRANGER_WITH_PHONE = """
SELECT id, client_id, kind, phone, handle, shown_name, verified_at, label, ended_at
FROM contact_points
WHERE dealership_id = $1 AND phone = $2 AND client_id IS NULL AND ended_at IS NULL ORDER BY created_at, id LIMIT 1
"""


async def stranger_with_phone(db: Db, phone: str) -> ContactPoint | None:
    """Somebody with this number of whom nobody has said yet who they are."""
    row = await db.row(STRANGER_WITH_PHONE, phone)
    return ContactPoint(**row) if row else None


CONTACT_POINT = """
SELECT id, client_id, kind, phone, handle, shown_name, verified_at, label, ended_at
FROM contact_points
WHERE dealership_id = $1 AND id = $2
"""


async def contact_point(db: Db, id: UUID) -> ContactPoint | None:
    row = await db.row(CONTACT_POINT, id)
    return ContactPoint(**row) if row else None


INSERT_CONTACT_POINT = """
INSERT INTO contact_points (dealership_id, id, client_id, kind, phone, handle, shown_name, identifies, verified_at,
                            created_at, label)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING
"""


async def insert_contact_point(
    db: Db,
    id: UUID,
    client: UUID | None,
    kind: str,
    *,
    phone: str | None = None,
    handle: str | None = None,
    shown_name: str | None = None,
    verified: bool = False,
    label: str | None = None,
) -> bool:
    """False when this phone or handle identifies somebody already. One of a family or a company identifies nobody."""
    verified_at: Any = db.now if verified else None
    identifies = label in (None, "own")
    written = await db.run(
        INSERT_CONTACT_POINT,
        id,
        client,
        kind,
        phone,
        handle,
        shown_name,
        identifies,
        verified_at,
        db.now,
        label,
    )
    return written == 1


LINK_CONTACT_POINT = """
UPDATE contact_points SET client_id = $3,
    label = CASE WHEN kind IN ('phone', 'email') THEN coalesce(label, 'own') ELSE label END
WHERE dealership_id = $1 AND id = $2 AND (client_id IS NULL OR client_id = $3)
"""


async def link_contact_point(db: Db, id: UUID, client: UUID) -> bool:
    """False when it has become another client's."""
    return await db.run(LINK_CONTACT_POINT, id, client) == 1


VERIFY_CONTACT_POINT = """
UPDATE contact_points SET verified_at = $3 WHERE dealership_id = $1 AND id = $2 AND verified_at IS NULL
"""


async def verify_contact_point(db: Db, id: UUID) -> None:
    await db.run(VERIFY_CONTACT_POINT, id, db.now)


CONTACT_OF_CLIENT = """
SELECT id, client_id, kind, phone, handle, shown_name, verified_at, coalesce(label, 'own') AS label, ended_at
FROM contact_points
WHERE dealership_id = $1 AND client_id = $2 AND id = $3 AND kind IN ('phone', 'email')
FOR UPDATE
"""


async def contact_of_client(db: Db, client: UUID, id: UUID) -> ContactPoint | None:
    """A phone or email that stands or stood on this card, held until the unit ends."""
    row = await db.row(CONTACT_OF_CLIENT, client, id)
    return ContactPoint(**row) if row else None


STANDS_ON_CARD = """
SELECT EXISTS (SELECT 1 FROM contact_points
               WHERE dealership_id = $1 AND client_id = $2 AND kind = $3 AND coalesce(phone, handle) = $4
                 AND ended_at IS NULL)
"""


async def stands_on_card(db: Db, client: UUID, kind: str, value: str) -> bool:
    found: bool = await db.value(STANDS_ON_CARD, client, kind, value)
    return found


TWICE_ON_CARD = """
SELECT count(*) > 1 FROM contact_points
WHERE dealership_id = $1 AND client_id = $2 AND phone = $3 AND ended_at IS NULL
"""


async def twice_on_card(db: Db, client: UUID, phone: str) -> bool:
    twice: bool = await db.value(TWICE_ON_CARD, client, phone)
    return twice


SHARED_PHONE = """
SELECT EXISTS (SELECT 1 FROM contact_points p
               JOIN clients c ON c.dealership_id = p.dealership_id AND c.id = p.client_id AND c.archived_at IS NULL
               WHERE p.dealership_id = $1 AND p.phone = $2 AND NOT p.identifies AND p.ended_at IS NULL)
"""


async def shared_phone(db: Db, phone: str) -> bool:
    """The number stands on cards as that of a family or a company: it does not say who holds it now."""
    found: bool = await db.value(SHARED_PHONE, phone)
    return found


SET_LABEL = """
UPDATE contact_points SET label = $3, identifies = $3 = 'own', verified_at = coalesce(verified_at, $4)
WHERE dealership_id = $1 AND id = $2
"""


async def set_label(db: Db, id: UUID, label: str, verified_at: Any = None) -> None:
    await db.run(SET_LABEL, id, label, verified_at)


END_CONTACT_POINT = """
UPDATE contact_points SET ended_at = $3, ended_by = $4 WHERE dealership_id = $1 AND id = $2
"""


async def end_contact_point(db: Db, id: UUID, by: UUID | None) -> None:
    await db.run(END_CONTACT_POINT, id, db.now, by)


RESTORE_CONTACT_POINT = """
UPDATE contact_points SET ended_at = NULL, ended_by = NULL WHERE dealership_id = $1 AND id = $2
"""


async def restore_contact_point(db: Db, id: UUID) -> None:
    await db.run(RESTORE_CONTACT_POINT, id)


DELETE_SEARCH_KEY = """
DELETE FROM search_keys WHERE dealership_id = $1 AND kind = $2 AND key = $3 AND client_id = $4
"""


async def delete_search_key(db: Db, client: UUID, kind: str, key: str) -> None:
    await db.run(DELETE_SEARCH_KEY, kind, key, client)


PHONES_OF_CLIENT = """
SELECT phone FROM contact_points
WHERE dealership_id = $1 AND client_id = $2 AND kind = 'phone' AND ended_at IS NULL
ORDER BY identifies DESC, created_at, id
"""


async def phones_of_client(db: Db, client: UUID) -> list[str]:
    """The numbers on a card, one's own first."""
    return [row["phone"] for row in await db.rows(PHONES_OF_CLIENT, client)]
