"""A dealership with its bot at the fake Telegram, its work done step by step, so that a test sees each step."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from aiogram.methods import SetWebhook

from app.clients.queries import client_head
from app.conversations.linking import link_contact
from app.conversations.model import Sender
from app.conversations.receiving import acquaint
from app.deliveries.jobs import rescue_lost, send_due
from app.files.jobs import fetch_due
from app.kit.blobs import Blobs
from app.kit.db import Database, Db
from app.kit.ids import new_id
from bots import actions, queries
from bots.dispatch import handle_due
from bots.model import BotRow, source_of
from bots.poller import WANTED, poll_once
from bots.telegram import Telegram
from tests.cast import House
from tests.conversations.stories import make_anna
from tests.fakes.telegram import FakeTelegram, User
from tests.fakes.telegram.world import Bot

LONG = 20.0  # seconds a wait may take before the test has failed


class Office:
    """What the worker's loops do, one call at a time; and the clients and colleagues around it."""

    def __init__(
        self, house: House, worker: Database, telegram: Telegram, fake: FakeTelegram, store: Blobs, mode: str
    ) -> None:
        self.house, self.worker, self.telegram, self.fake, self.store = house, worker, telegram, fake, store
        self.mode = mode
        self.token = f"{uuid4().int % 10**9 + 10**9}:secret-{uuid4().hex[:8]}"
        self.bot: Bot = fake.add_bot(self.token, f"okno_{self.token[:10]}_bot")
        self.bot_id = UUID(int=0)
        self.anna = UUID(int=0)

    async def open(self) -> None:
        self.bot_id = await self.house.unit(lambda db: actions.register(db, self.telegram.seal, self.token))
        await self.telegram.note(self.house.id, await self.row(), "working", None, self.bot.username)
        self.anna = await make_anna(self.house)
        if self.mode == "webhook":
            keys = actions.keys_of(self.telegram.seal, self.house.id, self.bot_id)
            hook = SetWebhook(url=self.hook(), secret_token=keys.secret, allowed_updates=WANTED)
            await self.telegram.bot(self.house.id, await self.row())(hook)

    def hook(self) -> str:
        keys = actions.keys_of(self.telegram.seal, self.house.id, self.bot_id)
        return f"{self.house.site}/telegram/{keys.path}"

    async def row(self) -> BotRow:
        found: BotRow | None = await self.house.unit(lambda db: queries.bot(db, self.bot_id))
        assert found is not None
        return found

    def person(self, id: int | None = None, name: str = "Анна", **more: Any) -> User:
        return self.fake.user(self.bot, id or uuid4().int % 10**9, name, **more)

    # --- the worker, step by step

    async def bring_in(self) -> None:
        """Whatever waits at Telegram is in the house."""
        if self.mode == "webhook":
            await self.fake.wait_for(lambda: not self.bot.pending, LONG)
        else:
            while await poll_once(self.telegram, self.house.id, self.bot_id, wait=0):
                pass

    async def handle(self) -> None:
        """Every chat is handled as far as it goes now."""
        while await handle_due(self.worker, self.house.id):
            pass

    async def send(self) -> None:
        """Until nothing is left to send."""
        async with asyncio.timeout(LONG):
            while await self.count("deliveries", "state = 'queued'"):
                if not await send_due(self.worker, self.house.id):
                    await asyncio.sleep(0.02)

    async def send_once(self) -> None:
        await send_due(self.worker, self.house.id)

    async def rescue(self) -> int:
        return await rescue_lost(self.worker, self.house.id)

    async def fetch(self) -> None:
        while await fetch_due(self.worker, self.house.id, self.store):
            pass

    async def turn(self) -> None:
        """All of it once: in, handled, out."""
        await self.bring_in()
        await self.handle()
        await self.send()

    # --- what is there

    async def rows(self, sql: str, *args: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.house.unit(lambda db: db.rows(sql, *args))]

    async def count(self, table: str, where: str = "true") -> int:
        sql = f"SELECT count(*) FROM {table} WHERE dealership_id = $1 AND ({where})"
        number: int = await self.house.unit(lambda db: db.value(sql))
        return number

    async def arrivals(self) -> list[tuple[str, str | None]]:
        """State and trouble of each arrival, in order."""
        sql = "SELECT state, trouble FROM arrivals WHERE dealership_id = $1 AND source = $2 ORDER BY place"
        return [(row["state"], row["trouble"]) for row in await self.rows(sql, source_of(self.bot_id))]

    async def expire_leases(self, table: str) -> None:
        sql = f"UPDATE {table} SET lease_until = now() WHERE dealership_id = $1 AND lease_until IS NOT NULL"
        await self.house.unit(lambda db: db.run(sql))

    def told(self, user: User) -> list[str]:
        """What this client got, in order."""
        return [sent.text for sent in self.fake.sent_to(user)]

    # --- colleagues at work

    async def inbox(self, who: str = "vera") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.house.get(who, "/api/inbox")).json()["threads"]
        return found

    async def thread(self, who: str = "vera") -> dict[str, Any]:
        """The one thread of this person's inbox."""
        [thread] = await self.inbox(who)
        return thread

    async def talk(self, who: str = "vera", thread: str | None = None) -> list[dict[str, Any]]:
        id = thread or (await self.thread(who))["thread_id"]
        found: list[dict[str, Any]] = (await self.house.get(who, f"/api/threads/{id}/messages")).json()[
            "messages"
        ]
        return found

    async def answer(self, text: str, who: str = "vera", **more: Any) -> str:
        """A colleague answers in their one thread; the message's id."""
        id, thread = str(new_id()), (await self.thread(who))["thread_id"]
        answer = await self.house.post(
            who, f"/api/threads/{thread}/messages", {"id": id, "text": text, **more}
        )
        assert answer.status_code == 201, answer.text
        return id

    async def message(self, id: str, who: str = "vera") -> dict[str, Any]:
        return next(message for message in await self.talk(who) if message["id"] == id)

    async def invite(self, channel: str = "telegram") -> str:
        """The token of a link that Vera makes for Anna."""
        path = f"/api/clients/{self.anna}/invitations"
        answer = await self.house.post("vera", path, {"id": str(new_id()), "channel": channel})
        assert answer.status_code == 201, answer.text
        url: str = answer.json()["url"]
        return url.rpartition("=" if channel == "telegram" else "/")[2]

    async def connect(self, user: User) -> None:
        """This account is Anna's."""
        await user.starts(await self.invite())
        await self.turn()

    async def know(self, user: User) -> None:
        """This account is Anna's, without a word said."""
        sender = Sender(
            channel="telegram", account_id=self.bot_id, handle=str(user.id), destination=str(user.id),
            shown_name="Анна", language="ru",
        )  # fmt: skip

        async def link(db: Db) -> None:
            contact, _ = await acquaint(db, sender)
            client = await client_head(db, self.anna)
            assert client is not None
            await link_contact(db, contact, client, by=None, because="invitation")

        await self.house.unit(link)

    async def write(self, text: str, **more: Any) -> str:
        """Vera writes to Anna; the message's id."""
        id = str(new_id())
        path = f"/api/clients/{self.anna}/messages"
        answer = await self.house.post("vera", path, {"id": id, "text": text, **more})
        assert answer.status_code == 201, answer.text
        return id

    async def state(self, id: str) -> tuple[str, str]:
        """What Vera sees of a message she wrote: its state, and the state in words."""
        path = f"/api/clients/{self.anna}/messages"
        found = (await self.house.get("vera", path, limit=100)).json()["messages"]
        message = next(message for message in found if message["id"] == id)
        return message["state"], message["state_text"]

    async def work(self, fn: Any) -> Any:
        return (await self.worker.work(self.house.id, fn))[0]


async def act(office: Office, sql: str, *args: Any) -> None:
    async def run(db: Db) -> int:
        return await db.run(sql, *args)

    await office.house.unit(run)
