"""How every table of a dealership is walled off: row security, grants, queue visibility.

Table rows are visible only inside the dealership that the transaction names. Queue tables have one more
policy: the worker may learn *which* dealerships have due rows, and only while `app.queues` is on.
"""

from pathlib import Path

CURRENT_DEALERSHIP = """
CREATE FUNCTION current_dealership() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.dealership', true), '')::uuid
"""


def wall(table: str, *, append_only: bool = False) -> list[str]:
    """Statements that force row security on `table` and let app and worker use it."""
    verbs = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY house ON {table} "
        "USING (dealership_id = current_dealership()) WITH CHECK (dealership_id = current_dealership())",
        f"GRANT {verbs} ON {table} TO okno_app, okno_worker",
        f"GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON {table} TO okno_tools",
    ]


def queue(table: str) -> list[str]:
    """Statements for a queue table: the worker's look across dealerships, and the index of due rows."""
    return [
        f"CREATE POLICY due ON {table} FOR SELECT TO okno_worker "
        "USING (state IN ('queued', 'sending') AND current_setting('app.queues', true) = 'on')",
        f"CREATE INDEX {table}_due ON {table} (due_at, dealership_id) WHERE state IN ('queued', 'sending')",
    ]


def open_to_all(table: str) -> list[str]:
    """Statements for a house table, the few that belong to the installation and not to a dealership."""
    return [
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO okno_app, okno_worker, okno_tools",
    ]


def statements_of(script: Path) -> list[str]:
    """The statements of an SQL file. asyncpg prepares each alone, so it is cut where a line ends in `;`."""
    return [statement for statement in script.read_text("utf-8").split(";\n") if statement.strip()]
