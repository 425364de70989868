"""The periodic service from the day it is raised: the manager's task, the client's reminder, and each answer."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from app.agenda import service
from app.agenda.reminding import remind_of_service, service_answered
from app.config import Config
from app.conversations.asking import ANSWERS
from app.database import Access
from app.journal.jobs import read_followups
from app.kit.clock import clock_from
from app.kit.db import Database
from app.kit.ids import new_id
from app.ownership.jobs import raise_due_events
from app.worker import ACTS
from tests.bots.office import Office, act
from tests.ownership.garage import park
from tests.serving import free_port, served

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
        self._clock.write_text(now.isoformat())

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

    async def remind(self) -> None:
        """One round of the reminders, and all that is sent and read because of it."""
        await remind_of_service(self.office.worker, self.house.id)
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


@pytest.fixture(scope="module")
async def moved(
    config: Config, app_access: Access, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Path, str]]:
    """A clock on file, and an API that goes by it."""
    clock = tmp_path_factory.mktemp("clock") / "now"
    clock.write_text(NOON.isoformat())
    by_it = structs.replace(config, port=free_port(), clock=f"file:{clock}")
    async with served(by_it, app_access):
        yield clock, by_it.site


@pytest.fixture
async def garage(
    office: Office, database: Database, moved: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> Garage:
    monkeypatch.setitem(ANSWERS, service.KIND, service_answered)
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


async def test_a_raised_service_is_a_task_with_its_basis_and_one_reminder_with_four_answers(
    garage: Garage,
) -> None:
    anna = await connected(garage)
    await garage.agree()
    await garage.raise_it()
    task = await garage.task()
    assert task["title"] == "ТО подходит: Анна Сергеевна, Lada Vesta, А123ВС163"
    assert task["because"] == "12 месяцев после покупки 1 декабря 2025 г."
    event = await garage.event()
    assert (event["expected_on"], event["state"]) == ("2026-12-01", "raised")
    assert event["interval"] == {"from_on": "2026-11-17", "to_on": "2026-12-15"}
    await garage.remind()
    assert garage.office.told(anna)[-1] == (
        "Анна Сергеевна, Lada Vesta А123ВС163 подходит к ТО: по расчёту около 1 декабря, плюс-минус 2 недели "
        "(последний пробег — 7 км, 1 декабря 2025 г.). Записать? · Составлено автоматически, ответ прочитает Вера."
    )
    [markup] = [m for m in anna.chat.markups.values() if "inline_keyboard" in m]
    assert [button["text"] for [button] in markup["inline_keyboard"]] == [
        "Записать",
        "Через 2 недели",
        "Сделано в другом месте",
        "Машина уже не моя",
    ]
    assert (await garage.task())["because"] == "Напоминание ушло сегодня в 12:00, ждём ответа"
    for hours in (1, 30, 24 * 9):
        garage.now = NOON + timedelta(hours=hours)
        await garage.raise_it()
        await garage.remind()
    assert await garage.asked() == 1, "nobody is asked twice"


async def tapped(garage: Garage, button: str) -> Any:
    anna = await connected(garage)
    await garage.agree()
    await garage.raise_it()
    await garage.remind()
    await anna.presses(button)
    await garage.office.turn()
    await garage.follow()
    return anna


async def test_done_elsewhere_is_a_visit_elsewhere_and_the_task_asks_why(garage: Garage) -> None:
    anna = await tapped(garage, "Сделано в другом месте")
    assert garage.office.told(anna)[-1] == "Спасибо, отметили. Об этом ТО больше не напомним."
    task = await garage.task()
    assert task["title"].startswith("Узнать, почему ТО сделано не у нас: Анна Сергеевна")
    assert task["because"] == "Ответ клиента, сегодня в 12:00"
    assert (await garage.event())["state"] == "elsewhere"
    sql = "SELECT place, source, kind FROM service_visits WHERE dealership_id = $1"
    assert await garage.office.rows(sql) == [{"place": "elsewhere", "source": "client", "kind": "service"}]
    garage.now = NOON + timedelta(days=20)
    await garage.raise_it()
    await garage.remind()
    assert await garage.asked() == 1


async def test_book_begins_a_wait_and_names_who_offers_a_time_by_when(garage: Garage) -> None:
    anna = await tapped(garage, "Записать")
    assert garage.office.told(anna)[-1] == "Спасибо! Время предложит Вера Орлова, сегодня до 13:00."
    assert (await garage.task())["title"].startswith("Предложить время для ТО")
    assert (await garage.event())["state"] == "booking"
    assert (await garage.office.thread())["waiting_since"] is not None


async def test_in_two_weeks_the_task_goes_and_the_question_comes_again(garage: Garage) -> None:
    anna = await tapped(garage, "Через 2 недели")
    assert garage.office.told(anna)[-1] == "Хорошо. Напомним через две недели, 8 декабря."
    assert await garage.task() is None, "not today's business"
    garage.now = NOON + timedelta(days=13)
    await garage.remind()
    assert await garage.asked() == 1
    garage.now = NOON + timedelta(days=14, minutes=5)
    await garage.remind()
    assert await garage.asked() == 2
    await anna.presses("Записать")
    await garage.office.turn()
    assert (await garage.event())["state"] == "booking"


async def test_no_longer_mine_ends_nothing_until_the_manager_confirms_it(garage: Garage) -> None:
    await tapped(garage, "Машина уже не моя")
    task = await garage.task()
    assert task["title"].startswith("Подтвердить, что автомобиль больше не у клиента")
    card = f"/api/clients/{garage.office.anna}"
    assert len((await garage.house.get("vera", card)).json()["cars"]) == 1
    path = f"/api/tasks/{task['id']}/completion"
    await garage.house.post("vera", path, {"id": new_id(), "outcome": "stays"})
    assert len((await garage.house.get("vera", card)).json()["cars"]) == 1
    await garage.house.send("vera", "DELETE", path)
    done = {"id": new_id()}
    assert (await garage.house.post("vera", path, done)).status_code == 200
    assert (await garage.house.get("vera", card)).json()["cars"] == []
    found = (await garage.house.get("vera", "/api/clients", search="А123ВС")).json()["clients"]
    assert found == []
    assert (await garage.house.send("vera", "DELETE", path)).status_code == 200
    assert len((await garage.house.get("vera", card)).json()["cars"]) == 1


async def test_the_manager_who_takes_it_on_keeps_the_reminder_from_going(garage: Garage) -> None:
    await connected(garage)
    await garage.agree()
    await garage.raise_it()
    task = await garage.task()
    path = f"/api/tasks/{task['id']}/completion"
    await garage.house.post("vera", path, {"id": new_id()})
    await garage.remind()
    assert (await garage.asked(), (await garage.event())["state"]) == (0, "handled")
    await garage.house.send("vera", "DELETE", path)
    await garage.remind()
    assert (await garage.asked(), (await garage.event())["state"]) == (1, "raised")


async def test_a_visit_here_ends_the_question_and_the_task(garage: Garage) -> None:
    anna = await connected(garage)
    await garage.agree()
    await garage.raise_it()
    await garage.remind()
    event = await garage.event()
    path = f"/api/clients/{garage.office.anna}/cars/{event['car_id']}/visits"
    body = {"id": new_id(), "at": garage.now - timedelta(hours=1), "place": "here", "km": 14_000}
    answer = await garage.house.post("vera", path, body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["next"]["state"] == "expected"
    await garage.follow()
    assert await garage.task() is None
    await anna.presses("Записать")
    await garage.office.bring_in()
    await garage.office.handle()
    assert (await garage.event())["state"] == "done"
    assert (await garage.office.thread())["waiting_since"] is None


async def test_who_cannot_be_reached_or_has_not_agreed_is_the_managers_to_call(garage: Garage) -> None:
    await garage.raise_it()
    await garage.remind()
    assert (await garage.task())["title"].startswith("Позвонить о ТО")
    anna = await connected(garage)
    await garage.agree()
    garage.now = NOON + timedelta(hours=25)
    await garage.remind()
    assert "подходит к ТО" in garage.office.told(anna)[-1], "connected in the meantime"


@pytest.mark.parametrize("open_thing", ["waiting", "complaint", "booking", "reminded"])
async def test_nothing_is_sent_while_something_is_open_between_them(garage: Garage, open_thing: str) -> None:
    anna = await connected(garage)
    await garage.agree()
    await garage.raise_it()
    if open_thing == "waiting":
        await anna.says("Здравствуйте, у меня вопрос")
        await garage.office.turn()
    elif open_thing == "complaint":
        await act(garage.office, "UPDATE book_lines SET complaint_since = $2 WHERE dealership_id = $1", NOON)
    else:
        other = await park(garage.house, garage.office.anna, BOUGHT)
        columns = "'booking', NULL::timestamptz" if open_thing == "booking" else "'raised', $3"
        sql = (
            "INSERT INTO due_events (dealership_id, id, car_id, client_id, kind, since_on, expected_on, from_on, "
            "to_on, basis, raised_at, state, reminded_at) "
            "SELECT $1, $4, $2, client_id, kind, since_on, expected_on, from_on, to_on, basis, $3::timestamptz, "
            f"{columns} FROM due_events WHERE dealership_id = $1"
        )
        await act(garage.office, sql, other, NOON, new_id())
    await garage.remind()
    assert await garage.asked() == 0
    if open_thing == "waiting":
        await garage.office.answer("Слушаю Вас")
    else:
        undo = {
            "complaint": "UPDATE book_lines SET complaint_since = NULL WHERE dealership_id = $1",
            "booking": "UPDATE due_events SET state = 'done' WHERE dealership_id = $1 AND state = 'booking'",
            "reminded": "UPDATE due_events SET reminded_at = NULL WHERE dealership_id = $1",
        }[open_thing]
        await act(garage.office, undo)
    garage.now = NOON + timedelta(hours=1, minutes=1)
    await garage.remind()
    assert await garage.asked() == 1


@pytest.mark.parametrize(
    ("now", "wish", "goes"),
    [
        ("2026-11-24T01:30", None, "2026-11-24T05:00"),  # 5:30 in Samara: from 9:00 on
        ("2026-11-24T18:00", None, "2026-11-25T05:00"),  # 22:00: the next morning
        ("2026-11-24T06:00", "12:00", "2026-11-24T08:00"),  # they want to be left alone before noon
    ],
)
async def test_a_reminder_waits_for_a_good_hour(
    garage: Garage, now: str, wish: str | None, goes: str
) -> None:
    await connected(garage)
    await garage.agree()
    if wish:
        sql = "UPDATE clients SET never_before = $2::text::time WHERE dealership_id = $1"
        await act(garage.office, sql, wish)
    garage.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    await garage.raise_it()
    await garage.remind()
    assert await garage.asked() == 0
    good = datetime.fromisoformat(goes).replace(tzinfo=UTC)
    garage.now = good - timedelta(minutes=1)
    await garage.remind()
    assert await garage.asked() == 0
    garage.now = good
    await garage.remind()
    assert await garage.asked() == 1


async def test_the_clock_two_hours_back_asks_nobody_twice_and_forgets_nobody(garage: Garage) -> None:
    await connected(garage)
    await garage.agree()
    await garage.raise_it()
    garage.now = NOON - timedelta(hours=2)
    await garage.raise_it()
    await garage.remind()
    assert await garage.asked() == 0, "by this clock it is not raised yet"
    garage.now = NOON + timedelta(minutes=5)
    await garage.remind()
    garage.now = NOON - timedelta(hours=2)
    await garage.remind()
    garage.now = NOON + timedelta(hours=3)
    await garage.remind()
    assert await garage.asked() == 1
