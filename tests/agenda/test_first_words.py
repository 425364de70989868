"""Whoever gets connected hears from their manager, in the manager's own words, within an hour of opening."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.agenda.first_words import due_at
from app.journal.jobs import read_followups
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.live import Live
from app.standards.model import AnswerRules
from app.worker import ACTS
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says

Worker = tuple[Database, Live]
SAMARA = "Europe/Samara"  # UTC+4


@pytest.mark.parametrize(
    ("linked", "open_already", "due"),
    [
        ("2026-11-20T08:00", 0, "2026-11-20T09:00"),  # noon in Samara
        ("2026-11-20T18:00", 0, "2026-11-21T06:00"),  # 22:00, the house is closed: an hour after it opens
        ("2026-11-20T16:30", 0, "2026-11-21T05:30"),  # half the hour before closing, half in the morning
        ("2026-11-20T08:00", 19, "2026-11-20T09:00"),
        ("2026-11-20T08:00", 20, "2026-11-20T09:03"),
        (
            "2026-11-20T18:00",
            379,
            "2026-11-22T12:00",
        ),  # a whole evening's clients: two working days, not one hour
    ],
)
def test_first_words_are_due_in_an_hour_of_opening_time_one_after_the_other(
    linked: str, open_already: int, due: str
) -> None:
    found = due_at(datetime.fromisoformat(linked).replace(tzinfo=UTC), open_already, AnswerRules(), SAMARA)
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


async def open_tasks(house: House) -> list[Any]:
    sql = (
        "SELECT person_id, client_id, due_at, made_at FROM tasks WHERE dealership_id = $1 AND done_at IS NULL"
    )
    found: list[Any] = await house.unit(lambda db: db.rows(sql))
    return found


async def follow(worker: Worker, house: House) -> None:
    while await read_followups(worker[0], house.id, ACTS):
        pass


async def test_a_client_who_gets_connected_becomes_a_task_of_their_manager_done_by_the_first_message(
    house: House, worker_database: Worker
) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    await follow(worker_database, house)
    [task] = await open_tasks(house)
    assert (task["person_id"], task["client_id"]) == (house.people["vera"], anna)
    assert task["due_at"] >= task["made_at"] + timedelta(minutes=59)
    await house.post(
        "vera", f"/api/threads/{thread}/messages", {"id": new_id(), "text": "Добрый день, это Вера"}
    )
    await follow(worker_database, house)
    assert await open_tasks(house) == []


async def test_a_second_device_of_a_client_asks_for_no_second_first_words(
    house: House, worker_database: Worker
) -> None:
    anna = await make_anna(house)
    thread: UUID = await connect(house, anna, "7001")
    await says(house, "7001", "Здравствуйте")
    await house.post(
        "vera", f"/api/threads/{thread}/messages", {"id": new_id(), "text": "Здравствуйте, Анна"}
    )
    await connect(house, anna, "7002")
    await follow(worker_database, house)
    assert await open_tasks(house) == []
