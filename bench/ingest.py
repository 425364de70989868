"""Updates kept in a second, each committed before it is answered, against the bare insert of the same row."""

import asyncio
import contextlib
import itertools
import os
import platform
import statistics
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click
import msgspec
import uvloop

from app.database import access, open_database
from app.kit.secrets import Seal, master_key
from bench.ground import PROCESSES, Ground
from bench.inserting import SOURCE, Done, update
from bench.lean import Line, Next, Operation, burst
from bench.report import table_into_readme, written
from bots import actions
from bots.actions import Keys, keys_of
from bots.model import source_of

CLIENTS, CALLERS, STEADY = 2_000, 16, 100
HOUSE = "SELECT id FROM dealerships WHERE code = 'TLT'"
FORGET = "DELETE FROM arrivals WHERE source = ANY($1::text[])"
TOKEN = "7000000001:bench"


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Rows a second, and the 99th of a hundred latencies in seconds: under full load, and ours at `STEADY` a second."""

    bare: float
    ours: float
    bare_p99: float
    ours_p99: float
    steady_p99: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    seconds: float
    rounds: list[Round]

    def median(self, of: Any) -> float:
        return float(statistics.median(of(each) for each in self.rounds))


@click.command()
@click.option("--quick", is_flag=True, help="One short round: shows that everything runs.")
@click.option("--rounds", type=int, default=7, show_default=True)
@click.option("--seconds", type=float, default=3.0, show_default=True)
def main(quick: bool, rounds: int, seconds: float) -> None:
    """Updates kept in a second by two API processes, against two that only insert, in alternating rounds."""
    ground = Ground(CLIENTS)
    try:
        ground.prepare()
        ground.serve(books=(256,))
        run = uvloop.run(measured(ground, 1 if quick else rounds, 0.5 if quick else seconds))
    finally:
        ground.end()
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-ingest' if quick else 'ingest')}")
    if not quick:
        table_into_readme("ingest", show(run))


async def measured(ground: Ground, rounds: int, seconds: float) -> Run:
    found = []
    async with bot_of(ground) as (dealership, keys):
        following = updates(keys)
        await burst(ground.ports, following, callers=CALLERS, seconds=0.5)  # warm
        for _ in range(rounds):
            bare = await inserted(ground, dealership, seconds)
            ours = await burst(ground.ports, following, callers=CALLERS, seconds=seconds)
            steady = await at_a_steady_rate(ground.ports, following, seconds)
            found.append(
                Round(
                    bare=sum(len(each.latencies) / each.seconds for each in bare),
                    ours=ours.rate,
                    bare_p99=p99([took for each in bare for took in each.latencies]),
                    ours_p99=p99(ours.latencies),
                    steady_p99=p99(steady),
                )
            )
    return Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        seconds=seconds,
        rounds=found,
    )


@contextlib.asynccontextmanager
async def bot_of(ground: Ground) -> AsyncIterator[tuple[UUID, Keys]]:
    """The house with a bot whose updates are brought; afterwards neither it nor what it brought is there."""
    seal = Seal(master_key(ground.config.master_key, ground.config.folder))
    tools = await ground.tools()
    dealership: UUID = await tools.fetchval(HOUSE)
    database, _ = await open_database(ground.config, access(ground.config, "app", ground.server), size=1)
    bot, _ = await database.work(dealership, lambda db: actions.register(db, seal, TOKEN))
    try:
        yield dealership, keys_of(seal, dealership, bot)
    finally:
        await database.work(dealership, actions.turn_off)
        await tools.execute(FORGET, [SOURCE, source_of(bot)])
        await database.close()
        await tools.close()


def updates(keys: Keys) -> Next:
    """Each update is brought once, to one process after the other."""
    numbers = itertools.count(time.time_ns() // 1_000)
    head = (
        f"POST /telegram/{keys.path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        f"x-telegram-bot-api-secret-token: {keys.secret}\r\ncontent-length: "
    )

    def following() -> Operation:
        number = next(numbers)
        body = update(number, number % 1_000)
        return [(number % PROCESSES, f"{head}{len(body)}\r\n\r\n".encode() + body)]

    return following


async def inserted(ground: Ground, dealership: UUID, seconds: float) -> list[Done]:
    """As many processes and callers, that only insert and commit."""
    where = access(ground.config, "app", ground.server)
    words = (where.url, where.role or "", str(dealership), str(seconds), str(CALLERS // PROCESSES))
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.inserting", *words, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(PROCESSES)
    ]
    said = [(await process.communicate())[0] for process in processes]
    return [msgspec.json.decode(each, type=Done) for each in said]


async def at_a_steady_rate(ports: list[int], following: Next, seconds: float) -> list[float]:
    """Seconds that each of `STEADY` updates a second takes, counted from when it was due, not from when it left."""
    loop = asyncio.get_running_loop()
    lines = asyncio.Queue[tuple[Line, ...]]()
    for _ in range(CALLERS):
        lines.put_nowait(
            tuple([(await loop.create_connection(Line, "127.0.0.1", port))[1] for port in ports])
        )
    took: list[float] = []

    async def bring(due: float) -> None:
        await asyncio.sleep(due - loop.time())
        held = await lines.get()
        [(port, asked)] = following()
        answered: asyncio.Future[int] = loop.create_future()
        held[port].answered = lambda status, size: answered.set_result(status)
        held[port].send(asked)
        status = await answered
        if status != 200:
            raise RuntimeError(f"an update was answered with status {status}")
        took.append(loop.time() - due)
        lines.put_nowait(held)

    began = loop.time() + 0.1
    async with asyncio.TaskGroup() as group:
        for number in range(int(STEADY * seconds)):
            group.create_task(bring(began + number / STEADY))
    while not lines.empty():
        for line in lines.get_nowait():
            line.answered = lambda status, size: None
            line.transport.close()
    return took


def p99(latencies: list[float]) -> float:
    return statistics.quantiles(latencies, n=100)[98]


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    share = run.median(lambda each: each.ours / each.bare)
    late = run.median(lambda each: each.ours_p99 / each.bare_p99)
    steady = run.median(lambda each: each.steady_p99)
    return "\n".join(
        [
            f"{run.at:%Y-%m-%d}, {run.cores} cores, {len(run.rounds)} rounds of {run.seconds:g} s, {CALLERS} callers, "
            f"{PROCESSES} processes each",
            "",
            "| case | of the bare insert | aim | p99 | a second | bare, a second |",
            "|---|---|---|---|---|---|",
            f"| keep an update, then answer | {share:.3f} | 0.50 | × {late:.1f} "
            f"| {run.median(lambda each: each.ours):.0f} | {run.median(lambda each: each.bare):.0f} |",
            "",
            f"At {STEADY} updates a second one of a hundred is answered later than {steady * 1_000:.0f} ms (aim: 25).",
        ]
    )


if __name__ == "__main__":
    main()
