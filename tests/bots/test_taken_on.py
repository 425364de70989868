"""The manager ticks a service off and takes the tick back: the client has what they had before it."""

from datetime import timedelta
from typing import Any

import pytest

from app.kit.ids import new_id
from app.ownership.actions import end_part
from tests.bots.garage import NOON, Garage, garage, tapped
from tests.bots.office import act
from tests.bots.test_reminder_waits import agreed, kept_waiting, reminders, send, told

__all__ = ["garage"]


TASKS = "SELECT id, words->>'code' AS says FROM tasks WHERE dealership_id = $1 AND kind = 'service' AND done_at IS NULL"
STATES = "SELECT state FROM due_events WHERE dealership_id = $1 ORDER BY since_on"


async def ticked(garage: Garage, *, read: bool = True) -> str:
    """Vera ticks off what she sees; answers where the tick can be taken back."""
    [task] = await garage.office.rows(TASKS)
    path = f"/api/tasks/{task['id']}/completion"
    answer = await garage.house.post("vera", path, {"id": new_id(), "saw": task["says"]})
    assert answer.status_code == 200, answer.text
    if read:
        await garage.follow()
    return path


async def ticked_and_taken_back(garage: Garage) -> None:
    path = await ticked(garage)
    assert (await garage.event())["state"] == "handled"
    answer = await garage.house.send("vera", "DELETE", path)
    assert answer.status_code == 200, answer.text


async def test_who_chose_two_weeks_is_asked_again_then_and_not_before(garage: Garage) -> None:
    await tapped(garage, "Через 2 недели")
    garage.now = NOON + timedelta(days=1)
    await ticked_and_taken_back(garage)
    assert (await garage.event())["state"] == "later"
    garage.now = NOON + timedelta(days=13, hours=23)
    await garage.remind()
    assert await garage.asked() == 1
    garage.now = NOON + timedelta(days=14)
    await garage.remind()
    assert await garage.asked() == 2


async def test_a_tick_that_outlasts_the_two_weeks_and_is_taken_back_asks_at_once(garage: Garage) -> None:
    await tapped(garage, "Через 2 недели")
    path = await ticked(garage)
    garage.now = NOON + timedelta(days=16)
    await garage.remind()
    assert await garage.asked() == 1, "it is the manager's"
    await garage.house.send("vera", "DELETE", path)
    await garage.remind()
    assert await garage.asked() == 2


async def test_a_question_that_the_tick_kept_from_leaving_is_put_again(garage: Garage) -> None:
    anna = await kept_waiting(garage)
    await ticked_and_taken_back(garage)
    assert (await garage.task())["because"] == "12 месяцев после покупки 1 декабря 2025 г."
    await send(garage)
    assert (told(garage, anna), await reminders(garage)) == (0, [("withdrawn", "channel_down")])
    for minutes in (5, 10, 60 * 30):
        garage.now = NOON + timedelta(minutes=minutes)
        await garage.remind()
    assert told(garage, anna) == 1
    await anna.presses("Записать")
    await garage.office.turn()
    assert (await garage.event())["state"] == "booking"


async def test_a_question_that_failed_while_the_manager_had_it_is_put_again(garage: Garage) -> None:
    await agreed(garage)
    await garage.remind()
    path = await ticked(garage)
    sql = "UPDATE deliveries SET state = 'failed' WHERE dealership_id = $1 AND lane = 'reminder'"
    await act(garage.office, sql)
    await garage.house.send("vera", "DELETE", path)
    await garage.remind()
    assert await garage.asked() == 2


@pytest.mark.parametrize("state", ["sent", "not_confirmed"])
async def test_a_question_that_may_have_arrived_is_not_put_twice_and_its_answer_counts(
    garage: Garage, state: str
) -> None:
    anna: Any = await agreed(garage)
    await garage.remind()
    await act(garage.office, "UPDATE deliveries SET state = $2 WHERE dealership_id = $1", state)
    await ticked_and_taken_back(garage)
    for hours in (1, 30, 24 * 9):
        garage.now = NOON + timedelta(hours=hours)
        await garage.remind()
    assert (told(garage, anna), await garage.asked()) == (1, 1)
    await anna.presses("Через 2 недели")
    await garage.office.turn()
    assert (await garage.event())["state"] == "later"


@pytest.mark.parametrize("read", [True, False])
async def test_whatever_ended_with_the_clients_part_in_the_car_goes_on_when_the_tick_is_taken_back(
    garage: Garage, read: bool
) -> None:
    await tapped(garage, "Машина уже не моя")
    sql = (
        "INSERT INTO due_events (dealership_id, id, car_id, client_id, kind, since_on, expected_on, from_on, to_on, "
        "basis, raised_at, state) SELECT $1, $2, car_id, client_id, kind, since_on + 1, expected_on, from_on, to_on, "
        "basis, raised_at, 'raised' FROM due_events WHERE dealership_id = $1"
    )
    await act(garage.office, sql, new_id())
    garage.now = NOON + timedelta(hours=11, minutes=50)  # ten minutes to midnight
    path = await ticked(garage, read=read)
    assert [row["state"] for row in await garage.office.rows(STATES)] == ["not_theirs", "not_theirs"]
    garage.now += timedelta(minutes=20)
    assert (await garage.house.send("vera", "DELETE", path)).status_code == 200
    await garage.follow()
    assert [row["state"] for row in await garage.office.rows(STATES)] == ["not_theirs", "raised"]
    assert len(await garage.office.rows(TASKS)) == 2
    assert len((await garage.house.get("vera", f"/api/clients/{garage.office.anna}")).json()["cars"]) == 1
    garage.now = NOON + timedelta(days=1)
    await garage.remind()
    assert await garage.asked() == 2


async def test_whose_part_in_a_car_ends_is_not_asked_about_it_any_more(garage: Garage) -> None:
    anna = await kept_waiting(garage)
    event = await garage.event()
    [car] = await garage.office.rows("SELECT car_id FROM due_events WHERE dealership_id = $1")
    vera = garage.house.people["vera"]
    await garage.office.work(
        lambda db: end_part(db, car["car_id"], garage.office.anna, vera, garage.now.date())
    )
    await garage.follow()
    assert (await garage.task(), (await garage.event())["id"]) == (None, event["id"])
    await send(garage)
    garage.now = NOON + timedelta(days=1)
    await garage.remind()
    assert (told(garage, anna), await garage.asked()) == (0, 1)


async def test_who_asks_for_a_time_after_the_tick_waits_for_it_and_the_task_is_back(garage: Garage) -> None:
    anna = await agreed(garage)
    await garage.remind()
    await ticked(garage)
    assert await garage.task() is None
    await anna.presses("Записать")
    await garage.office.turn()
    assert garage.office.told(anna)[-1] == "Спасибо! Время предложит Вера Орлова, сегодня до 13:00."
    assert (await garage.task())["title"].startswith("Предложить время для ТО")
    assert (await garage.event())["state"] == "booking"
    assert (await garage.office.thread())["waiting_since"] is not None


@pytest.mark.parametrize(
    ("button", "kept", "title"),
    [
        ("Машина уже не моя", "not_theirs", "Подтвердить, что автомобиль больше не у клиента"),
        ("Записать", "booking", "Предложить время для ТО"),
    ],
)
@pytest.mark.parametrize("names_it", [True, False])
async def test_a_tick_over_what_the_task_said_before_the_answer_ends_nothing_and_is_refused(
    garage: Garage, button: str, kept: str, title: str, names_it: bool
) -> None:
    anna = await agreed(garage)
    await garage.remind()
    seen = await garage.task()
    await anna.presses(button)
    await garage.office.turn()
    tick = {"id": new_id()} | ({"saw": seen["says"]} if names_it else {})
    refused = await garage.house.post("vera", f"/api/tasks/{seen['id']}/completion", tick)
    assert (refused.status_code, refused.json()["code"]) == (409, "task_changed")
    assert "задача с тех пор изменилась" in refused.json()["detail"]
    assert ((await garage.task())["title"].partition(":")[0], (await garage.event())["state"]) == (
        title,
        kept,
    )
    assert len((await garage.house.get("vera", f"/api/clients/{garage.office.anna}")).json()["cars"]) == 1


async def test_an_older_phones_tick_that_names_nothing_takes_on_what_nobody_has_answered(
    garage: Garage,
) -> None:
    await agreed(garage)
    await garage.remind()
    path = f"/api/tasks/{(await garage.task())['id']}/completion"
    assert (await garage.house.post("vera", path, {"id": new_id()})).status_code == 200
    assert (await garage.event())["state"] == "handled"
