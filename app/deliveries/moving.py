"""A chat that goes on under another id, such as a group that grew: what waits for it goes there, once."""

from uuid import UUID

from app.deliveries import queries, rules
from app.deliveries.model import Claimed
from app.journal.actions import record
from app.kit.db import Db
from app.kit.ids import new_id


async def move(db: Db, item: Claimed, destination: str) -> bool:
    """From now on this address is there, and what was refused goes once more. False: it is over. Whoever is sent on
    again has to wait, and at last arrives nowhere."""
    over = rules.given_up(max(item.queued_at, item.due_at), db.now, until=item.until_at)
    if destination == item.destination or over:
        return False
    there = None
    if held := await hold(db, item.address_id, destination):
        await move_address(db, item.address_id, destination, held)
    else:  # the new chat spoke before we heard of the move: its address stays, and takes over what waits
        there = await known_there(db, item.address_id, destination)
        await hand_on(db, item.address_id, there)
        await queries.stop_address(db, item.address_id, "moved")
    await record(db, "address.moved", subject=there or item.address_id)
    again = rules.pause_after(item.attempts) if item.attempts else 0
    await queries.put_off(db, item.id, "sending", again, None)
    return True


KNOWN_THERE = """
SELECT b.id FROM addresses a
JOIN addresses b ON b.dealership_id = $1 AND b.channel = a.channel AND b.account_id = a.account_id
  AND b.destination = $3
WHERE a.dealership_id = $1 AND a.id = $2
"""


async def known_there(db: Db, address: UUID, destination: str) -> UUID:
    """The address that already has this destination."""
    found: UUID = await db.value(KNOWN_THERE, address, destination)
    return found


HOLD = """
INSERT INTO addresses (dealership_id, id, channel, account_id, destination, contact_point_id, language, device_id,
                       person_id)
SELECT $1, $4, channel, account_id, $3, contact_point_id, language, device_id, person_id
FROM addresses WHERE dealership_id = $1 AND id = $2
ON CONFLICT (dealership_id, channel, account_id, destination) DO NOTHING
RETURNING id
"""


async def hold(db: Db, address: UUID, destination: str) -> UUID | None:
    """A stand-in that keeps this destination from whoever writes from it at this moment. None: it is known already."""
    found: UUID | None = await db.value(HOLD, address, destination, new_id())
    return found


LET_GO = """
DELETE FROM addresses WHERE dealership_id = $1 AND id = $2
"""


async def let_go(db: Db, held: UUID) -> None:
    """The stand-in is over."""
    await db.run(LET_GO, held)


MOVE_ADDRESS = """
UPDATE addresses SET destination = $3 WHERE dealership_id = $1 AND id = $2
"""


async def move_address(db: Db, id: UUID, destination: str, held: UUID) -> None:
    """The address takes the place of its stand-in."""
    await let_go(db, held)
    await db.run(MOVE_ADDRESS, id, destination)


HAND_ON = """
UPDATE deliveries SET address_id = $3
WHERE dealership_id = $1 AND address_id = $2 AND state IN ('queued', 'sending', 'held')
"""


async def hand_on(db: Db, from_address: UUID, to_address: UUID) -> None:
    """What has not left goes to the other address, in its order."""
    await db.run(HAND_ON, from_address, to_address)
