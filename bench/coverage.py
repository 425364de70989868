"""Who answers every client of a house at one instant: the one statement that says it, against a bare sequential read of
the clients."""

import os
import platform
import statistics
import time
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

import click
import msgspec
import uvloop

from app.coverage.model import Plan, Span
from app.coverage.queries import RESPONSIBLE_NOW
from app.coverage.requests import insert_pair
from app.coverage.writing import put_plan
from app.database import access, open_database
from app.kit import embedded
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.people.actions import add_person, open_dealership
from app.people.model import NewDealership, NewPerson
from bench.database import empty_database, what_a_night_does
from bench.report import table_into_readme, written

FULL, QUICK, BOOK = 1_000_000, 4_000, 400
READ = "SELECT count(*), count(owner_id), count(archived_at) FROM clients WHERE dealership_id = $1"
ANSWERED = f"SELECT count(*), count(person_id), count(step) FROM ({RESPONSIBLE_NOW}) answered"
CLIENTS = """
INSERT INTO clients (dealership_id, id, name, name_key, address_form, language, owner_id, created_at)
SELECT $1, gen_random_uuid(), 'Клиент ' || n, 'клиент ' || n, 'Клиент', 'ru', ($2::uuid[])[1 + n % cardinality($2)], $3
FROM generate_series(1, $4::int) n
"""
PATIENCE = 600.0
NIGHT = datetime(
    2026, 11, 23, 20, 0, tzinfo=UTC
)  # midnight in Samara: every step of the ladder answers somebody
DAY = [Span(from_minute=540, until_minute=1260)]
WATCH = Span(from_minute=1260, until_minute=1980, kind="duty")


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of each in turn."""

    read: float
    answered: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    clients: int
    managers: int
    rounds: list[Round]


@click.command()
@click.option("--quick", is_flag=True, help="4 000 clients and one round: shows that everything runs.")
@click.option("--clients", type=int, default=FULL, show_default=True, help="Size of the house.")
@click.option("--rounds", type=int, default=7, show_default=True)
def main(quick: bool, clients: int, rounds: int) -> None:
    """All clients of one house at one instant, in alternating rounds."""
    run = uvloop.run(measured(QUICK if quick else clients, 1 if quick else rounds))
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-coverage' if quick else 'coverage')}")
    if not quick:
        table_into_readme("coverage", show(run))


async def measured(clients: int, rounds: int) -> Run:
    async with empty_database() as (config, server):
        database, live = await open_database(config, access(config, "app", server), size=2)
        try:
            house = new_id()
            await database.work(house, lambda db: settle(db, clients))
            await what_a_night_does(embedded.url(server))
            await once(database, house)  # the first round only warms
            found = [await once(database, house) for _ in range(rounds)]
        finally:
            await live.stop()
            await database.close()
    return Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        clients=clients,
        managers=-(-clients // BOOK),
        rounds=found,
    )


async def settle(db: Db, clients: int) -> None:
    """A house whose managers have weeks of their own, half of them a pair, and books of four hundred."""
    chance = Random(1)  # noqa: S311
    await open_dealership(
        db,
        NewDealership(id=db.dealership, code="BENCH", name="Bench", language="ru", time_zone="Europe/Samara"),
    )
    managers = [await move_in(db, "manager") for _ in range(-(-clients // BOOK))]
    for one, other in zip(managers[::4], managers[1::4], strict=False):
        await insert_pair(db, one, other)
    for person in managers:
        week = [
            [*DAY, WATCH] if chance.random() < 0.2 else DAY if chance.random() < 0.8 else [] for _ in range(7)
        ]
        week = [spans if WATCH not in week[n - 1] else spans[:2] for n, spans in enumerate(week)]
        await put_plan(db, person, Plan(version=1, week=week, days=[]), person)
    await move_in(db, "supervisor")
    await db.rows(CLIENTS, managers, db.now, clients, patience=PATIENCE)


async def move_in(db: Db, role: Any) -> UUID:
    new = NewPerson(
        id=uuid4(),
        handle="b" + uuid4().hex[:12],
        name="Bench",
        address_form="Bench",
        role=role,
        language="ru",
    )
    await add_person(db, new)
    return new.id


async def once(database: Database, house: UUID) -> Round:
    """One of each, in turn, so that a drift of the machine meets both."""

    async def read(db: Db) -> None:
        await db.rows(READ, patience=PATIENCE)

    async def answered(db: Db) -> None:
        await db.rows(ANSWERED, NIGHT, 540, 1260, patience=PATIENCE)

    seconds = []
    for act in (read, answered):
        began = time.perf_counter()
        await database.work(house, act)
        seconds.append(time.perf_counter() - began)
    return Round(read=seconds[0], answered=seconds[1])


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    read = statistics.median(each.read for each in run.rounds)
    answered = statistics.median(each.answered for each in run.rounds)
    ratio = statistics.median(each.answered / each.read for each in run.rounds)
    return "\n".join(
        [
            f"{run.at:%Y-%m-%d}, {run.cores} cores, {run.clients:,} clients of {run.managers:,} managers, "
            f"{len(run.rounds)} round{'s' * (len(run.rounds) > 1)}, load {os.getloadavg()[0]:.0f}",
            "",
            "| case | sequential reads | aim | seconds | µs a client |",
            "|---|---|---|---|---|",
            f"| one sequential read of the clients | 1.00 | – | {read:.3f} | {read / run.clients * 1e6:.2f} |",
            f"| who answers each of them at this instant | × {ratio:.2f} | × 3 | {answered:.3f} "
            f"| {answered / run.clients * 1e6:.2f} |",
        ]
    )


if __name__ == "__main__":
    main()
