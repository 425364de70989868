"""A call that was wished for: done by the call that was made, open again without it, and never by somebody who left."""

from datetime import timedelta
from typing import Any

import pytest

from app.conversations.watching import watch_due
from app.kit.ids import new_id
from tests.bots.garage import NOON, garage
from tests.bots.menu import Menu, menu

__all__ = ["garage", "menu"]

TALKED = {"kind": "call", "direction": "out", "outcome": "talked"}


async def calls(menu: Menu, **touch: Any) -> str:
    """Vera writes a call down, and whoever follows reads of it."""
    id = str(new_id())
    body = {"id": id, **TALKED, **touch}
    answer = await menu.house.post("vera", f"/api/clients/{menu.office.anna}/touches", body)
    assert answer.status_code == 201, answer.text
    await menu.garage.follow()
    return id


async def wished(menu: Menu) -> int:
    return await menu.office.count("tasks", "kind = 'call_back' AND done_at IS NULL")


async def test_whoever_called_and_wrote_it_down_has_done_the_task(menu: Menu) -> None:
    await menu.says("/call")
    menu.garage.now = NOON + timedelta(minutes=10)
    id = await calls(menu)
    assert await wished(menu) == 0
    await menu.house.send("vera", "DELETE", f"/api/touches/{id}")
    await menu.garage.follow()
    assert await wished(menu) == 1, "it was not made after all"


@pytest.mark.parametrize(
    "touch",
    [
        {"outcome": "no_answer"},
        {"outcome": "call_back"},
        {"kind": "visit", "direction": None, "outcome": "came"},
        {"at": (NOON - timedelta(minutes=30)).isoformat()},
    ],
    ids=["no_answer", "call_back", "visit", "before"],
)
async def test_what_is_no_call_since_the_wish_leaves_it_open(menu: Menu, touch: dict[str, Any]) -> None:
    await menu.says("/call")
    menu.garage.now = NOON + timedelta(minutes=10)
    await calls(menu, **touch)
    assert await wished(menu) == 1


async def test_a_second_wish_after_the_call_is_a_second_call(menu: Menu) -> None:
    await menu.says("/call")
    menu.garage.now = NOON + timedelta(minutes=10)
    await calls(menu)
    menu.garage.now = NOON + timedelta(minutes=20)
    await menu.says("/call")
    await calls(menu, at=(NOON + timedelta(minutes=10)).isoformat())
    assert await wished(menu) == 1, "the former call is not the one that is wished for now"


async def test_a_call_ticked_off_by_hand_is_not_opened_by_a_call_taken_back(menu: Menu) -> None:
    await menu.says("/call")
    [task] = await menu.tasks("vera", "call_back")
    await menu.house.post("vera", f"/api/tasks/{task['id']}/completion", {"id": task["id"]})
    id = await calls(menu)
    await menu.house.send("vera", "DELETE", f"/api/touches/{id}")
    await menu.garage.follow()
    assert await wished(menu) == 0


async def test_whoever_left_the_house_calls_nobody(menu: Menu) -> None:
    assert (await menu.says("/call")).startswith("Позвонит Вера Орлова")
    vera = menu.house.people["vera"]
    await menu.house.send("alla", "POST", f"/api/people/{vera}/deactivation", {"id": str(new_id())})
    await menu.garage.follow()
    await watch_due(menu.office.worker, menu.house.id)
    menu.garage.now = NOON + timedelta(minutes=5)
    assert (await menu.says("/call")).startswith("Позвонит Ирина Белова")
    sql = "SELECT person_id FROM tasks WHERE dealership_id = $1 AND kind = 'call_back' AND done_at IS NULL"
    assert await menu.office.rows(sql) == [{"person_id": menu.house.people["irina"]}]


async def test_a_supervisor_who_answers_herself_is_not_told_of_twice(menu: Menu) -> None:
    vera = menu.house.people["vera"]
    await menu.house.send("alla", "POST", f"/api/people/{vera}/deactivation", {"id": str(new_id())})
    answer = await menu.says("/urgent")
    assert "Зовём: Ирина Белова. Ответ — сегодня до 13:00.\n" in answer
    assert answer.count("Ирина Белова") == 1
