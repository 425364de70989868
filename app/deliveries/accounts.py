"""SQL of all addresses behind one account of ours, such as a bot, at once."""

from uuid import UUID

from app.kit.db import Db

STOP_ADDRESSES_OF_ACCOUNT = """
UPDATE addresses SET stopped_at = $3, stopped_because = $4
WHERE dealership_id = $1 AND account_id = $2 AND stopped_at IS NULL RETURNING contact_point_id
"""


async def stop_addresses_of_account(db: Db, account: UUID, because: str) -> list[UUID]:
    """Nothing goes out through this account of ours any more. Answers the contact points that went silent."""
    rows = await db.rows(STOP_ADDRESSES_OF_ACCOUNT, account, db.now, because)
    return [row["contact_point_id"] for row in rows]


RESUME_ADDRESSES_OF_ACCOUNT = """
UPDATE addresses SET stopped_at = NULL, stopped_because = NULL
WHERE dealership_id = $1 AND account_id = $2 AND stopped_because = $3 RETURNING contact_point_id
"""


async def resume_addresses_of_account(db: Db, account: UUID, because: str) -> list[UUID]:
    """The account works again: what was closed for this reason is open, what the clients closed is not."""
    rows = await db.rows(RESUME_ADDRESSES_OF_ACCOUNT, account, because)
    return [row["contact_point_id"] for row in rows]
