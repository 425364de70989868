"""A claim reads its queue once, however deep it is and whatever PostgreSQL believes of it, and takes a batch."""

import re
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.config import Config
from app.database import access
from app.deliveries import queries as deliveries
from app.journal import queries as journal
from app.kit.clock import system_clock
from app.kit.pool import speak_json
from bots import queries as bots
from tests.bots.conftest import alone, alone_database, only_house
from tests.cast import House

__all__ = ["alone", "alone_database", "only_house"]

DEEP, LANES, BATCH = 4_000, 200, 20
ARRIVALS = """
INSERT INTO arrivals (dealership_id, source, key, lane, body, arrived_at, due_at)
SELECT $1, 'a bot', gen_random_uuid()::text, (n % 200)::text, '', now(), now() FROM generate_series(1, $2::int) n
"""
ENTRIES = """
WITH made AS (
    INSERT INTO entries (dealership_id, id, kind, at, actor_kind)
    SELECT $1, gen_random_uuid(), 'queue.of_a_test', now(), 'system' FROM generate_series(1, $2::int)
    RETURNING id
)
INSERT INTO followups (dealership_id, follower, entry_id, due_at) SELECT $1, 'nobody', id, now() FROM made
"""
DELIVERIES = """
WITH made AS (
    INSERT INTO addresses (dealership_id, id, channel, account_id, destination, language, device_id)
    SELECT $1, gen_random_uuid(), 'nobody', gen_random_uuid(), n::text, 'ru', gen_random_uuid()
    FROM generate_series(1, 200) n
    RETURNING id
)
INSERT INTO deliveries (dealership_id, id, thing_kind, thing_id, address_id, lane, body, due_at, queued_at)
SELECT $1, gen_random_uuid(), 'test', gen_random_uuid(), made.id, 'reply', '{}', now(), now()
FROM made, generate_series(1, $2::int / 200)
"""
QUEUES: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    "arrivals": (ARRIVALS, bots.CLAIM_ARRIVALS, (BATCH,)),
    "followups": (ENTRIES, journal.CLAIM_FOLLOWUPS, (BATCH,)),
    "deliveries": (DELIVERIES, deliveries.CLAIM_DELIVERIES, (BATCH, "words")),
}


@pytest.mark.parametrize("believed", ["nothing", "a short queue"])
@pytest.mark.parametrize("queue", QUEUES)
async def test_a_claim_reads_a_deep_queue_once(
    alone: Config, only_house: House, queue: str, believed: str
) -> None:
    fill, claim, more = QUEUES[queue]
    assert alone.database_url
    connection = await asyncpg.connect(alone.database_url)
    await speak_json(connection)
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL app.dealership = '{only_house.id}'")
            await connection.execute("SET LOCAL session_replication_role = replica")  # devices of nobody
            if believed == "a short queue":
                await connection.execute(fill, only_house.id, LANES)
                await connection.execute("ANALYZE arrivals, followups, deliveries, addresses, entries")
            await connection.execute(fill, only_house.id, DEEP)
            await connection.execute(f"SET LOCAL ROLE {access(alone, 'worker').role}")
            read, taken, plan = await looked_at(connection, only_house.id, claim, more)
            raise Undone
    except Undone:
        pass
    finally:
        await connection.close()
    assert taken == BATCH, plan
    assert read <= 4 * (DEEP + LANES), f"{read} rows read to take {BATCH} of {DEEP}:\n{plan}"


class Undone(Exception):
    """Nothing of it stays."""


async def looked_at(
    connection: Any, house: UUID, claim: str, more: tuple[Any, ...]
) -> tuple[float, int, str]:
    """Rows that the scans of a claim met, kept or not; how many it took; its plan."""
    await connection.execute("SET LOCAL statement_timeout = '60s'")
    told = await connection.fetch(
        f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF) {claim}", house, system_clock(), *more
    )
    plan = "\n".join(row[0] for row in told)
    read, times = 0.0, 1
    for line in plan.split("\n"):
        if found := re.search(r"actual rows=([\d.]+) loops=(\d+)", line):
            times = int(found[2])
            read += float(found[1]) * times if " Scan" in line and "CTE" not in line else 0
        elif found := re.search(r"Rows Removed by (?:Filter|Join Filter|Index Recheck): (\d+)", line):
            read += int(found[1]) * times
    taken = int(float(re.search(r"rows=([\d.]+) loops", plan)[1]))  # type: ignore[index]
    return read, taken, plan
