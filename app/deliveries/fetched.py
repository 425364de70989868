"""Things that their reader fetches: of which channel an address is, and what was fetched for sure."""

from uuid import UUID

from app.deliveries.actions import tell
from app.deliveries.queries import release_rest
from app.journal.actions import record
from app.kit.db import Db

CHANNEL_OF = """
SELECT channel FROM addresses WHERE dealership_id = $1 AND id = $2
"""


async def channel_of(db: Db, address: UUID) -> str:
    """By which channel an address is reached."""
    channel: str = await db.value(CHANNEL_OF, address)
    return channel


CONTACT_POINT_OF = """
SELECT contact_point_id FROM addresses WHERE dealership_id = $1 AND id = $2
"""


async def contact_point_of(db: Db, address: UUID) -> UUID | None:
    """Whose contact an address reaches; None for a device."""
    found: UUID | None = await db.value(CONTACT_POINT_OF, address)
    return found


MARK_FETCHED = """
UPDATE deliveries d SET state = 'delivered', reason = NULL, lease_until = NULL, settled_at = $4
FROM addresses a
WHERE d.dealership_id = $1 AND d.thing_id = ANY ($2::uuid[]) AND d.state IN ('sending', 'sent', 'not_confirmed')
  AND a.dealership_id = $1 AND a.id = d.address_id AND a.channel = $3
RETURNING d.id, d.thing_kind, d.thing_id, d.attempt
"""


async def mark_fetched(db: Db, things: list[UUID], channel: str) -> None:
    """Their reader has them, says the reader: that is delivered, and known for sure also where a worker died."""
    for row in await db.rows(MARK_FETCHED, things, channel, db.now):
        await record(db, "delivery.delivered", subject=row["id"])
        await release_rest(db, row["thing_id"], row["attempt"], "queued")
        await tell(db, row["thing_kind"], row["thing_id"])
