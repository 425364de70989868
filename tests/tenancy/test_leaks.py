"""Thousands of units of two dealerships share two connections, are cancelled, time out and fail: nothing leaks."""

import asyncio
import random
from typing import Any
from uuid import UUID

from app.config import Config
from app.database import Access, open_database
from app.kit.db import Database, Db
from tests.cast import House

UNITS, AT_ONCE = 2_000, 24
LOOK = (
    "SELECT current_setting('app.dealership') AS scope, array_agg(DISTINCT dealership_id) AS seen, pg_sleep($2) "
    "FROM feed_rows WHERE $1::uuid IS NOT NULL"
)
MARK = (
    "INSERT INTO feed_rows (dealership_id, feed_id, kind, row_id, seq, at) "
    "SELECT current_dealership(), id, 'mark', $1, 0, $2 FROM feeds WHERE kind = 'lobby' "
    "ON CONFLICT (dealership_id, feed_id, kind, row_id) DO UPDATE SET seq = feed_rows.seq + 1"
)
"""Whoever runs this under a foreign scope marks the foreign dealership with its own id."""


async def test_two_thousand_units_of_two_dealerships_on_two_connections_never_mix(
    config: Config, app_access: Access, house: House, other_house: House, tools: Database
) -> None:
    chance = random.Random(20261121)
    narrow, live = await open_database(config, app_access, size=2)
    fates: list[str] = []
    leaks: list[Any] = []
    slots = asyncio.Semaphore(AT_ONCE)
    try:
        units = [
            run_one(narrow, slots, chance.choice((house.id, other_house.id)), chance, fates, leaks)
            for _ in range(UNITS)
        ]
        await asyncio.gather(*units)
    finally:
        await live.stop()
        await narrow.close()
    assert leaks == []
    assert {fate: fates.count(fate) > 100 for fate in ("done", "failed", "cancelled")} == {
        "done": True, "failed": True, "cancelled": True,
    }  # fmt: skip
    marks = await tools.pool.fetch(
        "SELECT dealership_id, row_id FROM feed_rows WHERE kind = 'mark' AND dealership_id = ANY ($1::uuid[])",
        [house.id, other_house.id],
    )
    assert {tuple(row) for row in marks} == {(house.id, house.id), (other_house.id, other_house.id)}


async def run_one(
    database: Database,
    slots: asyncio.Semaphore,
    scope: UUID,
    chance: random.Random,
    fates: list[str],
    leaks: list[Any],
) -> None:
    async def unit(db: Db) -> None:
        await db.run(MARK, db.now)
        row = await db.row(LOOK, chance.uniform(0, 0.004))
        assert row is not None
        if row["scope"] != str(scope) or not set(row["seen"] or ()) <= {scope}:
            leaks.append((scope, dict(row)))
        if chance.random() < 0.2:
            raise LookupError

    async with slots:
        patience = chance.choice((None, chance.uniform(0, 0.03)))
        try:
            async with asyncio.timeout(patience):
                await database.work(scope, unit)
            fates.append("done")
        except LookupError:
            fates.append("failed")
        except TimeoutError:
            fates.append("cancelled")
