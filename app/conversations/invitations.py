"""SQL of invitations: personal links that let a client in, and clients who would rather not."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from app.kit.db import Db

INSERT_INVITATION = """
INSERT INTO invitations (dealership_id, token_hash, id, client_id, channel, made_at, made_by, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""


async def insert_invitation(
    db: Db,
    token_hash: bytes,
    id: UUID | None,
    client: UUID,
    channel: str,
    by: UUID | None,
    expires_at: datetime,
) -> bool:
    """False when this very link was made before."""
    made = await db.run(INSERT_INVITATION, token_hash, id, client, channel, db.now, by, expires_at)
    return made == 1


LOCK_INVITATION = """
SELECT id, client_id, made_by, expires_at, used_at, opened_at, other_card_at, contact_point_id FROM invitations
WHERE dealership_id = $1 AND token_hash = $2 FOR UPDATE
"""


async def lock_invitation(db: Db, token_hash: bytes) -> asyncpg.Record | None:
    """The invitation, held until the unit ends, so that of two who open one link only one gets in."""
    return await db.row(LOCK_INVITATION, token_hash)


INVITATION_OF_CLIENT = """
SELECT id, channel, expires_at, used_at, shared_at FROM invitations
WHERE dealership_id = $1 AND client_id = $2 AND id = $3
"""


async def invitation_of_client(db: Db, client: UUID, id: UUID) -> asyncpg.Record | None:
    return await db.row(INVITATION_OF_CLIENT, client, id)


MARK_USED = """
UPDATE invitations SET used_at = $3, opened_at = coalesce(opened_at, $3), contact_point_id = $4
WHERE dealership_id = $1 AND token_hash = $2 AND used_at IS NULL
"""


async def mark_used(db: Db, token_hash: bytes, contact_point: UUID) -> None:
    """Who gets in by a link has opened it."""
    await db.run(MARK_USED, token_hash, db.now, contact_point)


MARK_OPENED = """
UPDATE invitations SET opened_at = $3 WHERE dealership_id = $1 AND token_hash = $2 AND opened_at IS NULL
"""


async def mark_opened(db: Db, token_hash: bytes) -> bool:
    """False when it was opened before: the first time counts."""
    return await db.run(MARK_OPENED, token_hash, db.now) == 1


MARK_OTHER_CARD = """
UPDATE invitations SET other_card_at = $3 WHERE dealership_id = $1 AND token_hash = $2 AND other_card_at IS NULL
"""


async def mark_other_card(db: Db, token_hash: bytes) -> bool:
    """Somebody who has another card opened this link. False when that was known."""
    return await db.run(MARK_OTHER_CARD, token_hash, db.now) == 1


MARK_SHARED = """
UPDATE invitations SET shared_at = $4, shared_how = $5
WHERE dealership_id = $1 AND client_id = $2 AND id = $3 AND shared_at IS NULL
"""


async def mark_shared(db: Db, client: UUID, id: UUID, how: str) -> bool:
    """False when it was shared before: since then the client is invited."""
    return await db.run(MARK_SHARED, client, id, db.now, how) == 1


UNMARK_SHARED = """
UPDATE invitations SET shared_at = NULL, shared_how = NULL
WHERE dealership_id = $1 AND client_id = $2 AND id = $3 AND shared_at > $4 AND opened_at IS NULL
"""


async def unmark_shared(db: Db, client: UUID, id: UUID, within: timedelta) -> bool:
    """Take back what was marked a moment ago; what the client has opened was surely shared."""
    return await db.run(UNMARK_SHARED, client, id, db.now - within) == 1


INVITED = """
SELECT c.id AS client_id, c.language, p.name AS manager, h.name AS house, h.phone, i.used_at,
       i.expires_at > $3 AS stands
FROM invitations i
JOIN clients c ON c.dealership_id = i.dealership_id AND c.id = i.client_id AND c.archived_at IS NULL
JOIN persons p ON p.dealership_id = c.dealership_id AND p.id = c.owner_id
JOIN dealerships h ON h.id = i.dealership_id
WHERE i.dealership_id = $1 AND i.token_hash = $2
"""


async def invited(db: Db, token_hash: bytes) -> asyncpg.Record | None:
    """What may be shown to whoever holds a link, as long as it stands."""
    return await db.row(INVITED, token_hash, db.now)


# --- who would rather not

INSERT_REFUSAL = """
INSERT INTO invitation_refusals (dealership_id, client_id, at, recorded_by)
SELECT $1, $2, $3, $4 WHERE NOT EXISTS (
    SELECT 1 FROM invitation_refusals WHERE dealership_id = $1 AND client_id = $2 AND undone_at IS NULL)
"""


async def insert_refusal(db: Db, client: UUID, by: UUID) -> bool:
    """False when a refusal stands already."""
    return await db.run(INSERT_REFUSAL, client, db.now, by) == 1


UNDO_REFUSAL = """
UPDATE invitation_refusals SET undone_at = $3
WHERE dealership_id = $1 AND client_id = $2 AND undone_at IS NULL
"""


async def undo_refusal(db: Db, client: UUID) -> bool:
    return await db.run(UNDO_REFUSAL, client, db.now) > 0
