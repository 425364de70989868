"""Deliveries to people's own devices: where they go, what was shown there, and their sweeping."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.deliveries.model import Address
from app.kit.db import Db

ADDRESSES_OF_DEVICES = """
SELECT id, channel, account_id, destination, contact_point_id, device_id, language, stopped_at, stopped_because
FROM addresses WHERE dealership_id = $1 AND device_id = ANY ($2::uuid[]) AND stopped_at IS NULL
"""


async def addresses_of_devices(db: Db, devices: list[UUID]) -> list[Address]:
    """Every open address of these devices."""
    return [Address(**row) for row in await db.rows(ADDRESSES_OF_DEVICES, devices)]


STOPPED_BECAUSE = """
SELECT stopped_because FROM addresses WHERE dealership_id = $1 AND channel = $2 AND destination = $3
"""


async def stopped_because(db: Db, channel: str, destination: str) -> str | None:
    """Why nothing goes to this destination any more; None if it is open or unknown."""
    because: str | None = await db.value(STOPPED_BECAUSE, channel, destination)
    return because


ADDRESS_AT = """
SELECT id FROM addresses WHERE dealership_id = $1 AND channel = $2 AND account_id = $3 AND destination = $4
"""


async def address_at(db: Db, channel: str, account: UUID, destination: str) -> UUID | None:
    """The address of this destination, whoever it belongs to."""
    address: UUID | None = await db.value(ADDRESS_AT, channel, account, destination)
    return address


IS_OPEN = """
SELECT EXISTS (SELECT 1 FROM addresses WHERE dealership_id = $1 AND id = $2 AND stopped_at IS NULL)
"""


async def is_open(db: Db, id: UUID) -> bool:
    reached: bool = await db.value(IS_OPEN, id)
    return reached


TOLD_SINCE = """
SELECT EXISTS (SELECT 1 FROM deliveries
               WHERE dealership_id = $1 AND address_id = $2 AND thing_kind = $3 AND queued_at > $4)
"""


async def told_since(db: Db, address: UUID, thing_kind: str, since: datetime) -> bool:
    """Was a thing of this kind put in line for this address since then?"""
    told: bool = await db.value(TOLD_SINCE, address, thing_kind, since)
    return told


DEVICE_OF_ADDRESS = """
SELECT device_id FROM addresses WHERE dealership_id = $1 AND id = $2
"""


async def device_of_address(db: Db, id: UUID) -> UUID | None:
    device: UUID | None = await db.value(DEVICE_OF_ADDRESS, id)
    return device


DEVICE_OF_DELIVERY = """
SELECT a.device_id FROM deliveries d JOIN addresses a ON a.dealership_id = d.dealership_id AND a.id = d.address_id
WHERE d.dealership_id = $1 AND d.id = $2
"""


async def device_of_delivery(db: Db, id: UUID) -> UUID | None:
    device: UUID | None = await db.value(DEVICE_OF_DELIVERY, id)
    return device


MARK_DELIVERED = """
UPDATE deliveries SET state = 'delivered', reason = NULL, lease_until = NULL, settled_at = $3
WHERE dealership_id = $1 AND id = $2 AND state IN ('sending', 'sent', 'not_confirmed')
"""


async def mark_delivered(db: Db, id: UUID) -> bool:
    """The device itself says that it came, which may be before the channel's own answer. False: known already."""
    return await db.run(MARK_DELIVERED, id, db.now) == 1


FATE_AT_DEVICE = """
SELECT d.state, d.reason FROM deliveries d
WHERE d.dealership_id = $1 AND d.thing_id = $3 AND d.address_id IN (
    SELECT a.id FROM addresses a WHERE a.dealership_id = $1 AND a.device_id = $2)
"""


async def fate_at_device(db: Db, device: UUID, thing: UUID) -> asyncpg.Record | None:
    """What became of this thing on its way to the device."""
    return await db.row(FATE_AT_DEVICE, device, thing)


FORGET_WORDS_TO_STAFF = """
DELETE FROM deliveries WHERE dealership_id = $1 AND thing_kind IN ('alert', 'staff', 'call', 'ring') AND settled_at < $2
"""


async def forget_words_to_staff(db: Db, before: datetime) -> int:
    """Remove what was written to colleagues and settled before a time."""
    return await db.run(FORGET_WORDS_TO_STAFF, before)


FORGET_PUSHES = """
DELETE FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'push' AND settled_at < $2
"""


async def forget_pushes(db: Db, before: datetime) -> int:
    """Remove what was settled before a time: a notification is no part of any talk."""
    return await db.run(FORGET_PUSHES, before)
