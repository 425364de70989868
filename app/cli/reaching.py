"""How a command reaches the database: the embedded server or a URL, the role, and whether they fit."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import quote

import click

from app.cli.refusals import DATABASE, DatabaseTrouble, Refused
from app.cli.waiting import connected
from app.config import Config, variable
from app.database import Access, Part, access, open_database, start_embedded
from app.kit import embedded
from app.kit.db import Database
from app.kit.revision import require_bound_role, require_current

T = TypeVar("T")


@contextmanager
def server_of(config: Config) -> Iterator[embedded.Server | None]:
    """The embedded server while the command runs; None when a URL names another one."""
    server = start_embedded(config, lambda line: click.echo(line, err=True))
    try:
        yield server
    finally:
        if server is not None:
            embedded.leave(config.folder)


def setting_of(config: Config, part: Part) -> str:
    """The variable that says where this part finds the database."""
    if config.database_url is None:
        return variable("home")
    own = "database_url" if part == "app" else f"database_{part}_url"
    return variable(own if getattr(config, own) else "database_url")


def reach(config: Config, part: Part, server: embedded.Server | None) -> Access:
    """Where this part finds the database, once role and schema have been found fit."""
    where = access(config, part, server)
    asyncio.run(fit(config, part, where))
    return where


async def fit(config: Config, part: Part, where: Access) -> None:
    """Raises SchemaError or DatabaseTrouble when a process may not work there."""
    settings = {"role": where.role} if where.role else {}
    try:
        connection = await connected(where.url, **settings)
        try:
            if part in ("app", "worker"):
                await require_bound_role(connection, setting_of(config, part))
            await require_current(connection)
        finally:
            await connection.close()
    except DATABASE as error:
        raise DatabaseTrouble(setting_of(config, part), where.url) from error


async def answering(config: Config, part: Part, where: Access) -> None:
    """Raises DatabaseTrouble where nobody answers or the login is refused."""
    try:
        await (await connected(where.url)).close()
    except DATABASE as error:
        raise DatabaseTrouble(setting_of(config, part), where.url) from error


def ask(config: Config, act: Callable[[Database], Awaitable[T]]) -> T:
    """Run `act` with a small pool of the app's role."""
    with server_of(config) as server:
        return asyncio.run(asked(config, reach(config, "app", server), act))


async def asked(config: Config, where: Access, act: Callable[[Database], Awaitable[T]]) -> T:
    try:
        database, _ = await open_database(config, where, size=1)
        try:
            return await act(database)
        finally:
            await database.close()
    except DATABASE as error:
        raise DatabaseTrouble(setting_of(config, "app"), where.url) from error


async def tools_url(config: Config, server: embedded.Server | None) -> str:
    """The URL of the role that row security does not bind, for psql and scripts alike."""
    where = access(config, "tools", server)
    if where.role is None:
        return where.url
    try:
        connection = await connected(where.url)
        try:
            there = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", where.role)
        finally:
            await connection.close()
    except DATABASE as error:
        raise DatabaseTrouble(setting_of(config, "tools"), where.url) from error
    if not there:
        raise Refused(
            "This database has no tools role: run `okno migrate` with a login that may create roles with "
            "BYPASSRLS, or name one in OKNO_DATABASE_TOOLS_URL."
        )
    return f"{where.url}{'&' if '?' in where.url else '?'}options={quote(f'-c role={where.role}')}"
