"""One entry of the journal into a new score: what it costs beside writing the entry and a row, and that a client's
history makes it no dearer."""

import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import click
import msgspec
import uvloop

from app.clients.actions import add_card
from app.clients.model import NewClient
from app.database import access, open_database
from app.journal.actions import record
from app.journal.queries import entry
from app.journal.seeding import entry_row
from app.kit import embedded
from app.kit.bulk import Bulk
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.loyalty.jobs import replay
from app.loyalty.learning import learn
from app.people.actions import add_person, open_dealership
from app.people.model import NewDealership, NewPerson
from bench.database import empty_database, what_a_night_does
from bench.report import table_into_readme, written

HISTORIES = (10, 100, 1_000, 10_000)
SEED = 7
ONE_ROW = "UPDATE scores SET as_of = $3 WHERE dealership_id = $1 AND client_id = $2"


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of one unit for a client with so many entries, each figure the median of its rounds."""

    entries: int
    scored: float
    bare: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    units: int
    rounds: int
    replayed: float
    """Entries a second that a replay of the whole journal reads, judges and writes."""
    histories: list[History]


@click.command()
@click.option("--quick", is_flag=True, help="Short histories and one round: shows that everything runs.")
@click.option("--rounds", type=int, default=7, show_default=True)
@click.option("--units", type=int, default=150, show_default=True, help="Entries for each client in a round.")
def main(quick: bool, rounds: int, units: int) -> None:
    """One journal entry to a new score, for clients with short and long histories, in alternating rounds."""
    sizes, rounds, units = (HISTORIES[:3], 1, 10) if quick else (HISTORIES, rounds, units)
    run = uvloop.run(measured(sizes, rounds, units))
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-loyalty' if quick else 'loyalty')}")
    if not quick:
        table_into_readme("loyalty", show(run))


async def measured(sizes: tuple[int, ...], rounds: int, units: int) -> Run:
    async with empty_database() as (config, server):
        tools, live = await open_database(config, access(config, "tools", server), size=2)
        database, other = await open_database(config, access(config, "app", server), size=2)
        try:
            return await against(embedded.url(server), tools, database, sizes, rounds, units)
        finally:
            for opened in (live, other):
                await opened.stop()
            for pool in (tools, database):
                await pool.close()


async def against(
    url: str, tools: Database, database: Database, sizes: tuple[int, ...], rounds: int, units: int
) -> Run:
    house = new_id()
    clients = await settled(tools, house, sizes)
    began = time.perf_counter()
    await replay(tools, house)
    replayed = sum(sizes) / (time.perf_counter() - began)
    await what_a_night_does(url)
    times: dict[tuple[int, str], list[float]] = {}
    for turn in range(rounds + 1):
        for size, client in clients.items():
            for name, unit in (("scored", scored), ("bare", bare)):
                took = await timed(database, house, client, unit, units)
                if turn:  # the first round only warms
                    times.setdefault((size, name), []).append(took)
    return Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        units=units,
        rounds=rounds,
        replayed=replayed,
        histories=[
            History(
                entries=size,
                scored=statistics.median(times[size, "scored"]),
                bare=statistics.median(times[size, "bare"]),
            )
            for size in sizes
        ],
    )


async def settled(tools: Database, house: UUID, sizes: tuple[int, ...]) -> dict[int, UUID]:
    """A house with one client for each length of history; answers them by it."""
    clients = {size: new_id() for size in sizes}

    async def move_in(db: Db) -> None:
        await open_dealership(
            db,
            NewDealership(
                id=house, code="BENCH", name="Bench", language="ru", time_zone="Europe/Samara", phone="+78482000000"
            ),
        )  # fmt: skip
        manager = NewPerson(
            id=new_id(), handle="bench", name="Bench", address_form="Bench", role="manager", language="ru"
        )
        await add_person(db, manager)
        for size, client in clients.items():
            new = NewClient(id=client, name=f"Client {size}", address_form="Client")
            await add_card(db, new, owner=manager.id, by=None, because="made")

    await tools.work(house, move_in)
    bulk, random, now = Bulk(house, Random(SEED)), Random(SEED), datetime.now(UTC)  # noqa: S311
    for size, client in clients.items():
        for _ in range(size):
            told(bulk, random, client, now - timedelta(days=random.uniform(0.1, 1800)))
    async with tools.pool.acquire() as connection, connection.transaction():
        await bulk.load(connection)
    return clients


def told(bulk: Bulk, random: Random, client: UUID, at: datetime) -> None:
    """A mark, or an answer in time or late."""
    kind = random.choice(("survey.answered", "promise.kept", "promise.late"))
    facts: dict[str, Any] = {"by_at": at - timedelta(minutes=5)}
    if kind == "survey.answered":
        facts = {"by_client": client, "instrument": "csat", "mark": random.randint(1, 5)}
    entry_row(bulk, at, kind, client=client, subject=bulk.id_at(at), **facts)


Unit = Callable[[Db, UUID], Awaitable[None]]


async def scored(db: Db, client: UUID) -> None:
    """An answer that came late: the entry, its evidence, the sums, the judgement, the book."""
    id = await record(
        db, "promise.late", client=client, subject=new_id(), by_at=db.now - timedelta(minutes=5)
    )
    found = await entry(db, id)
    assert found is not None
    await learn(db, found)


async def bare(db: Db, client: UUID) -> None:
    """The same entry, and one row of the same table."""
    await record(db, "promise.late", client=client, subject=new_id(), by_at=db.now - timedelta(minutes=5))
    await db.run(ONE_ROW, client, db.now)


async def timed(database: Database, house: UUID, client: UUID, unit: Unit, units: int) -> float:
    began = time.perf_counter()
    for _ in range(units):
        await database.work(house, lambda db: unit(db, client))
    return (time.perf_counter() - began) / units * 1000


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    first = run.histories[0]
    lines = [
        f"{run.at:%Y-%m-%d}, {run.cores} cores, {run.rounds} rounds of {run.units} units one after the other; "
        f"a replay reads {run.replayed:,.0f} entries a second",
        "",
        "| the client's history | one entry to a new score, against the entry and one row | growth |",
        "|---|---|---|",
    ]
    for one in run.histories:
        lines.append(
            f"| {one.entries:,} entries | × {one.scored / one.bare:.2f} | × {one.scored / first.scored:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
