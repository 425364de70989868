"""May this process work on this database? Its schema must fit the code, row security must bind its role."""

import re
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ROOT / "migrations" / "versions"
_NAMED = re.compile(r'^(revision|down_revision)[^=\n]*= *(?:"([^"]+)"|None)', re.MULTILINE)


class SchemaError(Exception):
    """The schema or the role does not fit this code; the message says what to do."""


@cache
def known_revisions() -> tuple[str, ...]:
    """Every revision this code knows, newest first.

    Read from the files themselves: alembic takes two seconds to import, and only migrating needs it.
    """
    below: dict[str | None, str] = {}
    for path in VERSIONS.glob("[0-9]*.py"):
        named = dict(_NAMED.findall(path.read_text("utf-8")))
        below[named["down_revision"] or None] = named["revision"]
    chain: list[str] = []
    while (following := below.get(chain[-1] if chain else None)) is not None:
        chain.append(following)
    return tuple(reversed(chain))


async def schema_revision(connection: Any) -> str | None:
    """The revision the database stands at, None for an empty one."""
    if not await connection.fetchval("SELECT to_regclass('alembic_version')"):
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision


async def refuse_newer(connection: Any) -> None:
    """Refuse a schema that a newer version of Okno has written."""
    revision = await schema_revision(connection)
    if revision and revision not in known_revisions():
        raise SchemaError(
            f"The database is at schema {revision}, which this version of Okno does not know: "
            "it was written by a newer one. Start that version, or restore an older backup."
        )


async def require_current(connection: Any) -> None:
    """Refuse to work on a schema that is older or newer than this code."""
    await refuse_newer(connection)
    revision, head = await schema_revision(connection), known_revisions()[0]
    if revision != head:
        raise SchemaError(
            f"The database is at schema {revision or 'none'}, this code needs {head}: run `okno migrate`."
        )


ROLE_POWERS = """
SELECT current_user AS name, r.rolsuper AS superuser, r.rolbypassrls AS bypasses,
       EXISTS (
           SELECT 1 FROM pg_class c
           WHERE c.oid = to_regclass('persons') AND pg_has_role(current_user, c.relowner, 'MEMBER')
       ) AS owns
FROM pg_roles r WHERE r.rolname = current_user
"""


async def require_bound_role(connection: Any, variable: str) -> None:
    """Refuse a role that row security does not bind, or that could switch it off. `variable` gave its URL."""
    role = await connection.fetchrow(ROLE_POWERS)
    power = next((words for name, words in POWERS.items() if role[name]), None)
    if power:
        raise SchemaError(
            f"The database role {role['name']} {power}, so the walls between dealerships would not hold. "
            f"Name a plain login in {variable}, a member of okno_app or okno_worker and of nothing else."
        )


POWERS = {
    "superuser": "is a superuser",
    "bypasses": "bypasses row security",
    "owns": "owns the tables",
}
