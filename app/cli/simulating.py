"""A simulated week in a database of its own, which is gone afterwards."""

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.preparing import migrate_schema
from app.config import Config
from app.database import access, open_database, start_embedded
from app.followers import FOLLOWERS
from app.journal import followers
from app.kit import embedded
from app.kit.db import Database
from app.simulation.figures import figures_of
from app.simulation.house import open_house
from app.simulation.model import BEGINS, DAY, Figures, Size
from app.simulation.telling import show
from app.simulation.week import LATE_MORNING, Week
from app.simulation.wires import lent
from app.sync.queries import flush


def simulate_week(config: Config, size: Size) -> None:
    """Live through it, show how far it is, and print its figures."""
    with tempfile.TemporaryDirectory(prefix="okno-week-") as folder:
        alone = replace(config, home=folder, database_url=None)
        server = start_embedded(alone)
        try:
            migrate_schema(alone, server)
            figures = asyncio.run(lived(alone, server, size))
        finally:
            embedded.leave(Path(folder))
    show(Console(), size, figures)


async def lived(config: Config, server: embedded.Server | None, size: Size) -> Figures:
    followers.register(FOLLOWERS)
    week = Week(size)
    opened = [await open_database(config, access(config, part, server)) for part in ("app", "worker")]
    mine, workers = (Database(database.pool, week.clock, flush, lambda *_: None) for database, _ in opened)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[at]}"),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns) as shown, lent(week.rings):
            task = shown.add_task("Clients move in", total=size.clients, at="")
            await week.begin(
                await open_house(mine), workers, lambda done: shown.update(task, completed=done, at=f"{done}")
            )
            whole = (size.days * DAY + LATE_MORNING).total_seconds()
            task = shown.add_task("The week goes by", total=whole, at="")

            def tell(now: datetime) -> None:
                shown.update(task, completed=(now - BEGINS).total_seconds(), at=f"{now:%a %H:%M}")

            await week.run(tell)
        return await figures_of(week)
    finally:
        for database, _ in opened:
            await database.close()
