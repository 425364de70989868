"""Every SQL constant of the house: its name, its tenant, its clock, and that PostgreSQL understands it."""

import ast
import importlib
import inspect
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from app.kit import embedded
from app.kit.pool import speak_json

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "bots", "push", "telephony")
VERB = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
LEASES = re.compile(r"lease_until|refilled_at|paused_until|until_at|schedule_slots")


class Statement(typing.NamedTuple):
    module: str
    name: str
    sql: str

    @property
    def function(self) -> Any:
        return getattr(importlib.import_module(self.module), self.name.lower(), None)


def statements() -> Iterator[Statement]:
    """Module-level constants that begin with a verb of SQL."""
    for path in sorted(path for room in ROOMS for path in ROOT.glob(f"{room}/**/*.py")):
        if "def " not in (source := path.read_text("utf-8")) or '"""' not in source:
            continue
        names = [
            target.id
            for node in ast.parse(source).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id.isupper()
        ]
        if not names:
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if module.startswith("app.demo"):
            continue
        loaded = importlib.import_module(module)
        for name in names:
            value = getattr(loaded, name)
            if isinstance(value, str) and VERB.match(value):
                yield Statement(module, name, value)


ALL = list(statements())
FRAGMENTS = {
    "BOOK_LINES",
    "THREAD_LINES",
    "MESSAGE_ROWS",
    "TRANSFER_ROWS",
    "TASK_ROWS",
    "EVENT_ROWS",
    "SCORE_ROWS",
    "EVIDENCE_ROWS",
    "COMPLAINT_ROWS",
    "TRAILS",
    "SAYING_ROWS",
    "INNER_ROWS",
    "ASKED_ROWS",
}  # beginnings that several statements share
WHOLE = [statement for statement in ALL if statement.name not in FRAGMENTS]
HOUSE_TABLES = re.compile(r"\b(dealerships|leases|schedule_slots|pg_\w+|alembic_version)\b")


def named(statement: Statement) -> str:
    return f"{statement.module}.{statement.name}"


def test_there_are_statements_to_judge() -> None:
    assert len(WHOLE) > 100


@pytest.mark.parametrize("statement", WHOLE, ids=named)
def test_the_dealership_is_the_first_thing_a_statement_asks_for(statement: Statement) -> None:
    if HOUSE_TABLES.search(statement.sql) or (
        "FROM" not in statement.sql.replace("DELETE FROM", "")
        and (
            "set_config(" in statement.sql  # a setting of the unit reads no table
        )
    ):
        return
    assert "dealership_id" in statement.sql
    assert "$1" in statement.sql


@pytest.mark.parametrize("statement", ALL, ids=named)
def test_the_databases_clock_serves_leases_only(statement: Statement) -> None:
    if re.search(r"\bnow\(\)|current_timestamp|clock_timestamp", statement.sql, re.IGNORECASE):
        assert LEASES.search(statement.sql), "times of the trade are parameters"


@pytest.mark.parametrize("statement", ALL, ids=named)
def test_text_is_never_folded_or_matched_in_sql(statement: Statement) -> None:
    assert not re.search(r"\blower\(|\bupper\(|\bI?LIKE\b|@>|&&|@@", statement.sql)


@pytest.fixture
async def clerk(any_server: embedded.Server) -> Any:
    """A connection as the worker has it, on each version of PostgreSQL."""
    connection = await asyncpg.connect(embedded.url(any_server))
    await speak_json(connection)
    yield connection
    await connection.close()


async def test_postgresql_understands_every_statement_and_its_columns_fit_its_struct(clerk: Any) -> None:
    """Prepared on the migrated schema; where a Struct is made of the row, the names are the Struct's."""
    troubles = []
    for statement in WHOLE:
        try:
            prepared = await clerk.prepare(statement.sql)
        except asyncpg.PostgresError as error:
            troubles.append(f"{named(statement)}: {error}")
            continue
        columns = {attribute.name for attribute in prepared.get_attributes()}
        troubles += [f"{named(statement)}: {trouble}" for trouble in misfits(statement, columns)]
    assert troubles == []


def misfits(statement: Statement, columns: set[str]) -> list[str]:
    function = statement.function
    if function is None or "(**row)" not in inspect.getsource(function):
        return []
    struct = struct_in(typing.get_type_hints(function).get("return"))
    if struct is None:
        return ["says Struct(**row), but returns none"]
    fields = msgspec.structs.fields(struct)
    unknown = columns - {field.name for field in fields}
    missing = {field.name for field in fields if field.required} - columns
    return [f"has no field {name}" for name in unknown] + [f"lacks column {name}" for name in missing]


def struct_in(hint: Any) -> type[msgspec.Struct] | None:
    """The Struct inside `Struct | None`, `list[Struct]` and the like."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    if isinstance(hint, types.GenericAlias | types.UnionType) or typing.get_args(hint):
        return next(filter(None, map(struct_in, typing.get_args(hint))), None)
    return None


def test_a_statement_bears_the_name_of_the_function_below_it() -> None:
    """So that whoever reads a slow statement in a log finds its function, and the other way round."""
    nameless = [
        named(statement) for statement in WHOLE if statement.function is None and statement.name not in SHARED
    ]
    assert nameless == []


SHARED = {"DELETE_SEARCH_KEYS", "MAY_BECOME", "ROLE_POWERS"}  # run inside a function of a wider name
