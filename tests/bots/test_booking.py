"""A client asked to be booked: it is about that car alone, and is followed up until it is known what came of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.kit.ids import new_id
from tests.bots.garage import BOUGHT, NOON, Garage, garage, tapped
from tests.bots.test_reminder_waits import agreed
from tests.bots.test_taken_on import ticked
from tests.ownership.garage import park

__all__ = ["garage"]

OVER = datetime(2026, 12, 15, 20, 1, tzinfo=UTC)  # the last expected day is over in Samara


async def booked(garage: Garage) -> Any:
    """Anna wants a time and has been named one."""
    anna = await tapped(garage, "Записать")
    await garage.office.answer("В четверг в десять")
    await garage.office.send()
    await ticked(garage)
    return anna


async def states(garage: Garage) -> list[str]:
    sql = "SELECT state FROM due_events WHERE dealership_id = $1 ORDER BY raised_at, id"
    return [row["state"] for row in await garage.office.rows(sql)]


async def test_a_booking_of_one_car_holds_back_no_reminder_of_another(garage: Garage) -> None:
    await booked(garage)
    await park(garage.house, garage.office.anna, BOUGHT)
    garage.now = NOON + timedelta(days=1)
    await garage.raise_it()
    await garage.remind()
    assert (await garage.asked(), await states(garage)) == (2, ["booking", "raised"])


async def test_a_booking_after_which_no_visit_is_known_is_asked_about_when_its_days_are_over(
    garage: Garage,
) -> None:
    await booked(garage)
    for now in (NOON + timedelta(days=15), OVER - timedelta(minutes=2)):
        garage.now = now
        await garage.remind()
        assert await garage.task() is None
    garage.now = OVER
    await garage.remind()
    garage.now = OVER + timedelta(hours=12)
    task = await garage.task()
    assert task["title"] == "Узнать, состоялось ли ТО: Анна Сергеевна, Lada Vesta, А123ВС163"
    assert task["because"] == "Клиент просил записать, визита с тех пор нет"
    assert (await garage.asked(), await states(garage)) == (1, ["booking"]), "nobody but the manager is asked"


async def test_whoever_finds_out_what_came_of_it_ends_the_booking_by_a_tick_that_can_be_taken_back(
    garage: Garage,
) -> None:
    await booked(garage)
    garage.now = OVER
    await garage.remind()
    path = await ticked(garage)
    assert await states(garage) == ["handled"]
    await garage.house.send("vera", "DELETE", path)
    assert await states(garage) == ["booking"]
    garage.now = OVER + timedelta(hours=12)
    assert (await garage.task())["title"].startswith("Узнать, состоялось ли ТО")
    await ticked(garage)
    for days in (1, 60):
        garage.now = OVER + timedelta(days=days)
        await garage.remind()
    assert (await garage.task(), await garage.asked(), await states(garage)) == (None, 1, ["handled"])


async def test_who_wants_a_time_when_it_is_nearly_over_is_given_two_weeks(garage: Garage) -> None:
    anna = await agreed(garage)
    await garage.remind()
    garage.now = OVER - timedelta(days=1)
    await anna.presses("Записать")
    await garage.office.turn()
    await ticked(garage)
    for days, title in ((13, None), (15, "Узнать, состоялось ли ТО")):
        garage.now = OVER + timedelta(days=days - 1, hours=12)
        await garage.remind()
        task = await garage.task()
        assert (task and task["title"].partition(":")[0]) == title


async def test_a_visit_ends_the_booking_and_nobody_is_asked_about_it(garage: Garage) -> None:
    await booked(garage)
    garage.now = NOON + timedelta(days=3)
    event = await garage.event()
    path = f"/api/clients/{garage.office.anna}/cars/{event['car_id']}/visits"
    body = {"id": new_id(), "at": garage.now - timedelta(hours=1), "place": "here"}
    assert (await garage.house.post("vera", path, body)).status_code == 201
    await garage.follow()
    garage.now = OVER + timedelta(hours=12)
    await garage.remind()
    assert (await garage.task(), await states(garage)) == (None, ["done"])
