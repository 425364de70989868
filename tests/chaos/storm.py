"""An installation under fire: its own database, houses with their bots, workers and an API that are killed."""

import asyncio
import contextlib
import itertools
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
import psutil

from app.config import Config
from app.database import access, open_database
from app.kit import embedded
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.migrate import migrate
from app.kit.secrets import Seal, master_key
from app.standards.queries import insert_standard
from app.standards.urgency import UrgencyRules
from bots import actions
from tests.bots.nursery import Nursery, alive, until
from tests.cast import House, open_house
from tests.chaos.profile import FULL, SEED, either
from tests.fakes.telegram import FarTelegram, media
from tests.fakes.telegram.far import FarUser
from tests.network import PLAIN
from tests.serving import free_port

WORKERS = 2
PICTURE = media.jpeg(64, 48)
ARRIVING = ("updates_stored", "arrival_claimed", "arrival_handled")
SENDING = ("delivery_claimed", "delivery_sending", "delivery_answered")
"""Where workers are killed; the API is killed at `update_stored`."""
REACHED_WITHIN = 4.0  # seconds a process gets at most to reach its place; then it dies wherever it is


class Town(msgspec.Struct):
    """A house and its bot."""

    house: House
    bot: int


class Toll(msgspec.Struct):
    """What was done to the installation."""

    at_places: Counter[str] = msgspec.field(default_factory=Counter)
    at_random: int = 0
    restarts: int = 0

    @property
    def kills(self) -> int:
        return self.at_random + self.at_places.total()


class Post:
    """A place at which a process stands; when it dies another takes its stand."""

    def __init__(self, part: str, points: tuple[str, ...]) -> None:
        self.part, self.points = part, itertools.cycle(points)
        self.pid, self.point = 0, ""


class Storm:
    """`blow` kills and restarts; everything else is what people and Telegram do meanwhile."""

    def __init__(
        self, folder: Path, nursery: Nursery, telegram: FarTelegram, mode: str, points: tuple[str, ...]
    ) -> None:
        self.folder, self.nursery, self.telegram, self.mode = folder, nursery, telegram, mode
        self.chance = random.Random(SEED)
        self.over = asyncio.Event()
        self.towns: list[Town] = []
        self.posts = [Post("work", points) for _ in range(WORKERS)] + [Post("api", ("update_stored",))]
        self.config: Config
        self.database: Database
        self.server: embedded.Server
        self.door = ""
        """Where Vera's phones knock: the site, or a line to it that can be cut."""
        self.truth: Config
        """A way to the database that nobody cuts, for the oracle."""
        self.complaints: list[str] = []
        """What a phone was told that is neither an answer nor «come again»."""

    async def gather(self, houses: int) -> None:
        """The database, the houses, their bots."""
        self.server = await asyncio.to_thread(embedded.start, self.folder, say=lambda line: None)
        await migrate(embedded.url(self.server), create_roles=True)
        tokens = [f"{8_000_000_000 + number}:storm" for number in range(houses)]
        self.config = Config(
            home=str(self.folder),
            database_url=embedded.url(self.server),
            port=free_port(),
            telegram_token=tokens[0],
            telegram_api_url=self.telegram.url,
            telegram_mode="webhook" if self.mode == "webhook" else "polling",
            books_mb=1,
        )
        self.truth, self.door = self.config, self.config.site
        self.database, live = await open_database(self.config, access(self.config, "app"))
        await live.stop()
        seal = Seal(master_key(self.config.master_key, self.config.folder))
        for number, token in enumerate(tokens):
            house = await open_house(self.database, self.config.site)
            await house.unit(lambda db, token=token: actions.register(db, seal, token))
            await house.unit(lambda db, by=house.people["alla"]: ask_nothing(db, by))
            bot = await self.telegram.add_bot(token, f"okno_storm_{number}_bot")
            self.towns.append(Town(house, bot))

    async def leave(self) -> None:
        for post in self.posts:
            kill(post.pid)
        self.nursery.shut(self.config)
        await self.database.close()
        await asyncio.to_thread(embedded.leave, self.folder)

    # --- processes

    def start(self, *, armed: bool = False) -> None:
        """Every post is manned; `armed` ones will die at their places."""
        for post in self.posts:
            self.man(post, next(post.points) if armed else "")

    def man(self, post: Post, point: str) -> None:
        born = self.nursery.api if post.part == "api" else self.nursery.worker
        passage = f":{self.chance.randint(1, 3)}" if point else ""
        post.pid, post.point = born(self.config, point + passage), point

    def stop(self) -> None:
        """All die at once, and nothing listens any more."""
        for post in self.posts:
            kill(post.pid)
        self.nursery.shut(self.config)

    async def blow(self, kills: int, restarts: int) -> Toll:
        """So many kills, at the places in turn or wherever a process is after a while, and restarts between them."""
        toll = Toll()
        self.start(armed=True)
        due = set(self.chance.sample(range(kills), restarts))
        try:
            for number in range(kills):
                if number in due:
                    await self.restart_database()
                    toll.restarts += 1
                post = self.posts[number % len(self.posts)]
                await self.fell(post, toll)
                self.man(post, next(post.points))
                await asyncio.sleep(self.chance.uniform(0.0, 0.3))
        finally:
            self.over.set()
            for post in self.posts:
                kill(post.pid)
            self.start()
        return toll

    async def fell(self, post: Post, toll: Toll) -> None:
        """It dies at its place, or else at a random moment."""
        patience = time.monotonic() + self.chance.uniform(0.2, REACHED_WITHIN)
        while time.monotonic() < patience:
            if not alive(post.pid):
                toll.at_places[post.point] += 1
                return
            await asyncio.sleep(0.02)
        kill(post.pid)
        toll.at_random += 1

    async def restart_database(self) -> None:
        """As `pg_ctl restart -m immediate`: nobody is asked, nothing is flushed."""
        server = psutil.Process(self.server.pid)
        server.send_signal(signal.SIGQUIT)
        # Gone, or else the server that still says "ready" would be taken for the next one.
        await asyncio.to_thread(server.wait, 60)
        self.server = await asyncio.to_thread(embedded.ensure_running, self.folder, say=lambda line: None)

    @contextlib.contextmanager
    def frozen_database(self) -> Iterator[None]:
        """Every process of the database stands still, and none of them is gone."""
        postmaster = psutil.Process(self.server.pid)
        family = [postmaster, *postmaster.children(recursive=True)]
        for each in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.suspend()
        try:
            yield
        finally:
            for each in reversed(family):
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.resume()

    # --- people

    async def crowd(self, each: int) -> list[tuple[Town, FarUser]]:
        """So many people of each house, with their Telegram."""
        found = []
        for place, town in enumerate(self.towns):
            for number in range(each):
                id = 100_000 * (place + 1) + number
                found.append((town, await self.telegram.user(town.bot, id, f"Гость {number}")))
        return found

    async def picture(self, town: Town) -> str:
        """A picture that Vera's phone has brought; its id."""
        id = str(new_id())
        await self.phone(town, "PUT", f"/api/files/{id}", PICTURE, "image/jpeg")
        return id

    async def phone(
        self, town: Town, method: str, path: str, body: Any = None, kind: str = "application/json"
    ) -> Any:
        """Vera's phone: repeats the same request until it is answered, as the real one does."""
        token = await town.house.token("vera")
        content = body if body is None or isinstance(body, bytes) else msgspec.json.encode(body)
        headers = {"authorization": f"Bearer {token}", "content-type": kind}
        while True:
            with contextlib.suppress(httpx.TransportError):
                async with httpx.AsyncClient(base_url=self.door, timeout=5, verify=PLAIN) as line:
                    answer = await line.request(method, path, content=content, headers=headers)
                if answer.status_code < 400:
                    return answer.json()
                if answer.status_code != 503:
                    self.complaints.append(
                        f"{method} {path.split('/')[2]}: {answer.status_code} {answer.text}"
                    )
                    return None
            await asyncio.sleep(0.3)

    async def everybody_writes(self, chats: int) -> list[tuple[Town, UUID]]:
        """The talks of so many people a house, once each has been greeted."""
        crowd = await self.crowd(chats)
        for _, person in crowd:
            await person.says("Здравствуйте")

        async def met() -> bool:
            return len(await self.threads()) == len(crowd)

        await until(met, "everybody has a talk", either(120, 300))
        await self.quiet(either(120, 300))
        threads = await self.threads()
        return [(town, threads[town.house.id, str(person.id)]) for town, person in crowd]

    async def leases_run_out(self) -> None:
        """As if the time were over for which the dead hold what they held; the long profile waits for it."""
        if FULL:
            return
        connection = await asyncpg.connect(self.truth.database_url)
        for table in ("arrivals", "deliveries", "followups"):
            await connection.execute(f"UPDATE {table} SET lease_until = now() WHERE lease_until > now()")
        await connection.close()

    async def threads(self) -> dict[tuple[UUID, str], UUID]:
        """The talk of each chat: (dealership, chat) → thread."""
        sql = """SELECT t.dealership_id, p.handle, t.id FROM threads t
                 JOIN contact_points p ON p.dealership_id = t.dealership_id AND p.id = t.contact_point_id"""
        return {(row["dealership_id"], row["handle"]): row["id"] for row in await self.all(sql)}

    async def all(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """Rows of every house, for the oracle."""
        where = access(self.truth, "tools")
        connection = await asyncpg.connect(where.url, server_settings={"role": where.role or ""})
        try:
            found: list[asyncpg.Record] = await connection.fetch(sql, *args)
        finally:
            await connection.close()
        return found

    async def quiet(self, seconds: float) -> None:
        """Nothing is on its way any more, at Telegram and in the house."""
        sql = """SELECT (SELECT count(*) FROM arrivals WHERE state = 'queued') AS arrivals,
                        (SELECT count(*) FROM deliveries WHERE state IN ('queued', 'sending')) AS deliveries"""
        left: dict[str, int] = {}

        async def nothing_left() -> bool:
            bots = (await self.telegram.state())["bots"]
            left.update((await self.all(sql))[0], at_telegram=sum(len(bot["pending"]) for bot in bots))
            return not any(left.values())

        try:
            await until(nothing_left, "everything is done", seconds)
        except AssertionError as error:
            raise AssertionError(f"still under way: {left}") from error


async def ask_nothing(db: Db, by: UUID) -> None:
    """By night a house asks about words that it does not understand, a while after them: here nothing comes late."""
    await insert_standard(db, "urgency", 1, UrgencyRules(ask_unclear=False), by)


def kill(pid: int) -> None:
    """And it is gone, with its sockets, when this comes back."""
    if pid and alive(pid):
        os.kill(pid, signal.SIGKILL)
        while alive(pid):
            time.sleep(0.001)


@contextlib.asynccontextmanager
async def storm(
    folder: Path, nursery: Nursery, mode: str, *, houses: int = 1, points: tuple[str, ...] = ARRIVING,
    limits: str = "note",
) -> AsyncIterator[Storm]:  # fmt: skip
    """An installation with its Telegram, ended whatever happens."""
    options = ("--speed", "20", "--limits", limits)
    async with await FarTelegram.spawn(folder / "ledger.jsonl", *options) as telegram:
        found = Storm(folder / "home", nursery, telegram, mode, points)
        await found.gather(houses)
        try:
            yield found
        finally:
            await found.leave()
