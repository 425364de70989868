"""Anna's car a week before its service, and a clock of the house that a test moves."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.agenda import service
from app.agenda.reminding import remind_of_service, service_answered, still_wanted
from app.conversations.asking import ANSWERS
from app.conversations.leaving import WANTED, may_leave
from app.deliveries.tables import LEAVING
from app.journal.jobs import read_followups
from app.kit.clock import clock_from
from app.kit.db import Database
from app.ownership.jobs import raise_due_events
from app.worker import ACTS
from tests.bots.office import Office, act
from tests.ownership.garage import park
from tests.serving import set_clock

NOON = datetime(2026, 11, 24, 8, tzinfo=UTC)  # Tuesday, noon in Samara
BOUGHT = date(2025, 12, 1)  # twelve months are over in a week


class Garage:
    """Anna's car a week before its service, and a clock of the house that a test moves."""

    def __init__(self, office: Office, clock: Path) -> None:
        self.office, self.house, self._clock = office, office.house, clock
        self.now = NOON

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = now
        set_clock(self._clock, now)

    async def agree(self, given: bool = True) -> None:
        sql = (
            "INSERT INTO consents (dealership_id, client_id, purpose, at, given, channel) "
            "VALUES ($1, $2, 'reminders', $3, $4, 'visit')"
        )
        await act(self.office, sql, self.office.anna, self.now, given)

    async def raise_it(self) -> None:
        await raise_due_events(self.office.worker, self.house.id)
        await self.follow()

    async def follow(self) -> None:
        while await read_followups(self.office.worker, self.house.id, ACTS):
            pass

    async def remind_only(self) -> None:
        """One round of the reminders."""
        await remind_of_service(self.office.worker, self.house.id)

    async def remind(self) -> None:
        """One round of the reminders, and all that is sent and read because of it."""
        await self.remind_only()
        await self.office.turn()
        await self.follow()

    async def task(self) -> Any:
        """What Today says of the service; None when it says nothing."""
        items = (await self.house.get("vera", "/api/day")).json()["items"]
        return next((item for item in items if item["kind"] == "service"), None)

    async def event(self) -> Any:
        events = (await self.house.get("vera", f"/api/clients/{self.office.anna}/events")).json()["events"]
        return events[0]

    async def asked(self) -> int:
        return await self.office.count("asks")


@pytest.fixture
async def garage(
    office: Office, database: Database, moved: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> Garage:
    monkeypatch.setitem(ANSWERS, service.KIND, service_answered)
    monkeypatch.setitem(LEAVING, "message", may_leave)
    monkeypatch.setitem(WANTED, service.KIND, still_wanted)
    clock, office.house.site = moved
    garage = Garage(office, clock)
    for each in (office.worker, database):
        monkeypatch.setattr(each, "clock", clock_from(f"file:{clock}"))
    await park(office.house, office.anna, BOUGHT, 7)
    return garage


async def connected(garage: Garage) -> Any:
    anna = garage.office.person()
    await garage.office.know(anna)
    await garage.office.fake.user(garage.office.bot, anna.id, "Анна").starts()
    await garage.office.turn()
    return anna


async def tapped(garage: Garage, button: str) -> Any:
    """Anna is reminded and taps."""
    anna = await connected(garage)
    await garage.agree()
    await garage.raise_it()
    await garage.remind()
    await anna.presses(button)
    await garage.office.turn()
    await garage.follow()
    return anna
