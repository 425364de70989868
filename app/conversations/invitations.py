"""SQL of invitations: personal links that let a client in."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.kit.db import Db

INSERT_INVITATION = """
INSERT INTO invitations (dealership_id, token_hash, client_id, channel, made_at, made_by, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
"""


async def insert_invitation(
    db: Db, token_hash: bytes, client: UUID, channel: str, by: UUID | None, expires_at: datetime
) -> bool:
    """False when this very link was made before."""
    return await db.run(INSERT_INVITATION, token_hash, client, channel, db.now, by, expires_at) == 1


LOCK_INVITATION = """
SELECT client_id, expires_at, used_at, contact_point_id FROM invitations
WHERE dealership_id = $1 AND token_hash = $2 FOR UPDATE
"""


async def lock_invitation(db: Db, token_hash: bytes) -> asyncpg.Record | None:
    """The invitation, held until the unit ends, so that of two who open one link only one gets in."""
    return await db.row(LOCK_INVITATION, token_hash)


MARK_USED = """
UPDATE invitations SET used_at = $3, contact_point_id = $4
WHERE dealership_id = $1 AND token_hash = $2 AND used_at IS NULL
"""


async def mark_used(db: Db, token_hash: bytes, contact_point: UUID) -> None:
    await db.run(MARK_USED, token_hash, db.now, contact_point)


INVITED = """
SELECT c.id AS client_id, c.language, p.name AS manager, h.name AS house, h.phone, i.used_at
FROM invitations i
JOIN clients c ON c.dealership_id = i.dealership_id AND c.id = i.client_id AND c.archived_at IS NULL
JOIN persons p ON p.dealership_id = c.dealership_id AND p.id = c.owner_id
JOIN dealerships h ON h.id = i.dealership_id
WHERE i.dealership_id = $1 AND i.token_hash = $2 AND i.expires_at > $3
"""


async def invited(db: Db, token_hash: bytes) -> asyncpg.Record | None:
    """What may be shown to whoever holds a link that still stands."""
    return await db.row(INVITED, token_hash, db.now)
