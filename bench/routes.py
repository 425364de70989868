"""The hot routes on a million clients, against the ceiling of this machine."""

import contextlib
import os
import platform
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click
import httpx
import uvloop

from bench.cases import CASES, Case, People
from bench.ground import Ceiling, Ground, cpu_of
from bench.lean import Burst, burst, request
from bench.report import Measured, Run, into_readme, show, written

FULL, SMALL, QUICK = 1_000_000, 1_000, 2_000
MANAGERS = 2_500


class Plan:
    """How much is measured."""

    def __init__(self, *, clients: int, small: int | None, rounds: int, seconds: float, callers: int) -> None:
        self.clients, self.small, self.callers = clients, small, callers
        self.rounds, self.seconds = rounds, seconds


@click.command()
@click.option("--quick", is_flag=True, help="2 000 clients and short bursts: shows that everything runs.")
@click.option("--clients", type=int, default=FULL, show_default=True, help="Size of the large house.")
@click.option("--rounds", type=int, default=5, show_default=True)
@click.option("--seconds", type=float, default=2.0, show_default=True, help="Length of one burst.")
@click.option("--only", multiple=True, help="Measure these cases only, and write nothing.")
def main(quick: bool, clients: int, rounds: int, seconds: float, only: tuple[str, ...]) -> None:
    """Measure the hot routes against the ceiling of this machine, in one run."""
    plan = Plan(clients=clients, small=SMALL, rounds=rounds, seconds=seconds, callers=16)
    if quick:
        plan = Plan(clients=QUICK, small=None, rounds=1, seconds=0.5, callers=8)
    cases = [case for case in CASES if not only or case.name in only]
    with grounds(plan) as (large, small):
        run = uvloop.run(measured(plan, cases, large, small))
    click.echo(show(run))
    if only:
        return
    click.echo(f"Written: {written(run, 'quick' if quick else 'full')}")
    if not quick:
        into_readme(run)


@contextlib.contextmanager
def grounds(plan: Plan) -> Iterator[tuple[Ground, Ground | None]]:
    """The large house and, for growth, the small one; ended whatever happens."""
    with contextlib.ExitStack() as until_the_end:
        made = []
        for clients in (plan.clients, plan.small):
            if clients:
                ground = Ground(clients)
                until_the_end.callback(ground.end)
                ground.prepare()
                ground.serve()
                made.append(ground)
        yield made[0], made[1] if len(made) > 1 else None


async def measured(plan: Plan, cases: list[Case], large: Ground, small: Ground | None) -> Run:
    """Rounds of ceiling, large house, small house for each case in turn: a drift of the machine meets all."""
    houses = {"large": large} | ({"small": small} if small else {})
    people = {name: await People.of(ground, MANAGERS) for name, ground in houses.items()}
    sizes = {case.name: await sizes_of(case, large, people["large"]) for case in cases}
    await warm(large, people["large"])
    if small:
        await warm(small, people["small"])
    ceiling = Ceiling({size for several in sizes.values() for size in several})
    found: dict[tuple[str, str], list[Sample]] = {}
    try:
        for _ in range(plan.rounds):
            for case in cases:
                asked = [request("GET", f"/{size}", "") for size in sizes[case.name]]
                sample = await sampled(plan, ceiling.ports, Alternating(asked), ceiling.processes, None)
                found.setdefault((case.name, "ceiling"), []).append(sample)
                for name, ground in houses.items():
                    ports = ground.ports if case.books_kept else ground.ports_without_books
                    sample = await sampled(
                        plan, ports, people[name].next_of(case), ground.processes, ground.database_pid()
                    )
                    found.setdefault((case.name, name), []).append(sample)
    finally:
        ceiling.end()
    hits = await hit_rate(large.ports)
    return run_of(plan, cases, found, sizes, hits)


class Alternating:
    """The ceiling's answers, from each process in turn."""

    def __init__(self, asked: list[bytes]) -> None:
        self.asked, self.port = asked, 0

    def __call__(self) -> list[tuple[int, bytes]]:
        self.port ^= 1
        return [(self.port, one) for one in self.asked]


class Sample:
    """One burst, and the CPU it took: of the servers with their database, and of the generator."""

    def __init__(self, burst: Burst, served: float, generated: float) -> None:
        self.burst, self.served, self.generated = burst, served, generated


async def sampled(
    plan: Plan, ports: list[int], following: Any, processes: list[Any], database: int | None
) -> Sample:
    pids = [process.pid for process in processes] + ([database] if database else [])
    before, own = cpu_of(pids), os.times()
    done = await burst(ports, following, callers=plan.callers, seconds=plan.seconds)
    after, now = cpu_of(pids), os.times()
    return Sample(done, after - before, now.user + now.system - own.user - own.system)


async def sizes_of(case: Case, ground: Ground, people: People) -> list[int]:
    """How many bytes the answers of a case have on the wire: the ceiling answers as many."""
    ports = ground.ports if case.books_kept else ground.ports_without_books
    seen: list[int] = []
    for port, asked in people.next_of(case)():
        before = await burst([ports[port]], lambda asked=asked: [(0, asked)], callers=1, seconds=0)  # type: ignore[misc]
        seen.append(max(before.received // before.operations, 2))
    return seen


async def warm(ground: Ground, people: People) -> None:
    """Every manager has opened their book once at each process, as on any morning."""
    for port in ground.ports:
        opening = Opening(list(people.tokens.values()))
        while opening.left:
            await burst([port], opening, callers=4, seconds=0.5)


class Opening:
    """Each manager's book once, then the last one's again until the burst is over."""

    def __init__(self, tokens: list[str]) -> None:
        self.left = tokens[1:]
        self.last = tokens[0]

    def __call__(self) -> list[tuple[int, bytes]]:
        token = self.left.pop() if self.left else self.last
        return [(0, request("GET", "/api/book", token))]


async def hit_rate(ports: list[int]) -> float:
    """Of all books asked for, how many were kept ones."""
    told = {"kept": 0.0, "made": 0.0}
    async with httpx.AsyncClient() as client:
        for port in ports:
            for line in (await client.get(f"http://127.0.0.1:{port}/metrics")).text.splitlines():
                if line.startswith("okno_books_total{"):
                    told["kept" if 'how="kept"' in line else "made"] += float(line.split()[-1])
    return told["kept"] / max(sum(told.values()), 1)


def run_of(
    plan: Plan,
    cases: list[Case],
    found: dict[tuple[str, str], list[Sample]],
    sizes: dict[str, list[int]],
    hits: float,
) -> Run:
    results = []
    for case in cases:
        large, ceiling = found[case.name, "large"], found[case.name, "ceiling"]
        small = found.get((case.name, "small"))
        results.append(
            Measured(
                name=case.name,
                title=case.title,
                aim=case.aim,
                bytes=sum(sizes[case.name]),
                ratio=ratio(large, ceiling),
                cpu_ratio=cpu(ceiling) / cpu(large),
                p50_ratio=quantile(large, 0.5) / quantile(ceiling, 0.5),
                p99_ratio=quantile(large, 0.99) / quantile(ceiling, 0.99),
                growth=1 / ratio(large, small) if small else None,
                generator_share=statistics.median(one.generated / one.burst.seconds for one in large),
                rate=rate(large),
                ceiling_rate=rate(ceiling),
            )
        )
    return Run(
        at=datetime.now(UTC),
        clients=plan.clients,
        rounds=plan.rounds,
        seconds=plan.seconds,
        callers=plan.callers,
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        book_hit_rate=hits,
        cases=results,
    )


def rate(samples: list[Sample]) -> float:
    return statistics.median(sample.burst.rate for sample in samples)


def ratio(samples: list[Sample], to: list[Sample]) -> float:
    """The median of the rounds' ratios: each round compares what ran one after the other."""
    return statistics.median(a.burst.rate / b.burst.rate for a, b in zip(samples, to, strict=True))


def cpu(samples: list[Sample]) -> float:
    """Seconds of CPU per operation, of servers and database."""
    return sum(sample.served for sample in samples) / sum(sample.burst.operations for sample in samples)


def quantile(samples: list[Sample], part: float) -> float:
    return statistics.median(
        sorted(sample.burst.latencies)[int(len(sample.burst.latencies) * part)] for sample in samples
    )


if __name__ == "__main__":
    main()
