"""What a turn of the watch over open promises costs in a small house and in a large one with as many who wait: clients
who wait for nothing must cost nothing."""

import os
import platform
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import msgspec
import uvloop

from app.conversations.watching import watch_due
from app.database import access, open_database
from app.followers import FOLLOWERS
from app.journal import followers
from app.journal.jobs import read_followups
from app.kit import embedded
from app.kit.db import Database, Db
from app.simulation.house import House, add_clients, hear, keep_hours, open_house
from app.simulation.wires import lent
from app.sync.queries import flush
from app.worker import ACTS
from bench.database import empty_database, what_a_night_does
from bench.report import table_into_readme, written

SMALL, LARGE, QUICK = 400, 200_000, 2_000
WAITING = 40
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
IDLE = """
WITH made AS (
    INSERT INTO clients (dealership_id, id, name, name_key, address_form, language, owner_id, created_at)
    SELECT $1, gen_random_uuid(), 'Клиент ' || n, 'клиент ' || n, 'Клиент', 'ru', ($2::uuid[])[1 + n % 2], $3
    FROM generate_series(1, $4::int) n RETURNING id
)
INSERT INTO threads (dealership_id, id, client_id, last_at, created_at)
SELECT $1, gen_random_uuid(), id, $3, $3 FROM made
"""
DUE_AGAIN = "UPDATE watches SET due_at = $2 WHERE dealership_id = $1 AND state = 'queued'"


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of one turn: with nothing due, and with everybody who waits due."""

    small_idle: float
    large_idle: float
    small_due: float
    large_due: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    small: int
    large: int
    waiting: int
    rounds: list[Round]


@click.command()
@click.option("--quick", is_flag=True, help="A small large house and one round: shows that everything runs.")
@click.option("--rounds", type=int, default=15, show_default=True)
def main(quick: bool, rounds: int) -> None:
    """A turn of the watch in two houses that differ by the clients who do not wait."""
    run = uvloop.run(measured(QUICK if quick else LARGE, 1 if quick else rounds))
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-ladder' if quick else 'ladder')}")
    if not quick:
        table_into_readme("ladder", show(run))


async def measured(large: int, rounds: int) -> Run:
    followers.register(FOLLOWERS)
    with lent(lambda person: True):
        async with empty_database() as (config, server):
            now = [NOON]
            opened = [await open_database(config, access(config, part, server)) for part in ("app", "worker")]
            mine, workers = (
                Database(each.pool, lambda: now[0], flush, lambda *_: None) for each, _ in opened
            )
            try:
                houses = [await settled(mine, workers, idle) for idle in (SMALL, large)]
                await what_a_night_does(embedded.url(server))
                now[0] += timedelta(minutes=4)
                for house in houses:  # the first turn tells each of them who answers
                    while await watch_due(workers, house.id):
                        pass
                found = [await once(mine, workers, houses, now[0]) for _ in range(rounds + 1)][1:]
            finally:
                for each, _ in opened:
                    await each.close()
    return Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        small=SMALL,
        large=large,
        waiting=WAITING,
        rounds=found,
    )


async def settled(mine: Database, workers: Database, idle: int) -> House:
    """A house in which so many wait for an answer, and so many for nothing."""
    house = await open_house(mine)
    await keep_hours(house)
    for client in await add_clients(house, WAITING, lambda done: None):
        await hear(house, client.handle, "Когда привезут коврики?", f"bench:{client.handle}")
    while await read_followups(workers, house.id, ACTS):
        pass
    owners = [house.people["vera"], house.people["oleg"]]

    async def more(db: Db) -> None:
        await db.rows(IDLE, owners, db.now, idle, patience=600.0)

    await house.unit(more)
    return house


async def once(mine: Database, workers: Database, houses: list[House], now: datetime) -> Round:
    """One of each, in turn, so that a drift of the machine meets all."""
    idle = [await turn(workers, house) for house in houses]
    due = []
    for house in houses:
        await mine.work(house.id, lambda db: db.run(DUE_AGAIN, now))
        due.append(await turn(workers, house))
    return Round(small_idle=idle[0], large_idle=idle[1], small_due=due[0], large_due=due[1])


async def turn(workers: Database, house: House) -> float:
    began = time.perf_counter()
    await watch_due(workers, house.id)
    return time.perf_counter() - began


def show(run: Run) -> str:
    """The table, as it stands in the README."""

    def row(what: str, small: Any, large: Any) -> str:
        ratio = statistics.median(large(each) / small(each) for each in run.rounds)
        ms = [1000 * statistics.median(map(of, run.rounds)) for of in (small, large)]
        return f"| {what} | {ms[0]:.1f} ms | {ms[1]:.1f} ms | × {ratio:.2f} |"

    return "\n".join(
        [
            f"{run.at:%Y-%m-%d}, {run.cores} cores, {len(run.rounds)} round{'s' * (len(run.rounds) > 1)}, "
            f"{run.waiting} who wait in each house, load {os.getloadavg()[0]:.0f}",
            "",
            f"| a turn of the watch | beside {run.small:,} who do not wait | beside {run.large:,} "
            "| growth (aim: × 1.0) |",
            "|---|---|---|---|",
            row("nothing is due", lambda each: each.small_idle, lambda each: each.large_idle),
            row(f"{run.waiting} are due", lambda each: each.small_due, lambda each: each.large_due),
        ]
    )


if __name__ == "__main__":
    main()
