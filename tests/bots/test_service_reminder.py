"""The periodic service from the day it is raised: the manager's task, the client's reminder, and each answer."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kit.ids import new_id
from tests.bots.garage import BOUGHT, NOON, Garage, connected, garage, tapped
from tests.bots.office import act
from tests.bots.test_reminder_waits import agreed
from tests.ownership.garage import park

__all__ = ["garage"]


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
    markup = [m for m in anna.chat.markups.values() if "inline_keyboard" in m][-1]
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


async def test_who_already_waits_beyond_a_promised_time_is_promised_nothing_in_the_past(
    garage: Garage,
) -> None:
    anna = await agreed(garage)
    await garage.remind()
    await anna.says("И ещё вопрос о шинах")
    await garage.office.turn()
    promised = (await garage.office.thread())["promise"]["by_at"]
    garage.now = NOON + timedelta(hours=3)
    assert datetime.fromisoformat(promised) < garage.now
    await anna.presses("Записать")
    await garage.office.turn()
    said = "Спасибо! Время предложит Вера Орлова. Просим прощения, что ответа приходится ждать."
    assert garage.office.told(anna)[-1] == said
    task = await garage.task()
    assert task["title"].startswith("Предложить время для ТО")
    assert datetime.fromisoformat(task["at"]) >= garage.now
    assert (await garage.office.thread())["promise"]["by_at"] == promised, "the missed one stands"


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
    await garage.house.post("vera", path, {"id": new_id(), "saw": task["says"], "outcome": "stays"})
    assert len((await garage.house.get("vera", card)).json()["cars"]) == 1
    await garage.house.send("vera", "DELETE", path)
    done = {"id": new_id(), "saw": task["says"]}
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
        other = None if open_thing == "booking" else await park(garage.house, garage.office.anna, BOUGHT)
        columns = "'booking', NULL::timestamptz" if open_thing == "booking" else "'raised', $3"
        sql = (
            "INSERT INTO due_events (dealership_id, id, car_id, client_id, kind, since_on, expected_on, from_on, "
            "to_on, basis, raised_at, state, reminded_at) "
            "SELECT $1, $4, coalesce($2, car_id), client_id, kind, since_on + 1, expected_on, from_on, to_on, basis, "
            f"$3::timestamptz, {columns} FROM due_events WHERE dealership_id = $1"
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


async def test_a_client_whose_own_zone_is_gone_is_reminded_by_the_clock_of_the_house(garage: Garage) -> None:
    await connected(garage)
    await garage.agree()
    await act(garage.office, "UPDATE clients SET time_zone = 'Mars/Base' WHERE dealership_id = $1")
    good = datetime(2026, 11, 24, 5, tzinfo=UTC)  # 9:00 in Samara
    garage.now = good - timedelta(minutes=1)
    await garage.raise_it()
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
