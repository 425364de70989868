"""Messages from the outbox to Telegram in a second, against the bare calls; and answers while a campaign goes out."""

import asyncio
import contextlib
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec
import uvloop

from app.conversations.model import Sender
from app.conversations.receiving import meet
from app.database import access, open_database
from app.deliveries import actions as deliveries
from app.deliveries.jobs import send_due
from app.deliveries.model import Lane, Limit, Parcel
from app.deliveries.tables import CHANNELS
from app.kit.blobs import blobs_in
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.secrets import Seal, master_key
from bench.ground import Ground
from bench.ingest import TOKEN, bot_of
from bench.report import table_into_readme, written
from bots.sender import TelegramChannel
from bots.telegram import Telegram
from tests.fakes.telegram import FarTelegram

CLIENTS, CHATS, CALLERS, CAMPAIGN, QUICK = 2_000, 200, 16, 5_000, 300
TEXT = "Добрый день! Ваш автомобиль готов, ждём Вас до 20:00."
BOT = "SELECT id FROM bots WHERE dealership_id = $1 AND remote_id = $2"
TO = "SELECT id, destination FROM addresses WHERE dealership_id = $1 AND account_id = $2 AND stopped_at IS NULL"
WAITS = """
SELECT extract(epoch FROM settled_at - queued_at)::float8 AS wait FROM deliveries
WHERE dealership_id = $1 AND thing_kind = 'bench' AND lane = 'reply' AND state = 'sent'
"""
UNSENT = """
SELECT count(*) FROM deliveries
WHERE dealership_id = $1 AND thing_kind = 'bench' AND lane = 'reply' AND state IN ('queued', 'sending')
"""
ANSWERED = "DELETE FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'bench' AND lane = 'reply'"
FORGET = "DELETE FROM deliveries WHERE thing_kind = 'bench'"


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Messages a second."""

    bare: float
    ours: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    rounds: list[Round]
    campaign: int
    waits: list[float]
    """Seconds from an answer's queueing to its state «sent», while the campaign goes out."""

    def median(self, of: Any) -> float:
        return float(statistics.median(of(each) for each in self.rounds))


class Office:
    """A house, its bot at the fake, and chats to write to."""

    def __init__(self, house: UUID, worker: Database, channel: TelegramChannel, line: Telegram) -> None:
        self.house, self.worker, self.channel, self.line = house, worker, channel, line
        self.bot = UUID(int=0)
        self.chats: list[tuple[UUID, str]] = []

    async def move_in(self) -> None:
        self.bot = await self.unit(lambda db: db.value(BOT, int(TOKEN.partition(":")[0])))
        for number in range(CHATS):
            sender = Sender(
                channel="telegram", account_id=self.bot, handle=str(9_000_000 + number),
                destination=str(9_000_000 + number), shown_name="Гость", language="ru",
            )  # fmt: skip
            await self.unit(lambda db, sender=sender: meet(db, sender))
        self.chats = [tuple(row) for row in await self.unit(lambda db: db.rows(TO, self.bot))]

    async def unit(self, fn: Any) -> Any:
        return (await self.worker.work(self.house, fn))[0]

    async def queue(self, count: int, lane: Lane) -> None:
        async def put(db: Db) -> None:
            for number in range(count):
                address, _ = self.chats[number % len(self.chats)]
                await deliveries.queue(db, ("bench", new_id()), address, lane, [Parcel(text=TEXT)])

        await self.unit(put)

    async def bare(self, seconds: float) -> float:
        """The library's own calls and nothing else."""
        row = await self.line.row(self.house, self.bot)
        bot, sent, until = self.line.bot(self.house, row), 0, time.perf_counter() + seconds

        async def call() -> None:
            nonlocal sent
            while time.perf_counter() < until:
                _, chat = self.chats[sent % len(self.chats)]
                sent += 1
                await bot.send_message(int(chat), TEXT)

        began = time.perf_counter()
        await asyncio.gather(*(call() for _ in range(CALLERS)))
        return sent / (time.perf_counter() - began)

    async def ours(self, count: int) -> float:
        """What lies in the outbox, as a worker sends it."""
        await self.queue(count, "reply")
        began = time.perf_counter()
        while await send_due(self.worker, self.house):
            pass
        return count / (time.perf_counter() - began)

    async def answers_in_a_campaign(self, size: int, seconds: float) -> list[float]:
        """Answers to one chat after the other, a quarter of a second apart, while a campaign goes out."""
        await self.queue(size, "campaign")
        await self.unit(lambda db: db.run(ANSWERED))
        over = asyncio.Event()

        async def work() -> None:
            while not over.is_set():
                if not await send_due(self.worker, self.house):
                    await asyncio.sleep(0.02)

        working = asyncio.create_task(work())
        chance = random.Random(1)  # noqa: S311
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            address, _ = chance.choice(self.chats)
            parcel = [Parcel(text="Да, всё готово")]
            await self.unit(
                lambda db, to=address, parcel=parcel: deliveries.queue(
                    db, ("bench", new_id()), to, "reply", parcel
                )
            )
            await asyncio.sleep(0.25)
        for _ in range(600):
            if not await self.unit(lambda db: db.value(UNSENT)):
                break
            await asyncio.sleep(0.1)
        over.set()
        await working
        return [row["wait"] for row in await self.unit(lambda db: db.rows(WAITS))]


@click.command()
@click.option("--quick", is_flag=True, help="One short round: shows that everything runs.")
@click.option("--rounds", type=int, default=5, show_default=True)
@click.option("--seconds", type=float, default=2.0, show_default=True)
def main(quick: bool, rounds: int, seconds: float) -> None:
    """Messages a second from the outbox, against the bare calls; answers while a campaign goes out."""
    ground = Ground(CLIENTS)
    try:
        ground.prepare()
        run = uvloop.run(
            measured(ground, 1, 0.5, QUICK, 2) if quick else measured(ground, rounds, seconds, CAMPAIGN, 60)
        )
    finally:
        ground.end()
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-outbox' if quick else 'outbox')}")
    if not quick:
        table_into_readme("outbox", show(run))


async def measured(ground: Ground, rounds: int, seconds: float, size: int, campaign: float) -> Run:
    found, count = [], int(200 * seconds)
    async with office_of(ground) as office:
        limits = office.channel.per_chat, office.channel.per_account
        office.channel.per_chat = office.channel.per_account = Limit(per_second=1e6, burst=1e6)
        await office.ours(CHATS)  # warm
        for _ in range(rounds):
            found.append(Round(bare=await office.bare(seconds), ours=await office.ours(count)))
        office.channel.per_chat, office.channel.per_account = limits
        waits = await office.answers_in_a_campaign(size, campaign)
    return Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        rounds=found,
        campaign=size,
        waits=waits,
    )


@contextlib.asynccontextmanager
async def office_of(ground: Ground) -> AsyncIterator[Office]:
    """The house with its bot at a fake Telegram without limits; what was sent is forgotten afterwards."""
    seal = Seal(master_key(ground.config.master_key, ground.config.folder))
    async with contextlib.AsyncExitStack() as until_the_end:
        folder = until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="okno-bench-"))
        fake = await FarTelegram.spawn(Path(folder) / "ledger.jsonl", "--limits", "off", "--open-doors")
        until_the_end.push_async_callback(fake.stop)
        await fake.add_bot(TOKEN)
        house, _ = await until_the_end.enter_async_context(bot_of(ground))
        worker, _ = await open_database(ground.config, access(ground.config, "worker", ground.server))
        until_the_end.push_async_callback(worker.close)
        line = Telegram(worker, seal, fake.url)
        until_the_end.push_async_callback(line.close)
        channel = TelegramChannel(line, blobs_in(ground.config.folder, seal))
        CHANNELS["telegram"] = channel
        office = Office(house, worker, channel, line)
        await office.move_in()
        tools = await ground.tools()
        try:
            yield office
        finally:
            await tools.execute(FORGET)
            await tools.close()


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    bare, ours = run.median(lambda each: each.bare), run.median(lambda each: each.ours)
    share, waits = run.median(lambda each: each.ours / each.bare), sorted(run.waits)
    p95 = waits[int(len(waits) * 0.95)] if waits else float("nan")
    rounds = f"{len(run.rounds)} round{'s' * (len(run.rounds) > 1)}"
    return "\n".join(
        [
            f"{run.at:%Y-%m-%d}, {run.cores} cores, {rounds}, {CALLERS} callers of the bare library",
            "",
            "| case | of the bare calls | a second | bare, a second |",
            "|---|---|---|---|",
            f"| from the outbox to Telegram's yes, written down | {share:.3f} | {ours:.0f} | {bare:.0f} |",
            "",
            f"While a campaign of {run.campaign:,} goes out, {len(waits)} answers wait "
            f"{statistics.median(waits):.2f} s in the middle, 95 of 100 at most {p95:.2f} s (aim: 2).",
        ]
    )


if __name__ == "__main__":
    main()
