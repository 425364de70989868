"""SQL of contact points: which phone, messenger account or link belongs to whom."""

from typing import Any
from uuid import UUID

from app.clients.model import ContactPoint
from app.kit.db import Db

CONTACT_BY_HANDLE = """
SELECT id, client_id, kind, phone, handle, shown_name, verified_at FROM contact_points
WHERE dealership_id = $1 AND kind = $2 AND handle = $3 AND identifies AND ended_at IS NULL
"""


async def contact_by_handle(db: Db, kind: str, handle: str) -> ContactPoint | None:
    row = await db.row(CONTACT_BY_HANDLE, kind, handle)
    return ContactPoint(**row) if row else None


CONTACT_BY_PHONE = """
SELECT id, client_id, kind, phone, handle, shown_name, verified_at FROM contact_points
WHERE dealership_id = $1 AND phone = $2 AND identifies AND ended_at IS NULL
"""


async def contact_by_phone(db: Db, phone: str) -> ContactPoint | None:
    row = await db.row(CONTACT_BY_PHONE, phone)
    return ContactPoint(**row) if row else None


CONTACT_POINT = """
SELECT id, client_id, kind, phone, handle, shown_name, verified_at FROM contact_points
WHERE dealership_id = $1 AND id = $2
"""


async def contact_point(db: Db, id: UUID) -> ContactPoint | None:
    row = await db.row(CONTACT_POINT, id)
    return ContactPoint(**row) if row else None


INSERT_CONTACT_POINT = """
INSERT INTO contact_points (dealership_id, id, client_id, kind, phone, handle, shown_name, identifies, verified_at,
                            created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, true, $8, $9)
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
) -> bool:
    """False when this phone or handle identifies somebody already."""
    verified_at: Any = db.now if verified else None
    return (
        await db.run(INSERT_CONTACT_POINT, id, client, kind, phone, handle, shown_name, verified_at, db.now)
        == 1
    )


LINK_CONTACT_POINT = """
UPDATE contact_points SET client_id = $3
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
