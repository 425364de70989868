"""My car, as the menu tells it: what was raised, what the client said of it, two cars, none."""

from datetime import timedelta
from typing import Any

import pytest

from app.kit.ids import new_id
from tests.bots.garage import NOON, garage
from tests.bots.menu import Menu, menu
from tests.clients.test_contacts import make
from tests.clients.test_households import join
from tests.conversations.stories import ANNAS_PHONE

__all__ = ["garage", "menu"]

FIRST = "Lada Vesta, А123ВС163: ТО по расчёту около 1 декабря, плюс-минус 2 недели"


async def told(menu: Menu) -> str:
    """The line of the car, asked for anew."""
    menu.garage.now += timedelta(minutes=2)
    return (await menu.says("/car")).splitlines()[0]


async def asked(menu: Menu) -> None:
    await menu.garage.agree()
    await menu.garage.raise_it()
    await menu.garage.remind()


async def test_a_service_that_is_raised_is_told_and_not_the_one_after_it(menu: Menu) -> None:
    await menu.garage.raise_it()
    assert (await told(menu)).startswith(FIRST)


@pytest.mark.parametrize(
    ("button", "sentence"),
    [
        ("Записать", "Lada Vesta, А123ВС163: запись на ТО уже у менеджера."),
        ("Через 2 недели", f"{FIRST} (последний пробег — 7 км, 1 декабря 2025 г.)."),
        ("Машина уже не моя", "Lada Vesta, А123ВС163."),
    ],
    ids=["book", "later", "gone"],
)
async def test_what_the_client_answered_about_the_car_is_not_told_otherwise(
    menu: Menu, button: str, sentence: str
) -> None:
    await asked(menu)
    await menu.taps(button)
    assert (await told(menu)).partition(" (")[0] == sentence.partition(" (")[0]


async def test_done_elsewhere_counts_from_that_day(menu: Menu) -> None:
    await asked(menu)
    await menu.taps("Сделано в другом месте")
    assert "ТО по расчёту около 24 ноября 2027 г." in await told(menu)


async def test_of_two_cars_each_has_its_line_and_without_one_the_client_hears_what_to_write(
    menu: Menu,
) -> None:
    path = f"/api/clients/{menu.office.anna}/cars"
    second: dict[str, Any] = {
        "id": str(new_id()),
        "make": "Kia",
        "model": "Rio",
        "plate": "В001ВВ163",
        "from_on": "2026-11-01",
    }
    answer = await menu.house.post("vera", path, second)
    assert answer.status_code == 201, answer.text
    menu.garage.now = NOON + timedelta(minutes=2)
    lines = (await menu.says("/car")).splitlines()
    assert sorted(line.split(":")[0] for line in lines[:2]) == ["Kia Rio, В001ВВ163", "Lada Vesta, А123ВС163"]
    for car in (await menu.house.get("vera", f"/api/clients/{menu.office.anna}")).json()["cars"]:
        gone = {"id": str(new_id())}
        answer = await menu.house.post("vera", f"{path}/{car['id']}/end", gone)
        assert answer.status_code < 300, answer.text
    assert await told(menu) == (
        "В Вашей карточке пока нет автомобиля. Напишите сюда марку, модель и номер: внесёт Вера Орлова."
    )


async def test_of_a_household_each_sees_their_own_card_and_nothing_of_the_others(menu: Menu) -> None:
    office, anna = menu.office, menu.office.anna
    petr = await make(menu.house, "vera", None)
    joined = await join(menu.house, anna, petr)
    assert joined.status_code == 201, joined.text
    husband = office.person(name="Пётр")
    office.anna = petr
    await office.know(husband)
    office.anna = anna
    path = f"/api/clients/{petr}/contacts"
    family = {"id": str(new_id()), "kind": "phone", "value": ANNAS_PHONE, "label": "family"}
    assert (await menu.house.post("vera", path, family)).status_code == 201
    assert (await menu.says("/car", by=husband)).startswith("В Вашей карточке пока нет автомобиля.")
    stored = await menu.says("/stored", by=husband)
    assert "Пётр" in stored
    assert not any(word in stored for word in ("Анна", "Lada"))
    await menu.says("/stop", by=husband)
    sql = "SELECT DISTINCT client_id FROM consents WHERE dealership_id = $1"
    assert await office.rows(sql) == [{"client_id": petr}], "and says no for themselves alone"
    assert "Lada Vesta" in await menu.says("/car")
