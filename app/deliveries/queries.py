"""SQL of addresses, the outbox and its limits."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app.deliveries.model import Address, Claimed, Lane, Line, NewAddress, State
from app.kit.db import Db

SENDING_LEASE = timedelta(seconds=25)
"""How long a worker that gives no sign counts as one that sends; then nobody knows what became of it."""

UPSERT_ADDRESS = """
INSERT INTO addresses (dealership_id, id, channel, account_id, destination, contact_point_id, language, heard_at,
                       device_id, person_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (dealership_id, channel, account_id, destination)
DO UPDATE SET contact_point_id = excluded.contact_point_id, device_id = excluded.device_id,
              heard_at = excluded.heard_at
RETURNING id
"""


async def upsert_address(db: Db, id: UUID, new: NewAddress) -> UUID:
    """The address of this destination, made if it is new; it was heard from just now."""
    found: UUID = await db.value(
        UPSERT_ADDRESS,
        id,
        new.channel,
        new.account_id,
        new.destination,
        new.contact_point_id,
        new.language,
        db.now,
        new.device_id,
        new.person_id,
    )
    return found


ADDRESSES_OF_CONTACT_POINTS = """
SELECT id, channel, account_id, destination, contact_point_id, device_id, language, stopped_at, stopped_because
FROM addresses WHERE dealership_id = $1 AND contact_point_id = ANY ($2::uuid[])
"""


async def addresses_of_contact_points(db: Db, contact_points: list[UUID]) -> list[Address]:
    return [Address(**row) for row in await db.rows(ADDRESSES_OF_CONTACT_POINTS, contact_points)]


STOP_ADDRESS = """
UPDATE addresses SET stopped_at = $3, stopped_because = $4
WHERE dealership_id = $1 AND id = $2 AND stopped_at IS NULL RETURNING contact_point_id
"""


async def stop_address(db: Db, id: UUID, because: str) -> UUID | None:
    """The contact point that went silent, None if the address was stopped already."""
    stopped: UUID | None = await db.value(STOP_ADDRESS, id, db.now, because)
    return stopped


RESUME_ADDRESS = """
UPDATE addresses SET stopped_at = NULL, stopped_because = NULL
WHERE dealership_id = $1 AND id = $2 AND stopped_at IS NOT NULL
"""


async def resume_address(db: Db, id: UUID) -> bool:
    return await db.run(RESUME_ADDRESS, id) == 1


INSERT_PARTS = """
INSERT INTO deliveries (dealership_id, id, thing_kind, thing_id, address_id, lane, attempt, part, parts, body,
                        due_at, queued_at, until_at)
SELECT $1, each.id, $3, $4, $5, $6, $7, each.part, cardinality($2::uuid[]), each.body, $10, $9, $11
FROM unnest($2::uuid[], $8::jsonb[]) WITH ORDINALITY AS each (id, body, part) ORDER BY each.part
"""


async def insert_parts(
    db: Db,
    ids: list[UUID],
    thing: tuple[str, UUID],
    address: UUID,
    lane: Lane,
    attempt: int,
    bodies: list[Any],
    times: tuple[datetime, datetime | None],
) -> None:
    """The parts of one attempt, in line in their order; `times`: not before, and worthless after."""
    await db.later(INSERT_PARTS, ids, *thing, address, lane, attempt, bodies, db.now, *times)


CLAIM_DELIVERIES = """
WITH heads AS MATERIALIZED (
    SELECT DISTINCT ON (address_id) id, address_id, lane, place, lease_until FROM deliveries
    WHERE dealership_id = $1 AND state = 'queued' AND due_at <= $2
      AND CASE WHEN thing_kind IN ('push', 'ring') THEN thing_kind ELSE 'words' END = $4
    ORDER BY address_id, array_position('{reply,promise,announcement,reminder,campaign}'::text[], lane), place
), free AS MATERIALIZED (
    SELECT d.id FROM (
        SELECT id FROM heads WHERE (lease_until IS NULL OR lease_until <= now())
          AND address_id NOT IN (SELECT address_id FROM deliveries WHERE dealership_id = $1 AND state = 'sending')
        ORDER BY array_position('{reply,promise,announcement,reminder,campaign}'::text[], lane), place
    ) h, LATERAL (
        SELECT id FROM deliveries WHERE dealership_id = $1 AND id = h.id AND state || '' = 'queued'
          AND (lease_until IS NULL OR lease_until <= now()) FOR UPDATE SKIP LOCKED
    ) d LIMIT $3
), taken AS (
    UPDATE deliveries d SET lease_until = now() + interval '30 seconds' FROM free
    WHERE d.dealership_id = $1 AND d.id = free.id RETURNING d.*
)
SELECT t.id, t.thing_kind, t.thing_id, t.lane, t.attempts, t.queued_at, t.due_at, t.until_at, t.body, t.address_id,
       a.channel, a.account_id, a.destination, a.stopped_because
FROM taken t JOIN addresses a ON a.dealership_id = t.dealership_id AND a.id = t.address_id
ORDER BY array_position('{reply,promise,announcement,reminder,campaign}'::text[], t.lane), t.place
"""


async def claim_deliveries(db: Db, limit: int, of: Line = "words") -> list[Claimed]:
    """The first of one line waiting for each address, replies before campaigns, at most one in flight per address."""
    return [Claimed(**row) for row in await db.rows(CLAIM_DELIVERIES, db.now, limit, of)]


BEGIN_SENDING = """
UPDATE deliveries d SET state = 'sending', attempts = attempts + 1, lease_until = now() + $3::interval
WHERE d.dealership_id = $1 AND d.id = $2 AND d.state = 'queued'
  AND NOT EXISTS (SELECT 1 FROM deliveries o
                  WHERE o.dealership_id = $1 AND o.address_id = d.address_id AND o.state = 'sending')
"""
# Whoever begins has taken from the bucket of the chat in the same unit, so two beginnings there follow each other.


async def begin_sending(db: Db, id: UUID) -> bool:
    """False when a rival took it, it was withdrawn, or something else is on its way to the same address."""
    return await db.run(BEGIN_SENDING, id, SENDING_LEASE) == 1


HOLD_ON = """
UPDATE deliveries SET lease_until = now() + $3::interval WHERE dealership_id = $1 AND id = $2 AND state = 'sending'
"""


async def hold_on(db: Db, id: UUID) -> None:
    """Its channel has not answered yet, and its worker lives."""
    await db.run(HOLD_ON, id, SENDING_LEASE)


PUT_OFF = """
UPDATE deliveries SET state = 'queued', lease_until = now() + make_interval(secs => $3), reason = $4,
                      attempts = attempts - $5::int
WHERE dealership_id = $1 AND id = $2 AND state = $6
"""


async def put_off(
    db: Db, id: UUID, expected: State, seconds: float, reason: str | None, *, uncounted: bool = False
) -> None:
    """Back into the line, not to be claimed for so many seconds (a lease without a holder).

    Only from the `expected` state: a worker that slept through its lease must not put back what a rival
    is sending at this moment, or it would go out twice.
    """
    await db.run(PUT_OFF, id, seconds, reason, int(uncounted), expected)


SETTLE = """
UPDATE deliveries SET state = $3, reason = $4, remote_id = $5, lease_until = NULL, settled_at = $6
WHERE dealership_id = $1 AND id = $2 AND state = ANY ($7::text[])
RETURNING thing_kind, thing_id, attempt, part, parts
"""


async def settle(
    db: Db, id: UUID, state: str, reason: str | None, remote_id: str | None, expected: list[str]
) -> asyncpg.Record | None:
    """Write the fate of a delivery that is still in one of the `expected` states."""
    return await db.row(SETTLE, id, state, reason, remote_id, db.now, expected)


HOLD_REST = """
UPDATE deliveries SET state = 'held', lease_until = NULL
WHERE dealership_id = $1 AND thing_id = $2 AND attempt = $3 AND part > $4 AND state = 'queued'
"""


async def hold_rest(db: Db, thing: UUID, attempt: int, part: int) -> int:
    """The parts behind one whose fate is unknown wait for the manager."""
    return await db.run(HOLD_REST, thing, attempt, part)


RELEASE_REST = """
UPDATE deliveries SET state = $4, due_at = $5 WHERE dealership_id = $1 AND thing_id = $2 AND attempt = $3
AND state = 'held'
"""


async def release_rest(db: Db, thing: UUID, attempt: int, state: str) -> int:
    return await db.run(RELEASE_REST, thing, attempt, state, db.now)


EXPIRED_SENDING = """
SELECT id FROM deliveries
WHERE dealership_id = $1 AND state = 'sending' AND lease_until <= now() LIMIT 100 FOR UPDATE SKIP LOCKED
"""


async def expired_sending(db: Db) -> list[UUID]:
    """Deliveries whose worker died between the first byte and the answer."""
    return [row["id"] for row in await db.rows(EXPIRED_SENDING)]


DELIVERY = """
SELECT d.id, d.thing_kind, d.thing_id, d.address_id, d.lane, d.attempt, d.part, d.parts, d.body, d.state, d.reason,
       d.queued_at, d.settled_at, coalesce(d.settled_at, d.queued_at) AS at, a.channel
FROM deliveries d JOIN addresses a ON a.dealership_id = d.dealership_id AND a.id = d.address_id
WHERE d.dealership_id = $1 AND d.id = $2
"""


async def delivery(db: Db, id: UUID) -> asyncpg.Record | None:
    return await db.row(DELIVERY, id)


PARTS_OF_ATTEMPT = """
SELECT id, part, parts, body, state, reason FROM deliveries
WHERE dealership_id = $1 AND thing_id = $2 AND attempt = $3 ORDER BY part
"""


async def parts_of_attempt(db: Db, thing: UUID, attempt: int) -> list[asyncpg.Record]:
    return await db.rows(PARTS_OF_ATTEMPT, thing, attempt)


LATEST_ATTEMPT = """
SELECT max(attempt) FROM deliveries WHERE dealership_id = $1 AND thing_id = $2
"""


async def latest_attempt(db: Db, thing: UUID) -> int:
    return await db.value(LATEST_ATTEMPT, thing) or 0


THING_WITH_REMOTE_ID = """
SELECT thing_id FROM deliveries WHERE dealership_id = $1 AND address_id = $2 AND remote_id = $3
UNION ALL SELECT thing_id FROM remote_ids WHERE dealership_id = $1 AND address_id = $2 AND remote_id = $3 LIMIT 1
"""


async def thing_with_remote_id(db: Db, address: UUID, remote_id: str) -> UUID | None:
    """Which thing of ours the channel knows by this id."""
    thing: UUID | None = await db.value(THING_WITH_REMOTE_ID, address, remote_id)
    return thing
