"""Anna with two ways to her, Telegram and a window that gets pushes, and a clock of the house that a test moves."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.agenda.reminding import service_answered, still_wanted
from app.agenda.service import KIND
from app.config import Config
from app.conversations.asking import ANSWERS
from app.conversations.jobs import message_settled, move_chains
from app.conversations.leaving import WANTED, may_leave
from app.database import Access
from app.deliveries.jobs import send_due
from app.deliveries.tables import CHANNELS, CLOSED, LEAVING, SETTLED
from app.journal.jobs import read_followups
from app.kit.clock import clock_from
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.live import Live
from app.kit.secrets import Seal
from app.window.pushing import device_gone, wanted
from app.window.sender import WindowChannel, window_closed
from app.worker import ACTS
from push.sender import PushChannel
from push.tables import ENVELOPES
from tests.bots.office import Office, act
from tests.fakes.push import FakePush, FarBrowser
from tests.fakes.telegram import User
from tests.serving import by_a_clock_on_file, set_clock
from tests.window.browser import Browser

NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)  # Tuesday, noon in Samara
NIGHT = datetime(2026, 11, 24, 23, tzinfo=UTC)  # three in the night of Wednesday
MORNING = datetime(2026, 11, 25, 5, tzinfo=UTC)  # nine in the morning after it


class Chained:
    """The worker's work one step at a time, and what both sides see of it."""

    def __init__(self, office: Office, anna: Browser, far: FarBrowser, fake: FakePush, clock: Path) -> None:
        self.office, self.house, self.anna, self.far, self.service = office, office.house, anna, far, fake
        self.phone: User = office.person()
        self._clock = clock
        self.now = NOON

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = now
        set_clock(self._clock, now)

    async def has_telegram(self) -> None:
        await self.office.know(self.phone)
        await self.phone.starts()
        await self.work()

    async def has_window(self, *, pushes: bool = True) -> None:
        await self.anna.enter()
        if pushes:
            assert (await self.anna.ask("PUT", "/api/c/push", self.far.subscription())).status_code == 200
        await self.work()

    async def prefers_telegram(self) -> None:
        """Her last word came from there, so that is where answers go."""
        self.now += timedelta(minutes=1)
        await self.phone.says("Добрый день")
        await self.work()
        self.now += timedelta(minutes=1)

    async def both_ways(self) -> None:
        await self.has_telegram()
        await self.has_window()
        await self.prefers_telegram()

    async def move(self, now: datetime | None = None) -> None:
        """The clock reaches an hour; the job looks, and all that follows is done."""
        if now:
            self.now = now
        await move_chains(self.office.worker, self.house.id)
        await self.work()

    async def work(self) -> None:
        """Whatever is due: in, handled, read, sent, pushed."""
        for _ in range(4):
            await self.office.bring_in()
            await self.office.handle()
            await self.follow()
            while await send_due(self.office.worker, self.house.id):
                pass
            while await send_due(self.office.worker, self.house.id, pushes=True):
                pass

    async def follow(self) -> None:
        while await read_followups(self.office.worker, self.house.id, ACTS):
            pass

    async def write(self, text: str) -> str:
        id = await self.office.write(text)
        await self.work()
        return id

    async def shown(self, id: str) -> dict[str, Any]:
        """The chain as Vera sees it on her message; empty where she sees none."""
        path = f"/api/clients/{self.office.anna}/messages"
        found = (await self.house.get("vera", path, limit=100)).json()["messages"]
        return next(message for message in found if message["id"] == id)["chain"] or {}

    async def text(self, id: str) -> str:
        return (await self.shown(id)).get("text", "")

    async def act(self, id: str, what: str) -> int:
        """Vera acts on the last delivery of a message; the status of the answer."""
        path = f"/api/clients/{self.office.anna}/messages"
        found = (await self.house.get("vera", path, limit=100)).json()["messages"]
        delivery = next(message for message in found if message["id"] == id)["delivery_id"]
        answer = await self.house.post("vera", f"/api/deliveries/{delivery}/{what}", {"id": str(new_id())})
        return answer.status_code

    async def calls(self) -> list[dict[str, Any]]:
        """Vera's open tasks to call or decide, whatever the day they are due on."""
        sql = (
            "SELECT id, words->>'code' AS says, due_at, done_at FROM tasks WHERE dealership_id = $1 "
            "AND kind = 'unreached' AND done_at IS NULL"
        )
        return await self.office.rows(sql)

    async def chain(self, id: str) -> dict[str, Any]:
        sql = (
            "SELECT state, because, due_at, call_at FROM chains WHERE dealership_id = $1 AND message_id = $2"
        )
        [found] = await self.office.rows(sql, id)
        return found

    async def attempts(self, id: str) -> list[tuple[str, str]]:
        """Each attempt of a message: by which channel, and its state."""
        sql = """SELECT a.channel, d.state FROM deliveries d JOIN addresses a ON a.dealership_id = $1
                 AND a.id = d.address_id WHERE d.dealership_id = $1 AND d.thing_id = $2 ORDER BY d.attempt, d.part"""
        return [(row["channel"], row["state"]) for row in await self.office.rows(sql, id)]

    @property
    def rung(self) -> int:
        """How often her browser was told that something is there."""
        return len(self.service.told(self.far))

    async def agree(self, purpose: str, given: bool) -> None:
        sql = (
            "INSERT INTO consents (dealership_id, client_id, purpose, at, given, channel) "
            "VALUES ($1, $2, $3, $4, $5, 'visit')"
        )
        await act(self.office, sql, self.office.anna, purpose, self.now, given)


@pytest.fixture(scope="module")
async def moved(
    pushing: Config, app_access: Access, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Path, str]]:
    """A clock on file, and an API that goes by it and knows the push service."""
    folder = tmp_path_factory.mktemp("clock")
    async with by_a_clock_on_file(pushing, app_access, folder, NOON) as found:
        yield found


@pytest.fixture
async def chained(
    office: Office, anna: Browser, pushing: Config, service: FakePush, seal: Seal,
    worker_database: tuple[Database, Live], database: Database, moved: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Chained]:  # fmt: skip
    worker, (clock, site) = worker_database[0], moved
    channel = PushChannel(pushing, worker, seal)
    monkeypatch.setitem(CHANNELS, "push", channel)
    monkeypatch.setitem(CHANNELS, "web", WindowChannel(worker))
    monkeypatch.setitem(CLOSED, "push", device_gone)
    monkeypatch.setitem(CLOSED, "web", window_closed)
    monkeypatch.setitem(ENVELOPES, "answer", wanted)
    monkeypatch.setitem(SETTLED, "message", message_settled)
    monkeypatch.setitem(LEAVING, "message", may_leave)
    monkeypatch.setitem(ANSWERS, KIND, service_answered)
    monkeypatch.setitem(WANTED, KIND, still_wanted)
    office.house.site = site
    anna.line.base_url = site  # type: ignore[assignment]
    chained = Chained(office, anna, service.browser(), service, clock)
    for each in (worker, database):
        monkeypatch.setattr(each, "clock", clock_from(f"file:{clock}"))
    yield chained
    await channel.close()
    service.faults.clear()
    assert service.violations == []
