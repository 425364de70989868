"""A year after a service of which nobody knows: the task and the question come anew, and the former ones are over."""

from datetime import timedelta

import pytest

from app.kit.ids import new_id
from tests.bots.garage import NOON, Garage, connected, garage

__all__ = ["garage"]

OPEN_ASKS = (
    "SELECT subject_id FROM asks WHERE dealership_id = $1 AND answered_at IS NULL AND until_at IS NULL"
)
TASKS = "SELECT outcome FROM tasks WHERE dealership_id = $1 AND kind = 'service' AND done_at IS NOT NULL"
NEXT_YEAR = NOON + timedelta(days=364)


@pytest.mark.parametrize("ticked", [True, False])
async def test_whoever_let_a_service_go_is_asked_about_the_next_one_and_the_answer_counts(
    garage: Garage, ticked: bool
) -> None:
    anna = await connected(garage)
    await garage.agree()
    await garage.raise_it()
    await garage.remind()
    assert await garage.asked() == 1
    if ticked:
        task = await garage.task()
        done = await garage.house.post("vera", f"/api/tasks/{task['id']}/completion", {"id": new_id()})
        assert done.status_code == 200, done.text
    garage.now = NEXT_YEAR
    await garage.raise_it()
    task = await garage.task()
    assert task["because"] == "12 месяцев после ТО, которое ожидалось 1 декабря 2026 г. (отметки о нём нет)"
    assert len(await garage.office.rows(TASKS)) == 1, "one car, one task"
    for _ in range(2):
        await garage.remind()
    assert await garage.asked() == 2
    assert len(await garage.office.rows(OPEN_ASKS)) == 1
    await anna.presses("Записать")
    await garage.office.turn()
    sql = "SELECT state FROM due_events WHERE dealership_id = $1 ORDER BY since_on"
    assert [row["state"] for row in await garage.office.rows(sql)] == ["missed", "booking"]
    assert (await garage.task())["title"].startswith("Предложить время для ТО")
