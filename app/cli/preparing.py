"""What must be there before Okno serves: a folder to write in, the schema, and at first the demo."""

import asyncio
import os

import asyncpg
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.cli.reaching import answering, asked, fit, reach, setting_of
from app.cli.refusals import DATABASE, DatabaseTrouble, Refused
from app.cli.waiting import NOT_YET, connected
from app.config import Config, ConfigError
from app.database import Access, Part, access
from app.kit import embedded
from app.kit.revision import SchemaError

CLIENTS = 800  # of the demo house: two managers' full books
UNFINISHED = "demo.unfinished"


def require_home(config: Config) -> None:
    """Refuse a folder where keys and files could not be written."""
    try:
        config.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = config.folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"okno")
        probe.unlink()
    except OSError as error:
        raise ConfigError(
            f"OKNO_HOME is {config.folder}, where this user cannot write ({error.strerror}): "
            "make room or give the folder to this user, or name another one."
        ) from error


def migrate_schema(config: Config, server: embedded.Server | None) -> None:
    """Bring the schema up to this code."""
    from sqlalchemy.exc import DBAPIError

    from app.kit.migrate import migrate

    where = access(config, "owner", server)
    asyncio.run(answering(config, "owner", where))
    try:
        asyncio.run(migrate(where.url, create_roles=where.role is not None))
    except (*DATABASE, DBAPIError) as error:
        cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else error
        raise DatabaseTrouble(setting_of(config, "owner"), where.url) from cause


def bring_up_to_date(config: Config, server: embedded.Server | None) -> None:
    """Migrate unless everything fits already: loading the migrations takes seconds."""
    try:
        for part in PARTS:
            asyncio.run(fit(config, part, access(config, part, server)))
    except SchemaError:
        migrate_schema(config, server)
    except DatabaseTrouble as trouble:
        if isinstance(trouble.__cause__, NOT_YET):
            raise
        migrate_schema(config, server)  # the roles are not made yet


PARTS: tuple[Part, ...] = ("app", "worker")


def first_demo(config: Config, server: embedded.Server | None) -> None:
    """Make the demo where there is no dealership at all."""
    where, unfinished = access(config, "app", server), config.folder / UNFINISHED
    if unfinished.exists():
        raise Refused(
            "The making of the demo was interrupted, so it is there only in part, and nothing else is: remove "
            f"{config.folder} (with a database of your own, that too) and start again."
        )
    if not asyncio.run(asked(config, where, lambda database: database.dealerships())):
        unfinished.touch()
        make_demo(config, server, clients=CLIENTS, dealerships=1)
        unfinished.unlink()


def make_demo(config: Config, server: embedded.Server | None, *, clients: int, dealerships: int) -> int:
    """Make what is missing of the demo and show how far it is; answers how many clients were made."""
    from app.seed import NothingToMake, seed_demo

    where = reach(config, "tools", server)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn()) as shown:
        task = shown.add_task("Making the demo: people", total=None)

        def progress(done: int, total: int) -> None:
            shown.update(task, description="Making the demo: clients", completed=done, total=total)

        making = seed_demo(config, where, clients=clients, dealerships=dealerships, progress=progress)
        try:
            made = asyncio.run(making)
            asyncio.run(analyze(access(config, "owner", server)))
            return made
        except NothingToMake as nothing:
            raise Refused("The demo is here already, with as many clients as you asked for.") from nothing
        except asyncpg.UniqueViolationError as error:
            raise Refused(
                "Rows of the demo are here already that this run would make again: "
                "seed into an OKNO_HOME or a database of its own."
            ) from error
        except DATABASE as error:
            raise DatabaseTrouble(setting_of(config, "tools"), where.url) from error


async def analyze(where: Access) -> None:
    """Statistics of what was loaded: until PostgreSQL takes them by itself, its plans would be guesses."""
    connection = await connected(where.url, **({"role": where.role} if where.role else {}))
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
