"""What a connection sees inside a dealership's scope, outside of it, and against it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.database import Access, access
from app.journal import followers
from app.journal.actions import record
from app.kit.clock import system_clock
from app.kit.db import Database, Db
from app.kit.ids import new_id
from tests.cast import House

EVERY_ENTRY = "SELECT dealership_id FROM entries"


async def seen(pool: Any, before: str, sql: str, *args: Any) -> set[UUID]:
    """The dealerships whose rows `sql` shows in a transaction begun with `before`."""
    async with pool.acquire() as connection, connection.transaction():
        for statement in filter(None, before.split(";")):
            await connection.execute(statement)
        return {row["dealership_id"] for row in await connection.fetch(sql, *args)}


def scope(dealership: UUID) -> str:
    return f"SET LOCAL app.dealership = '{dealership}'"


async def test_a_forgotten_scope_shows_no_rows(house: House, database: Database) -> None:
    assert await seen(database.pool, "", EVERY_ENTRY) == set()


async def test_after_a_unit_the_connection_has_no_scope_left(house: House, database: Database) -> None:
    await house.unit(lambda db: db.rows("SELECT 1 WHERE $1::uuid IS NOT NULL"))
    assert await seen(database.pool, "", EVERY_ENTRY) == set()


async def test_a_scope_shows_its_own_dealership_only_even_to_a_query_that_forgets_to_ask(
    house: House, other_house: House, database: Database
) -> None:
    assert await seen(database.pool, scope(house.id), EVERY_ENTRY) == {house.id}
    assert await seen(database.pool, scope(other_house.id), EVERY_ENTRY) == {other_house.id}


async def test_a_row_of_another_dealership_cannot_be_written(house: House, other_house: House) -> None:
    async def smuggle(db: Db) -> None:
        await db.run(
            "INSERT INTO standards (dealership_id, name, version, value, from_at) "
            "SELECT $2, 'answer', 9, '{}', $3 WHERE $1::uuid IS NOT NULL",
            other_house.id,
            db.now,
        )

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await house.unit(smuggle)


async def test_a_row_cannot_be_moved_to_another_dealership(house: House, other_house: House) -> None:
    move = "UPDATE persons SET dealership_id = $2 WHERE dealership_id = $1 AND handle = 'sofia'"
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await house.unit(lambda db: db.run(move, other_house.id))


async def test_a_row_of_another_dealership_cannot_be_changed_or_removed(
    house: House, other_house: House
) -> None:
    changed = "UPDATE persons SET name = 'x' WHERE $1::uuid IS NOT NULL AND dealership_id = $2"
    assert await house.unit(lambda db: db.run(changed, other_house.id)) == 0
    removed = "DELETE FROM feed_grants WHERE $1::uuid IS NOT NULL AND dealership_id = $2"
    assert await house.unit(lambda db: db.run(removed, other_house.id)) == 0


async def test_a_foreign_key_does_not_reach_into_another_dealership(house: House, other_house: House) -> None:
    """Foreign keys are checked past row security, so they would tell that a foreign row exists."""

    async def session_of_petr(db: Db) -> None:
        await db.run(
            "INSERT INTO sessions (dealership_id, token_hash, id, person_id, kind, created_at, seen_at, "
            "expires_at) VALUES ($1, '\\x00', $2, $3, 'cookie', $4, $4, $4)",
            uuid4(),
            other_house.people["petr"],
            db.now,
        )

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await house.unit(session_of_petr)


async def test_the_same_id_and_handle_live_in_two_dealerships_without_knowing_of_each_other(
    house: House, other_house: House
) -> None:
    twin = other_house.people["petr"]

    async def move_in(db: Db) -> None:
        await db.run(
            "INSERT INTO persons (dealership_id, id, handle, name, address_form, role, language, created_at) "
            "VALUES ($1, $2, 'petr', 'Пётр Наш', 'Пётр', 'manager', 'ru', $3)",
            twin,
            db.now,
        )

    await house.unit(move_in)
    name = "SELECT name FROM persons WHERE dealership_id = $1 AND id = $2"
    assert await house.unit(lambda db: db.value(name, twin)) == "Пётр Наш"
    assert await other_house.unit(lambda db: db.value(name, twin)) == "Пётр Чужой"


@pytest.mark.parametrize("verb", ["UPDATE entries SET kind = 'x'", "DELETE FROM entries", "TRUNCATE entries"])
async def test_the_journal_cannot_be_rewritten(
    house: House, database: Database, worker_database: tuple[Database, Any], verb: str
) -> None:
    for pool in (database.pool, worker_database[0].pool):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await seen(pool, f"{scope(house.id)};{verb}", EVERY_ENTRY)


# --- the worker's look across dealerships


async def with_followup(house: House, monkeypatch: pytest.MonkeyPatch, **change: Any) -> UUID:
    """A followup of this house: due now, unless `change` says otherwise."""
    monkeypatch.setitem(followers.wanted, "test.seen", ["lobby_promises"])

    async def queue(db: Db) -> UUID:
        entry = await record(db, "test.seen", subject=new_id())
        for column, value in change.items():
            await db.run(
                f"UPDATE followups SET {column} = $3 WHERE dealership_id = $1 AND entry_id = $2", entry, value
            )
        return entry

    found: UUID = await house.unit(queue)
    return found


async def test_the_worker_learns_which_dealerships_have_due_rows_and_nothing_of_the_others(
    house: House,
    other_house: House,
    worker_database: tuple[Database, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await with_followup(house, monkeypatch)
    worker = worker_database[0]
    due = await worker.due_dealerships("followups", system_clock())
    assert house.id in due
    assert other_house.id not in due
    assert len(due) == len(set(due))


@pytest.mark.parametrize(
    ("state", "later", "leased"), [("failed", 0, None), ("queued", 60, None), ("queued", 0, 60)]
)
async def test_what_is_done_not_due_or_leased_is_not_due_work(
    house: House,
    worker_database: tuple[Database, Any],
    monkeypatch: pytest.MonkeyPatch,
    state: str,
    later: int,
    leased: int | None,
) -> None:
    now = system_clock()
    lease = now + timedelta(seconds=leased) if leased else None
    await with_followup(
        house, monkeypatch, state=state, due_at=now + timedelta(seconds=later), lease_until=lease
    )
    assert house.id not in await worker_database[0].due_dealerships("followups", now)


async def test_the_app_sees_no_queue_across_dealerships_whatever_it_sets(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_followup(house, monkeypatch)
    look = "SELECT dealership_id FROM followups"
    assert await seen(database.pool, "SET LOCAL app.queues = 'on'", look) == set()


async def test_the_workers_wide_look_is_silent_inside_a_unit(
    house: House,
    other_house: House,
    worker_database: tuple[Database, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await with_followup(house, monkeypatch)
    worker, look = worker_database[0], "SELECT dealership_id FROM followups"
    await worker.due_dealerships("followups", system_clock())
    assert await seen(worker.pool, scope(other_house.id), look) == set()
    assert await seen(worker.pool, "", look) == set()
    assert house.id in await seen(worker.pool, "SET LOCAL app.queues = 'on'", look)


async def test_the_wide_look_shows_due_rows_of_queues_and_nothing_else(
    house: House, worker_database: tuple[Database, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = await with_followup(house, monkeypatch, state="failed")
    pool = worker_database[0].pool
    look = "SELECT dealership_id FROM followups WHERE entry_id = $1"
    assert await seen(pool, "SET LOCAL app.queues = 'on'", look, failed) == set()
    assert await seen(pool, "SET LOCAL app.queues = 'on'", EVERY_ENTRY) == set()


async def test_the_wide_look_does_not_write(
    house: House, worker_database: tuple[Database, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await with_followup(house, monkeypatch)
    pool = worker_database[0].pool
    steal = "UPDATE followups SET attempts = 9 WHERE entry_id = $1 RETURNING dealership_id"
    assert await seen(pool, "SET LOCAL app.queues = 'on'", steal, entry) == set()


# --- roles


@pytest.mark.parametrize("part", ["app", "worker"])
async def test_request_code_and_worker_are_neither_superuser_nor_owner_nor_past_the_walls(
    config: Any, any_server: Any, part: Any
) -> None:
    where: Access = access(config, part, any_server)
    connection = await asyncpg.connect(where.url, server_settings={"role": where.role})
    try:
        row = await connection.fetchrow(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin, "
            "pg_has_role(oid, 'okno_owner', 'MEMBER') FROM pg_roles WHERE rolname = current_user"
        )
        assert tuple(row.values()) == (f"okno_{part}", False, False, False, False, False)
        await connection.execute("RESET ALL")
        assert await connection.fetchval("SELECT current_user") == f"okno_{part}"
    finally:
        await connection.close()


async def test_only_the_tools_pass_the_walls(any_server: Any, config: Any) -> None:
    connection = await asyncpg.connect(access(config, "owner", any_server).url)
    try:
        past = await connection.fetch(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'okno\\_%' AND (rolbypassrls OR rolsuper)"
        )
    finally:
        await connection.close()
    assert [row["rolname"] for row in past] == ["okno_tools"]


async def test_even_the_owner_of_the_tables_sees_nothing_without_a_scope(
    house: House, any_server: Any, config: Any
) -> None:
    where = access(config, "owner", any_server)
    connection = await asyncpg.connect(where.url, server_settings={"role": where.role})
    try:
        assert await connection.fetchval("SELECT count(*) FROM entries") == 0
    finally:
        await connection.close()
