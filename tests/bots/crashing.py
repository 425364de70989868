"""A house with its bot at the fake Telegram, and real workers that come, go, and die at named places."""

import contextlib
import os
import signal
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

from msgspec.structs import replace

from app.config import Config
from app.conversations import actions as talk
from app.conversations.model import Reply
from app.database import access
from app.kit.auth import Who
from app.kit.clock import clock_from
from app.kit.db import Db
from app.kit.ids import new_id
from tests.bots.nursery import Nursery, alive, until
from tests.cast import House
from tests.conversations.stories import make_anna
from tests.fakes.telegram import FakeTelegram, User
from tests.fakes.telegram.world import Bot
from tests.serving import by_a_clock_on_file, set_clock


class Scene:
    """One dealership, its bot at the fake, and workers that come and go."""

    def __init__(self, nursery: Nursery, config: Config, house: House, fake: FakeTelegram, bot: Bot) -> None:
        self.nursery, self.config, self.house, self.fake, self.bot = nursery, config, house, fake, bot

    @classmethod
    def of(cls, nursery: Nursery, settings: Config, house: House, fake: FakeTelegram) -> Self:
        """Its bot is a new one."""
        token = f"{uuid4().int % 10**9 + 10**9}:secret"
        config = replace(settings, telegram_token=token, telegram_api_url=fake.url)
        return cls(nursery, config, house, fake, fake.add_bot(token))

    def person(self, name: str = "Гость") -> User:
        return self.fake.user(self.bot, uuid4().int % 10**9, name)

    async def killed_at(self, failpoint: str) -> None:
        """A worker that dies at this place, and has died."""
        pid = self.nursery.worker(self.config, failpoint)
        await until(lambda: not alive(pid), f"the worker dies at {failpoint}")

    @contextlib.asynccontextmanager
    async def worker(self) -> AsyncIterator[int]:
        pid = self.nursery.worker(self.config)
        yield pid
        if alive(pid):
            os.kill(pid, signal.SIGTERM)
            await until(lambda: not alive(pid), "the worker stops")

    async def expire_leases(self) -> None:
        """As if the dead worker's leases had run out."""

        async def expire(db: Db) -> None:
            for table in ("arrivals", "deliveries", "followups"):
                sql = (
                    f"UPDATE {table} SET lease_until = now() WHERE dealership_id = $1 AND lease_until > now()"
                )
                await db.run(sql)

        await self.house.unit(expire)
        await self.house.database.pool.execute("DELETE FROM leases WHERE name LIKE 'poller:%'")

    async def quiet(self) -> None:
        """Nothing waits at Telegram, nothing is under way in the house."""
        sql = """SELECT (SELECT count(*) FROM arrivals WHERE dealership_id = $1 AND state = 'queued')
                      + (SELECT count(*) FROM deliveries WHERE dealership_id = $1 AND state IN ('queued', 'sending'))"""

        async def none_left() -> bool:
            left = await self.house.unit(lambda db: db.value(sql))
            return not self.bot.pending and left == 0

        await until(none_left, "everything is done")

    async def heard(self) -> list[str]:
        """What clients said, as the house has it, thread by thread in order."""
        sql = """SELECT t.text FROM messages m
                 JOIN message_texts t ON t.dealership_id = $1 AND t.message_id = m.id
                 WHERE m.dealership_id = $1 AND m.direction = 'in' ORDER BY m.thread_id, m.thread_seq"""
        return [row["text"] for row in await self.house.unit(lambda db: db.rows(sql))]

    async def fates(self) -> list[tuple[str, str, str]]:
        """Each text that left or should have left: its chat, its words, the state a manager sees."""
        sql = """SELECT a.destination, d.body->>'text' AS text, d.state
                 FROM deliveries d JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
                 WHERE d.dealership_id = $1 ORDER BY d.place"""
        rows = await self.house.unit(lambda db: db.rows(sql))
        return [(row["destination"], row["text"], row["state"]) for row in rows]

    def sent(self) -> list[tuple[str, str]]:
        """What Telegram really took: chat and words."""
        return [(str(sent.chat_id), sent.text) for sent in self.fake.ledger.sent(bot=self.bot.id)]

    async def reply(self, text: str, user: User) -> None:
        """Vera answers in this stranger's thread."""
        vera = Who(
            dealership=self.house.id, id=self.house.people["vera"], role="manager", session=new_id(), name="Вера",
            language="ru",
        )  # fmt: skip
        sql = """SELECT t.id FROM threads t JOIN contact_points p ON p.dealership_id = $1 AND p.id = t.contact_point_id
                 WHERE t.dealership_id = $1 AND p.handle = $2"""

        async def act(db: Db) -> Any:
            thread: UUID = await db.value(sql, str(user.id))
            return await talk.reply(db, vera, Reply(thread_id=thread, id=new_id(), text=text))

        await self.house.unit(act)


class Morning(Scene):
    """Anna's car a week before its service, a clock on file, and workers that die."""

    clock: Path
    anna: UUID
    phone: User

    def at(self, now: datetime) -> None:
        set_clock(self.clock, now)

    async def dies_at(self, *places: str) -> None:
        """One worker after the other is killed there; what each held is free for the next."""
        for place in places:
            await self.killed_at(place)
            await self.expire_leases()
            await self.age_slots()

    async def age_slots(self) -> None:
        """As if six minutes had passed: a job that died may be begun again, one that was done may not."""
        await self.house.database.pool.execute(
            "UPDATE schedule_slots SET claimed_at = claimed_at - interval '6 minutes' WHERE finished_at IS NULL"
        )

    async def count(self, table: str, where: str = "true") -> int:
        sql = f"SELECT count(*) FROM {table} WHERE dealership_id = $1 AND ({where})"
        found: int = await self.house.unit(lambda db: db.value(sql))
        return found

    async def task(self) -> Any:
        items = (await self.house.get("vera", "/api/day")).json()["items"]
        return next((item["title"] for item in items if item["kind"] == "service"), None)

    def told(self, words: str) -> int:
        """How often the client was really sent a text with these words."""
        return sum(words in text for _, text in self.sent())


@contextlib.asynccontextmanager
async def begun(morning: Morning, folder: Path, now: datetime) -> AsyncIterator[Morning]:
    """Its API and its workers go by a clock on file, which stands at `now`; Anna has a card and a phone."""
    where, database = access(morning.config, "app"), morning.house.database
    async with by_a_clock_on_file(morning.config, where, folder, now) as (clock, site):
        port = int(site.rpartition(":")[2])
        morning.config = replace(morning.config, clock=f"file:{clock}", port=port)
        morning.clock, morning.house.site = clock, site
        of_others, database.clock = database.clock, clock_from(morning.config.clock)
        try:
            morning.anna, morning.phone = await make_anna(morning.house), morning.person("Анна")
            yield morning
        finally:
            database.clock = of_others
    assert morning.fake.ledger.violations(bot=morning.bot.id) == []
