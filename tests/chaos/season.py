"""A house in which a service falls due for everybody at once, and the books that are compared at the end."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app.clients.actions import add_card
from app.clients.contacts import contact_by_handle
from app.clients.model import NewClient
from app.clients.queries import client_head
from app.config import Config
from app.conversations.linking import link_contact
from app.conversations.model import Sender
from app.conversations.receiving import meet
from app.kit.db import Db
from app.kit.ids import new_id
from app.kit.leases import slot_finished
from app.ownership.actions import add_car
from app.ownership.model import NewCar
from tests.cast import House
from tests.chaos.crew import soon
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.world import Bot
from tests.ownership.garage import vin
from tests.serving import set_clock

DAY = datetime(2026, 11, 24, tzinfo=UTC)
NIGHT, EARLY, GOOD = (DAY + timedelta(hours=hours, minutes=1) for hours in (0, 2, 5))
STEP = timedelta(minutes=5)
NEAR, LONG_AGO = date(2025, 12, 1), date(2025, 7, 1)
WORDS = "подходит к ТО"


class Season:
    """A house in which a service falls due for everybody at once."""

    def __init__(self, house: House, fake: FakeTelegram, bot: Bot, config: Config, clock: Path) -> None:
        self.house, self.fake, self.bot, self.config, self._clock = house, fake, bot, config, clock
        self.chats: dict[UUID, int] = {}
        self.late: set[UUID] = set()
        self.now = NIGHT

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = now
        set_clock(self._clock, now)

    async def known_bot(self) -> UUID:
        sql = "SELECT id FROM bots WHERE dealership_id = $1 AND state = 'working'"
        await soon(lambda: self.house.unit(lambda db: db.value(sql)), "the bot works")
        found: UUID = await self.house.unit(lambda db: db.value(sql))
        return found

    async def fill(self, *, of_all: int, too_late: int) -> None:
        """Clients who are connected and agreed, each with a car; some were overlooked for too long."""
        bot = await self.known_bot()
        for number in range(of_all):
            client, chat = new_id(), uuid4().int % 10**9
            bought = LONG_AGO if number < too_late else NEAR
            if number < too_late:
                self.late.add(client)
            self.chats[client] = chat
            self.fake.user(self.bot, chat, "Гость").chat.started = True
            await self.house.unit(self.moves_in(client, bot, chat, number, bought))

    def moves_in(self, client: UUID, bot: UUID, chat: int, number: int, bought: date) -> Any:
        owner = self.house.people["vera" if number % 2 else "oleg"]
        sender = Sender(
            channel="telegram", account_id=bot, handle=str(chat), destination=str(chat), shown_name="Гость",
            language="ru",
        )  # fmt: skip
        agreed = (
            "INSERT INTO consents (dealership_id, client_id, purpose, at, given, channel) "
            "VALUES ($1, $2, 'reminders', $3, true, 'visit')"
        )

        async def move_in(db: Db) -> None:
            new = NewClient(id=client, name=f"Клиент {number}", address_form=f"Клиент {number}")
            await add_card(db, new, owner=owner, by=None, because="made")
            await meet(db, sender)
            contact, head = (
                await contact_by_handle(db, "telegram", str(chat)),
                await client_head(db, client),
            )
            assert contact is not None
            assert head is not None
            await link_contact(db, contact, head, by=None, because="invitation")
            await db.run(agreed, client, db.now)
            car = NewCar(
                id=new_id(),
                client_id=client,
                make="Lada",
                model="Vesta",
                from_on=bought,
                vin=vin(),
                km=7,
            )
            await add_car(db, car)

        return move_in

    async def count(self, table: str, where: str = "true") -> int:
        sql = f"SELECT count(*) FROM {table} WHERE dealership_id = $1 AND ({where})"
        found: int = await self.house.unit(lambda db: db.value(sql))
        return found

    async def rested(self) -> bool:
        """Is nothing under way, and every occurrence that was begun finished?"""
        under_way = await self.count("followups") + await self.count(
            "deliveries", f"state = 'sending' OR state = 'queued' AND due_at <= '{self.now.isoformat()}'"
        )
        open_slots = "SELECT count(*) FROM schedule_slots WHERE finished_at IS NULL"
        return under_way + await self.house.database.pool.fetchval(open_slots) == 0

    async def looked(self, now: datetime | None = None) -> bool:
        """Has somebody seen to the reminders of this moment?"""
        at = now or self.now
        slot = at.replace(minute=at.minute // 5 * 5)
        return await slot_finished(self.house.database, "remind of service", slot)

    async def next_look(self) -> None:
        """Five minutes pass, and whoever gets that occurrence has seen to it."""
        self.now += STEP
        await soon(self.looked, f"somebody has looked for reminders at {self.now}")

    async def reminded(self) -> int:
        return await self.count("due_events", "reminded_at IS NOT NULL")

    async def fates(self) -> dict[UUID, list[str]]:
        """What became of each client's question, as their manager sees it."""
        sql = """SELECT t.client_id, d.state FROM deliveries d
                 JOIN messages m ON m.dealership_id = $1 AND m.id = d.thing_id
                 JOIN threads t ON t.dealership_id = $1 AND t.id = m.thread_id
                 WHERE d.dealership_id = $1 AND d.lane = 'reminder'"""
        found: dict[UUID, list[str]] = {}
        for row in await self.house.unit(lambda db: db.rows(sql)):
            found.setdefault(row["client_id"], []).append(row["state"])
        return found

    def told(self) -> dict[int, int]:
        """How often each chat was really asked."""
        counts: dict[int, int] = {}
        for sent in self.fake.ledger.sent(bot=self.bot.id):
            if WORDS in sent.text:
                counts[sent.chat_id] = counts.get(sent.chat_id, 0) + 1
        return counts

    async def all_raised(self) -> bool:
        return await self.count("due_events") == len(self.chats)

    async def all_asked(self) -> bool:
        return await self.reminded() == len(self.chats) - len(self.late)


async def once_each(season: Season) -> None:
    """The books agree: one event each, one entry of it, one question to whom it was not too late, one text at most."""
    in_time = season.chats.keys() - season.late
    assert await season.count("due_events", "state = 'skipped'") == len(season.late)
    assert await season.count("entries", "kind = 'due_event.skipped'") == len(season.late)
    for kind in ("due_event.raised", "due_event.reminded"):
        assert await season.count("entries", f"kind = '{kind}'") == len(in_time), kind
    assert await season.count("tasks", "kind = 'service'") == len(in_time)
    fates, told = await season.fates(), season.told()
    assert fates.keys() == in_time
    for client, states in fates.items():
        times = told.get(season.chats[client], 0)
        assert states in (["sent"], ["not_confirmed"]), (client, states)
        assert times == 1 if states == ["sent"] else times <= 1, (client, states, times)
    assert not told.keys() - {season.chats[client] for client in in_time}
    sql = "SELECT count(*) FROM schedule_slots WHERE finished_at IS NULL"
    assert await season.house.database.pool.fetchval(sql) == 0
