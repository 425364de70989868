"""The machine's clock jumps: leases go by the database's time alone, and the timetable runs each occurrence once."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from app.coverage.rules import good_hour
from app.deliveries.queries import claim_deliveries
from app.journal.queries import claim_followups
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.leases import claim_slot, take_lease
from app.kit.live import Live
from app.schedule import NIGHT, Job, Ticker
from app.standards.model import AnswerRules
from bots.arriving import store
from bots.queries import claim_arrivals
from tests.bots.updates import body_of, message
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says

Worker = tuple[Database, Live]
Claim = Callable[[Db], Awaitable[Any]]
BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
JUMPS = [timedelta(hours=2), timedelta(hours=-2), timedelta(days=2)]
CLAIMS: dict[str, Claim] = {
    "deliveries": lambda db: claim_deliveries(db, 20),
    "followups": lambda db: claim_followups(db, 20),
    "arrivals": lambda db: claim_arrivals(db, 20),
}


class Clocks:
    """One worker's database, as workers see it whose clocks differ."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database, self._right, self._patch = database, database.clock, monkeypatch

    def jump(self, by: timedelta) -> None:
        self._patch.setattr(self.database, "clock", lambda: self._right() + by)


@pytest.fixture
def clocks(worker_database: Worker, monkeypatch: pytest.MonkeyPatch) -> Clocks:
    return Clocks(worker_database[0], monkeypatch)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
async def test_no_jump_of_a_clock_takes_a_lease_or_an_occurrence_from_its_holder(
    clocks: Clocks, jump: timedelta
) -> None:
    name, holder, rival = f"test {uuid4()}", new_id(), new_id()
    due = datetime.now(UTC)
    assert await take_lease(clocks.database, name, holder, timedelta(seconds=60))
    assert await claim_slot(clocks.database, name, due)
    clocks.jump(jump)
    assert not await take_lease(clocks.database, name, rival, timedelta(seconds=60))
    assert not await claim_slot(clocks.database, name, due)
    assert await take_lease(clocks.database, name, holder, timedelta(seconds=60)), "its own it may renew"


@pytest.mark.parametrize("jump", JUMPS, ids=str)
@pytest.mark.parametrize("queue", CLAIMS)
async def test_what_one_worker_holds_no_other_claims_whatever_its_clock_says(
    clocks: Clocks, house: House, queue: str, jump: timedelta
) -> None:
    thread = await connect(house, await make_anna(house), "7001")
    await says(house, "7001", "Добрый день")
    body = {"id": str(new_id()), "text": "Слушаю Вас"}
    assert (await house.post("vera", f"/api/threads/{thread}/messages", body)).status_code == 201
    update = body_of(1, message=message(7001, "раз"))
    await clocks.database.work(house.id, lambda db: store(db, thread, [update]))

    async def claimed() -> int:
        return len((await clocks.database.work(house.id, CLAIMS[queue]))[0])

    assert await claimed() > 0
    clocks.jump(jump)
    assert await claimed() == 0
    clocks.jump(timedelta())
    assert await claimed() == 0


class Watch:
    """A clock of the timetable's own, and how often each occurrence ran."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
        self.now = datetime.now(UTC)
        self.ran: list[datetime] = []
        monkeypatch.setattr(database, "clock", lambda: self.now)
        self.job = Job(name=f"test {uuid4()}", when=when, late=NIGHT, run=self.run)
        self._database = database

    async def run(self, _: Database, __: Any) -> None:
        self.ran.append(self.now)

    async def look(self, now: datetime) -> None:
        """Two workers look at the timetable at this instant of theirs."""
        self.now = now
        for _ in range(2):
            ticker = Ticker(self._database, None, BERLIN.key, (self.job,))  # type: ignore[arg-type]
            await ticker.tick()
            await ticker.stop()

    def days(self) -> Counter[date]:
        return Counter(each.astimezone(BERLIN).date() for each in self.ran)


@pytest.mark.parametrize("turn", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("hour", ["0 5", "30 2"], ids=["after the turn", "in the turned hour"])
async def test_a_daily_job_runs_once_a_day_through_the_change_of_the_clocks_and_jumps(
    worker_database: Worker, monkeypatch: pytest.MonkeyPatch, turn: date, hour: str
) -> None:
    watch = Watch(worker_database[0], monkeypatch, f"{hour} * * *")
    noon = datetime.combine(turn - timedelta(days=2), time(12), UTC)
    for hours in range(0, 3 * 24, 2):
        now = noon + timedelta(hours=hours)
        await watch.look(now)
        if hours % 10 == 0:  # now and then the clock is two hours wrong, either way, and right again
            for jump in (2, -2):
                await watch.look(now + timedelta(hours=jump))
    days = [turn + timedelta(days=offset) for offset in range(-2, 2)]
    assert watch.days() == dict.fromkeys(days, 1)


def test_a_text_finds_its_good_hour_through_the_change_of_the_clocks() -> None:
    rules = AnswerRules()
    for turn in (SPRING, AUTUMN):
        for quarter in range(4 * 72):
            now = datetime.combine(turn - timedelta(days=1), time(), UTC) + timedelta(minutes=15 * quarter)
            good = good_hour(now, rules, BERLIN.key, None, None)
            local = good.astimezone(BERLIN)
            assert now <= good <= now + timedelta(hours=13)
            assert time(9) <= local.time() < time(21)
            assert good == now or local.time() == time(9)
