"""Raising due events over all cars of a house at once, against one sequential read of the same rows."""

import contextlib
import os
import platform
import statistics
import time
from datetime import UTC, datetime
from typing import Any

import click
import msgspec
import uvloop

from app.database import access, open_database
from app.followers import FOLLOWERS
from app.journal import followers
from app.kit.db import Database, Db
from app.ownership.jobs import BATCH
from app.ownership.raising import PATIENCE, due_now, raise_events, read_whole_tables
from bench.ground import Ground
from bench.report import table_into_readme, written

FULL, QUICK = 1_000_000, 2_000
HOUSE = "SELECT id FROM dealerships WHERE code = 'TLT'"
# Every row that a forecast rests on, looked at once and in the order it lies in; row security is on.
READ = (
    "SELECT count(*), sum(km), max(read_on) FROM odometer_readings WHERE dealership_id = $1",
    "SELECT count(*), count(until_on), max(from_on) FROM car_roles WHERE dealership_id = $1",
    "SELECT count(*), max(at), sum(km) FROM service_visits WHERE dealership_id = $1",
    "SELECT count(*), count(archived_at) FROM clients WHERE dealership_id = $1",
    "SELECT count(*), max(since_on) FROM due_events WHERE dealership_id = $1",
)
CARS = "SELECT count(*) FROM car_roles WHERE dealership_id = $1 AND until_on IS NULL"


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of each in turn; `found` = to know what is due, `raised` = that and everything written, `again` = to
    know the day after that nothing is new."""

    read: float
    found: float
    raised: float
    again: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    cars: int
    events: int
    rounds: list[Round]

    def median(self, of: Any) -> float:
        return float(statistics.median(of(each) for each in self.rounds))


class Undone(Exception):
    """What was measured is taken back, so that the next round finds the same."""


@click.command()
@click.option("--quick", is_flag=True, help="2 000 clients and one round: shows that everything runs.")
@click.option("--clients", type=int, default=FULL, show_default=True, help="Size of the house.")
@click.option("--rounds", type=int, default=5, show_default=True)
def main(quick: bool, clients: int, rounds: int) -> None:
    """Raise whatever is due in a house whose cars nobody has looked at yet, and take it back."""
    ground = Ground(QUICK if quick else clients)
    try:
        ground.prepare()
        run = uvloop.run(measured(ground, 1 if quick else rounds))
    finally:
        ground.end()
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-clock' if quick else 'clock')}")
    if not quick:
        table_into_readme("clock", show(run))


async def measured(ground: Ground, rounds: int) -> Run:
    followers.register(FOLLOWERS)
    where = access(ground.config, "worker", ground.server)
    database, _ = await open_database(ground.config, where, size=2)
    try:
        house = await database.pool.fetchval(HOUSE)
        cars = (await database.work(house, lambda db: db.value(CARS)))[0]
        await once(database, house)
        found = [await once(database, house) for _ in range(rounds)]
    finally:
        await database.close()
    return Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        cars=cars,
        events=found[-1][1],
        rounds=[each for each, _ in found],
    )


async def once(database: Database, house: Any) -> tuple[Round, int]:
    """One of each, in turn, so that a drift of the machine meets all."""
    events, again = 0, 0.0

    async def read(db: Db) -> None:
        await read_whole_tables(db)
        for statement in READ:
            await db.rows(statement, patience=PATIENCE)

    async def find(db: Db) -> None:
        await due_now(db)

    async def raise_all(db: Db) -> None:
        nonlocal events, again
        events = 0
        while due := await due_now(db):
            for first in range(0, len(due), BATCH):
                events += await raise_events(db, due[first : first + BATCH])
            began = time.perf_counter()
        again = time.perf_counter() - began
        raise Undone

    seconds = [await timed(database, house, act) for act in (read, find, raise_all)]
    return Round(read=seconds[0], found=seconds[1], raised=seconds[2] - again, again=again), events


async def timed(database: Database, house: Any, act: Any) -> float:
    began = time.perf_counter()
    with contextlib.suppress(Undone):
        await database.work(house, act)
    return time.perf_counter() - began


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    rows = [
        ("every day: look at all cars, nothing is new", lambda each: each.again),
        ("the first day: find the first 100 000 that are due, over all cars", lambda each: each.found),
        ("the first day: find all of them and write them, with their journal", lambda each: each.raised),
    ]
    lines = [
        f"{run.at:%Y-%m-%d}, {run.cores} cores, {run.cars:,} cars, {run.events:,} events raised, "
        f"{len(run.rounds)} round{'s' * (len(run.rounds) > 1)}",
        "",
        "| case | sequential reads | seconds | µs a car |",
        "|---|---|---|---|",
    ]
    read = run.median(lambda each: each.read)
    lines.append(
        f"| one sequential read of the same rows | 1.00 | {read:.3f} | {read / run.cars * 1e6:.2f} |"
    )
    for title, of in rows:
        ratio = run.median(lambda each, of=of: of(each) / each.read)
        seconds = run.median(of)
        lines.append(f"| {title} | × {ratio:.2f} | {seconds:.3f} | {seconds / run.cars * 1e6:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
