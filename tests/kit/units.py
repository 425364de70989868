"""What the units of these tests do: write a row, count rows, and leave every connection clean."""

from uuid import UUID

from app.kit.db import Database, Db

WRITE = (
    "INSERT INTO standards (dealership_id, name, version, value, from_at) VALUES ($1, 'answer', $2, '{}', $3)"
)
WRITTEN = "SELECT count(*) FROM standards WHERE dealership_id = $1"
SLEEP = "SELECT pg_sleep(20) WHERE $1::uuid IS NOT NULL"


async def write(db: Db, version: int = 1) -> None:
    await db.run(WRITE, version, db.now)


async def written(database: Database, scope: UUID) -> int:
    count: int = (await database.work(scope, lambda db: db.value(WRITTEN)))[0]
    return count


async def healthy(database: Database, scope: UUID) -> None:
    """No connection of the pool is in a transaction, and every one of them works."""
    states = []
    everyone = [await database.pool.acquire() for _ in range(database.pool.get_max_size())]
    for connection in everyone:
        states.append(connection.is_in_transaction())
        states.append(
            await connection.fetchval("SELECT coalesce(current_setting('app.dealership', true), '')")
        )
        await database.pool.release(connection)
    assert set(states) <= {False, ""}
    await written(database, scope)
