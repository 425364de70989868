"""The schema: roles, and migrations under a polled lock."""

import asyncio
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.kit.revision import ROOT, refuse_newer

LOCK = 0x6F6B6E6F  # "okno"
ROLES = {"okno_owner": "", "okno_app": "", "okno_worker": "", "okno_tools": "BYPASSRLS"}


async def migrate(owner_url: str, *, create_roles: bool) -> None:
    """Bring the schema up to this code. Several may try at once: each polls for the lock, all succeed."""
    connection = await asyncpg.connect(owner_url)
    try:
        await take_lock(connection)
        try:
            await refuse_newer(connection)
            if create_roles:
                await make_roles(connection)
            await asyncio.to_thread(run_upgrade, owner_url)
        finally:
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)
    finally:
        await connection.close()


async def make_roles(connection: Any) -> None:
    """Create the roles this installation needs. Roles are cluster-wide, so rivals are tolerated."""
    may_bypass = await connection.fetchval(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    for role, extra in ROLES.items():
        if extra and not may_bypass:
            continue
        await make_role(connection, role, extra)
    database = await connection.fetchval("SELECT quote_ident(current_database())")
    await connection.execute(f"GRANT CREATE ON DATABASE {database} TO okno_owner")
    await connection.execute("GRANT USAGE, CREATE ON SCHEMA public TO okno_owner")
    if await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        # Bulk load makes whole rows with all they refer to: it may leave out the checks, as pg_restore does.
        await connection.execute("GRANT SET ON PARAMETER session_replication_role TO okno_tools")


async def make_role(connection: Any, role: str, extra: str) -> None:
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(f"CREATE ROLE {role} NOLOGIN {extra}")
        if not await connection.fetchval(MAY_BECOME, role):
            await connection.execute(f"GRANT {role} TO CURRENT_USER")
    except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError, asyncpg.InternalServerError):
        pass  # a rival made the role, or grants it at this moment ("tuple concurrently updated")


MAY_BECOME = """
SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
WHERE r.rolname = $1 AND u.rolname = current_user AND coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
"""
"""Is this login a member that may SET ROLE? PostgreSQL 15 knows no option for that: every member may."""


async def take_lock(connection: Any) -> None:
    """Poll for the migrators' lock; waiting inside a statement would hold a snapshot open."""
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110
        await asyncio.sleep(0.2)


def run_upgrade(owner_url: str) -> None:
    asyncio.run(upgrade_to_head(owner_url))


async def upgrade_to_head(owner_url: str) -> None:
    def connect() -> Any:
        return asyncpg.connect(owner_url, server_settings={"lock_timeout": "1s"})

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


def upgrade(connection: Connection) -> None:
    if connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = 'okno_owner'").scalar():
        connection.exec_driver_sql("SET ROLE okno_owner")
    connection.commit()
    settings = alembic_settings()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
    connection.commit()


def alembic_settings() -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.set_main_option("path_separator", "os")
    return settings
