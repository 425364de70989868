"""Every table of a dealership is walled off by its keys, its row security and its grants."""

import re
from typing import Any

import pytest

HOUSE_TABLES = {"dealerships", "leases", "schedule_slots", "alembic_version"}
"""The only tables that belong to the installation. Another one needs a very good reason."""

APPEND_ONLY = {"entries", "message_texts", "card_changes", "score_days", "book_days"}

TABLES = """
SELECT c.oid, c.relname AS name, c.relrowsecurity AS walled, c.relforcerowsecurity AS forced,
       obj_description(c.oid) AS comment, pg_get_userbyid(c.relowner) AS owner
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""


async def walled_tables(catalog: Any) -> dict[str, Any]:
    return {row["name"]: row for row in await catalog.fetch(TABLES) if row["name"] not in HOUSE_TABLES}


async def test_only_the_listed_house_tables_are_without_a_dealership(catalog: Any) -> None:
    without = await catalog.fetch(
        TABLES + "AND NOT EXISTS "
        "(SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'dealership_id')"
    )
    assert {row["name"] for row in without} == HOUSE_TABLES


async def test_every_table_of_a_dealership_begins_with_it(catalog: Any) -> None:
    first = await catalog.fetch(
        """SELECT c.relname, a.attname, a.attnotnull, a.atttypid::regtype::text AS type FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1 WHERE c.oid = ANY ($1::oid[])""",
        [row["oid"] for row in (await walled_tables(catalog)).values()],
    )
    assert first
    assert {tuple(row.values())[1:] for row in first} == {("dealership_id", True, "uuid")}


async def test_every_primary_key_and_unique_index_begins_with_the_dealership(catalog: Any) -> None:
    keys = await catalog.fetch(
        """SELECT i.indrelid::regclass::text AS on_table, i.indexrelid::regclass::text AS name,
                  i.indisprimary AS main, a.attname AS first
        FROM pg_index i LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indisunique AND i.indrelid = ANY ($1::oid[])""",
        [row["oid"] for row in (await walled_tables(catalog)).values()],
    )
    assert {row["name"] for row in keys if row["first"] != "dealership_id"} == set()
    assert {row["on_table"] for row in keys if row["main"]} == set(await walled_tables(catalog))


async def test_every_foreign_key_carries_the_dealership_first_on_both_sides(catalog: Any) -> None:
    keys = await catalog.fetch(
        """SELECT k.conrelid::regclass::text AS from_table, k.confrelid::regclass::text AS to_table,
                  near.attname AS near, far.attname AS far
        FROM pg_constraint k
        JOIN pg_attribute near ON near.attrelid = k.conrelid AND near.attnum = k.conkey[1]
        JOIN pg_attribute far ON far.attrelid = k.confrelid AND far.attnum = k.confkey[1]
        WHERE k.contype = 'f'"""
    )
    assert len(keys) > 20
    for key in keys:
        far = "id" if key["to_table"] == "dealerships" else "dealership_id"
        assert (key["near"], key["far"]) == ("dealership_id", far), dict(key)


async def test_every_index_of_a_dealerships_table_can_serve_it(catalog: Any) -> None:
    """Under row security every statement has the dealership; an index that does not name it serves no one.

    The exception is the index of due rows, which answers "which dealerships have work".
    """
    stray = await catalog.fetch(
        """SELECT i.indexrelid::regclass::text AS name FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE a.attname <> 'dealership_id' AND i.indrelid = ANY ($1::oid[])""",
        [row["oid"] for row in (await walled_tables(catalog)).values()],
    )
    assert {row["name"] for row in stray} == {
        "alerts_due", "arrivals_due", "bursts_due", "deliveries_due", "files_due", "followups_due", "watches_due",
    }  # fmt: skip


async def test_row_security_is_forced_on_every_table_of_a_dealership(catalog: Any) -> None:
    tables = await walled_tables(catalog)
    assert {name for name, row in tables.items() if not (row["walled"] and row["forced"])} == set()
    assert {row["owner"] for row in tables.values()} == {"okno_owner"}


async def test_every_table_has_the_one_policy_and_queues_have_the_second(catalog: Any) -> None:
    tables = await walled_tables(catalog)
    policies = await catalog.fetch("SELECT * FROM pg_policies WHERE schemaname = 'public'")
    scope = "(dealership_id = current_dealership())"
    house = {row["tablename"]: row for row in policies if row["policyname"] == "house"}
    assert house.keys() == tables.keys()
    for row in house.values():
        assert (row["qual"], row["with_check"], row["cmd"], row["roles"], row["permissive"]) == (
            scope, scope, "ALL", ["public"], "PERMISSIVE",
        )  # fmt: skip
    due = {row["tablename"]: row for row in policies if row["policyname"] != "house"}
    assert due.keys() == {"alerts", "arrivals", "bursts", "deliveries", "files", "followups", "watches"}
    for row in due.values():
        assert (row["policyname"], row["cmd"], row["roles"]) == ("due", "SELECT", ["okno_worker"])
        assert "'queued'" in row["qual"]
        assert "current_setting('app.queues'::text, true) = 'on'" in row["qual"]


@pytest.mark.parametrize("role", ["okno_app", "okno_worker"])
async def test_app_and_worker_never_change_what_is_append_only(catalog: Any, role: str) -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            assert not await catalog.fetchval("SELECT has_table_privilege($1, $2, $3)", role, table, verb)


@pytest.mark.parametrize("role", ["okno_app", "okno_worker"])
async def test_app_and_worker_may_read_and_write_rows_and_nothing_else(catalog: Any, role: str) -> None:
    """TRUNCATE, REFERENCES and TRIGGER are not subject to row security."""
    for table in await walled_tables(catalog):
        held = {
            verb
            for verb in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
            if await catalog.fetchval("SELECT has_table_privilege($1, $2, $3)", role, table, verb)
        }
        rows = {"SELECT", "INSERT"} if table in APPEND_ONLY else {"SELECT", "INSERT", "UPDATE", "DELETE"}
        assert held == rows, table
    assert not await catalog.fetchval("SELECT has_schema_privilege($1, 'public', 'CREATE')", role)


async def test_the_scope_is_a_stable_function_the_planner_looks_through(catalog: Any) -> None:
    """VOLATILE is asked for every row, and a function with settings or rights of its own is not inlined."""
    row = await catalog.fetchrow(
        """SELECT p.provolatile::text, p.prosecdef, p.proconfig, l.lanname, p.proisstrict
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE proname = 'current_dealership'"""
    )
    assert tuple(row.values()) == ("s", False, None, "sql", False)


async def test_the_walls_use_an_index(catalog: Any) -> None:
    await catalog.execute("SET LOCAL enable_seqscan = off")
    await catalog.execute("SET LOCAL ROLE okno_app")
    plan = "\n".join(row[0] for row in await catalog.fetch("EXPLAIN SELECT * FROM mutations"))
    assert "Index Cond: (dealership_id =" in plan
    assert "current_setting" in plan, "the function is inlined"


async def test_no_function_runs_with_anothers_rights_and_no_view_is_without_the_walls(catalog: Any) -> None:
    assert not await catalog.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert not await catalog.fetch(
        """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
        AND NOT coalesce(reloptions @> '{security_invoker=true}', false)"""
    )


async def test_every_table_says_whether_it_is_personal_and_how_long_it_is_kept(catalog: Any) -> None:
    for row in await catalog.fetch(TABLES):
        if row["name"] != "alembic_version":
            comment = row["comment"] or ""
            assert re.search(r" personal: .+\. retention: .+\.$", comment), row["name"]


async def test_no_extension_and_no_enum_is_needed(catalog: Any) -> None:
    """The embedded server has none, and an enum's operators never reach an index under row security."""
    assert [row[0] for row in await catalog.fetch("SELECT extname FROM pg_extension")] == ["plpgsql"]
    assert not await catalog.fetch("SELECT typname FROM pg_type WHERE typtype = 'e'")


async def test_text_in_keys_is_compared_byte_by_byte(catalog: Any) -> None:
    """Only the C collation is leakproof, so only it lets row security use an index."""
    wrong = await catalog.fetch(
        """SELECT i.indexrelid::regclass::text AS name, a.attname FROM pg_index i
        JOIN unnest(i.indkey::int[]) AS k (attnum) ON true
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
        WHERE a.atttypid = 'text'::regtype AND a.attcollation <> '"C"'::regcollation
          AND c.relname <> 'alembic_version'"""
    )
    assert [tuple(row.values()) for row in wrong] == []
