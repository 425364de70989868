"""Open live feeds in one API process: what each weighs, and how soon all of them hear that something is new."""

import asyncio
import os
import platform
import resource
import statistics
import time
from datetime import UTC, datetime
from uuid import UUID

import click
import httpx
import msgspec
import psutil
import uvloop

from app.kit.ids import new_id
from app.kit.tokens import dealership_of
from bench.cases import People, sessions
from bench.ground import Ground
from bench.lean import request
from bench.report import table_into_readme, written

CLIENTS, FEEDS, QUICK = 2_000, 5_000, 200
PATIENCE = 30  # seconds for all to hear; more is a failure of the bench, and no figure
AT_ONCE = 100  # streams that are opened side by side


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    feeds: int
    listeners: int
    """How many of them each piece of news concerns."""
    kilobytes: float
    """Memory of the process for each open feed."""
    milliseconds: dict[str, float]
    """From the request that makes the news to each poke, all rounds together: the half and 99 of 100."""


class Feed(asyncio.Protocol):
    """One open phone: notes when it hears anything."""

    def __init__(self, token: str) -> None:
        self.token, self.heard, self.at = token, asyncio.Event(), 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(request("GET", "/sync/stream", self.token))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.at = time.perf_counter()
        self.heard.set()


@click.command()
@click.option("--quick", is_flag=True, help="Few feeds and two rounds: shows that everything runs.")
@click.option("--feeds", type=int, default=FEEDS, show_default=True)
@click.option("--rounds", type=int, default=20, show_default=True)
def main(quick: bool, feeds: int, rounds: int) -> None:
    """Open so many feeds in one process, weigh it, and let messages be written."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * feeds if hard == resource.RLIM_INFINITY else min(hard, 4 * feeds)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    ground = Ground(CLIENTS)
    try:
        ground.prepare()
        ground.serve(books=(256,))
        run = uvloop.run(measured(ground, QUICK if quick else feeds, 2 if quick else rounds))
    finally:
        ground.end()
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-feeds' if quick else 'feeds')}")
    if not quick:
        table_into_readme("feeds", show(run))


async def measured(ground: Ground, count: int, rounds: int) -> Run:
    people = await People.of(ground, 5)
    owner, thread = people.threads[0]
    api, port = psutil.Process(ground.processes[0].pid), ground.ports[0]
    house = dealership_of(people.tokens[owner])
    assert house is not None
    someone = [list(people.tokens)[n % len(people.tokens)] for n in range(count)]
    phones = await sessions(ground.config, ground.server, house, [owner] * AT_ONCE + someone)
    warm = await opened(port, phones[:AT_ONCE])
    before = api.memory_info().rss
    feeds = warm + await opened(port, phones[AT_ONCE:])
    weight = (api.memory_info().rss - before) / count
    theirs = {
        phone for phone, person in zip(phones, [owner] * AT_ONCE + someone, strict=True) if person == owner
    }
    listening = [feed for feed in feeds if feed.token in theirs]
    seconds = []
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as line:
        for _ in range(rounds):
            seconds += await told(line, people.tokens[owner], thread, listening)
    for feed in feeds:
        feed.transport.close()
    ordered = sorted(seconds)
    return Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        feeds=count,
        listeners=len(listening),
        kilobytes=weight / 1024,
        milliseconds={
            "half": statistics.median(ordered) * 1000,
            "p99": ordered[int(len(ordered) * 0.99)] * 1000,
        },
    )


async def opened(port: int, tokens: list[str]) -> list[Feed]:
    """A feed for each of these sessions, every one of which has heard its first word."""
    loop, feeds = asyncio.get_running_loop(), [Feed(token) for token in tokens]
    for first in range(0, len(feeds), AT_ONCE):
        some = feeds[first : first + AT_ONCE]
        for feed in some:
            await loop.create_connection(lambda feed=feed: feed, "127.0.0.1", port)  # type: ignore[misc]
        await all_heard(some)
    return feeds


async def told(line: httpx.AsyncClient, token: str, thread: UUID, feeds: list[Feed]) -> list[float]:
    """A message is written; how long until each feed heard of it."""
    await asyncio.sleep(0.5)  # what was told before has been heard
    for feed in feeds:
        feed.heard.clear()
    began = time.perf_counter()
    body = {"id": str(new_id()), "text": "Добрый день! Всё готово."}
    answer = await line.post(
        f"/api/threads/{thread}/messages", json=body, headers={"authorization": f"Bearer {token}"}
    )
    answer.raise_for_status()
    await all_heard(feeds)
    return [feed.at - began for feed in feeds]


async def all_heard(feeds: list[Feed]) -> None:
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(feed.heard.wait() for feed in feeds))


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    return "\n".join(
        [
            f"{run.at:%Y-%m-%d}, {run.cores} cores, {run.feeds:,} open feeds in one process, {run.listeners:,} of them "
            "hear each message",
            "",
            "| what | figure | aim |",
            "|---|---|---|",
            f"| memory of an open feed | {run.kilobytes:.1f} kB | 30 kB |",
            f"| from the request to the poke, half of the feeds | {run.milliseconds['half']:.0f} ms | – |",
            f"| the same, 99 of 100 | {run.milliseconds['p99']:.0f} ms | – |",
        ]
    )


if __name__ == "__main__":
    main()
