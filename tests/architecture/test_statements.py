"""Each statement stays inside its dealership, stands where it is found, and gives the types its Struct says."""

import ast
import re
import types
import typing
from collections.abc import AsyncIterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from app.kit import embedded
from app.kit.pool import speak_json
from tests.architecture.statements import ROOT, Statement, fragments, statements

STATEMENTS = statements()
FRAGMENTS = fragments(STATEMENTS)
HOUSE_TABLES = {"dealerships", "leases", "schedule_slots"}
DATABASE_TIME = r"(now\(\)|current_timestamp|clock_timestamp|statement_timestamp|localtimestamp)"
A_TABLE = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)(?:\s+(?:AS\s+)?([a-z]\w*))?(?=[\s(;]|$)")
KEYWORDS = {"SET", "ON", "WHERE"}
FIRST_VALUE = r"(?:VALUES \(|SELECT (?:DISTINCT )?)(?:\$1|\w+\.dealership_id)\b"


def walled_tables() -> set[str]:
    page = (ROOT / "migrations" / "schema.sql").read_text("utf-8")
    return set(re.findall(r"^CREATE TABLE public\.(\w+) \(", page, re.M)) - HOUSE_TABLES


WALLED = walled_tables()


def test_the_walled_tables_are_known() -> None:
    assert {"clients", "messages", "deliveries", "entries"} <= WALLED


def test_every_table_of_every_statement_is_tied_to_the_dealership() -> None:
    """Not only the first: a join that forgets it would be saved by row security alone."""
    loose = [f"{each.place}: {table}" for each in STATEMENTS for table in loose_tables(each.sql)]
    assert loose == []


def loose_tables(statement: str) -> list[str]:
    sql = " ".join(statement.split())
    return [
        f"{table} {alias}".strip()
        for table, alias in (
            (table, "" if alias.upper() in KEYWORDS else alias) for table, alias in A_TABLE.findall(sql)
        )
        if table in WALLED and not tied(sql, table, alias)
    ]


def tied(sql: str, table: str, alias: str) -> bool:
    name = alias or table
    asked = rf"(?<![\w.])(?:{name}\.)?dealership_id = (?:\$1|\w+\.dealership_id)|= {name}\.dealership_id"
    written = rf"INSERT INTO {table}(?: AS \w+)? \(dealership_id,.*?{FIRST_VALUE}"
    return bool(re.search(asked, sql) or re.search(written, sql))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT c.id FROM clients c WHERE c.id = $2",
        "SELECT c.id FROM clients c JOIN cars k ON k.id = c.id WHERE c.dealership_id = $1",
        "UPDATE clients SET name = $2 WHERE id = $1",
        "INSERT INTO cars (id, dealership_id) VALUES ($2, $1)",
        "INSERT INTO cars (dealership_id, id) VALUES ($2, $1)",
    ],
)
def test_a_statement_that_forgets_the_dealership_is_found(sql: str) -> None:
    assert loose_tables(sql) != []


def test_every_statement_on_walled_tables_compares_them_with_its_first_argument() -> None:
    for each in STATEMENTS:
        if {table for table, _ in A_TABLE.findall(" ".join(each.sql.split()))} & WALLED:
            assert re.search(r"dealership_id = \$1\b|(?:VALUES \(|SELECT )\$1\b", each.sql), each.place


def test_the_function_of_a_statement_stands_below_it_and_runs_it() -> None:
    for each in STATEMENTS:
        if each.place not in FRAGMENTS and each.runs_in:
            assert each.runs_in.lineno > each.line, each.place
            used = {node.id for node in ast.walk(each.runs_in) if isinstance(node, ast.Name)}
            assert each.name in used, each.place


def test_no_column_of_the_schema_fills_itself_with_the_databases_time() -> None:
    for script in (ROOT / "migrations").rglob("*.sql"):
        assert not re.search(rf"DEFAULT {DATABASE_TIME}", script.read_text("utf-8"), re.I), script.name


def test_all_sql_of_features_stands_in_constants() -> None:
    """Whoever writes SQL into a call hides it from every test of this folder."""
    hidden = []
    for path in [
        *(ROOT / "app").rglob("*.py"),
        *(ROOT / "bots").rglob("*.py"),
        *(ROOT / "push").rglob("*.py"),
        *(ROOT / "telephony").rglob("*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                runs = node.func.attr in ("rows", "row", "value", "run", "many")
                if runs and isinstance(node.args[0], ast.Constant | ast.JoinedStr):
                    hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert hidden == []


# --- the types of columns


@pytest.fixture(scope="module")
async def schema(server: embedded.Server) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(embedded.url(server))
    await speak_json(connection)
    yield connection
    await connection.close()


async def test_the_columns_of_a_statement_have_the_types_of_its_struct(schema: Any) -> None:
    troubles, compared = [], 0
    for statement in STATEMENTS:
        if struct := struct_of(statement):
            compared += 1
            prepared = await schema.prepare(statement.sql)
            columns = {column.name: column.type.name for column in prepared.get_attributes()}
            troubles += [f"{statement.place}: {trouble}" for trouble in unlike(columns, struct)]
    assert troubles == []
    assert compared > 10


def struct_of(statement: Statement) -> type[msgspec.Struct] | None:
    """The Struct that the function makes of a whole row: `Struct(**row)` with nothing else."""
    for node in ast.walk(statement.runs_in) if statement.runs_in else ():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and [keyword.arg for keyword in node.keywords] == [None]
        ):
            found = getattr(statement.module, node.func.id, None)
            if isinstance(found, type) and issubclass(found, msgspec.Struct):
                return found
    return None


PYTHON: dict[str, tuple[Any, ...]] = {
    "uuid": (UUID,), "text": (str,), "int2": (int,), "int4": (int,), "int8": (int,), "bool": (bool,),
    "timestamptz": (datetime,), "date": (date,), "time": (time,), "bytea": (bytes,), "float8": (float,),
    "_text": (list,), "_uuid": (list,),
}  # fmt: skip


def unlike(columns: dict[str, str], struct: type[msgspec.Struct]) -> list[str]:
    return [
        f"{struct.__name__}.{field.name} is {field.type}, its column {columns[field.name]}"
        for field in msgspec.structs.fields(struct)
        if columns.get(field.name) in PYTHON
        and not {*kinds_of(field.type)} & {*PYTHON[columns[field.name]], Any}
    ]


def kinds_of(annotation: Any) -> list[Any]:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return [kind for part in typing.get_args(annotation) for kind in kinds_of(part)]
    if origin is typing.Annotated:
        return kinds_of(typing.get_args(annotation)[0])
    if origin is typing.Literal:
        return [type(typing.get_args(annotation)[0])]
    return [origin or annotation]
