"""Tasks: given once, done by a tap, taken back; each person's own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.agenda.model import NewTask
from app.agenda.tasks import add_task, finish_task
from app.kit.db import Db
from app.kit.ids import feed_of, new_id
from app.texts import Phrase
from tests.cast import House
from tests.conversations.stories import make_anna

WORDS = Phrase("task.first_words", {"form": "Анна Сергеевна"})


async def task_for_vera(house: House, key: str = "k", *, in_days: int = 0) -> UUID | None:
    anna = await make_anna(house)

    async def give(db: Db) -> UUID | None:
        due = db.now + timedelta(days=in_days)
        new = NewTask(
            person=house.people["vera"], kind="first_words", key=key, words=WORDS, due_at=due, client=anna
        )
        return await add_task(db, new)

    made: UUID | None = await house.unit(give)
    return made


async def tasks_of(house: House, handle: str) -> list[Any]:
    day = (await house.get(handle, "/api/day")).json()
    return [item for item in day["items"] if item["task"]]


async def test_a_task_stands_in_the_day_of_its_person_only_until_it_is_done(house: House) -> None:
    task = await task_for_vera(house)
    [shown] = await tasks_of(house, "vera")
    assert (shown["id"], shown["title"]) == (str(task), "Ваши первые слова: Анна Сергеевна")
    assert await tasks_of(house, "oleg") == []
    assert await tasks_of(house, "irina") == [], "a supervisor has tasks of their own"
    done = await house.post("vera", f"/api/tasks/{task}/completion", {"id": new_id(), "outcome": "called"})
    assert (done.status_code, done.json()["outcome"]) == (200, "called")
    assert await tasks_of(house, "vera") == []


async def test_a_task_is_given_once_for_its_kind_and_key_even_after_it_was_done(house: House) -> None:
    assert await task_for_vera(house) is not None

    async def again(db: Db) -> UUID | None:
        vera = house.people["vera"]
        return await add_task(
            db, NewTask(person=vera, kind="first_words", key="k", words=WORDS, due_at=db.now)
        )

    assert await house.unit(again) is None
    assert await house.unit(lambda db: finish_task(db, "first_words", "k", "written"))
    assert await house.unit(again) is None
    assert await tasks_of(house, "vera") == []


async def test_a_task_ticked_by_mistake_is_open_again(house: House) -> None:
    task = await task_for_vera(house)
    for _ in range(2):
        await house.post("vera", f"/api/tasks/{task}/completion", {"id": new_id()})
        back = await house.send("vera", "DELETE", f"/api/tasks/{task}/completion")
        assert (back.status_code, back.json()["done_at"]) == (200, None)
    assert [item["id"] for item in await tasks_of(house, "vera")] == [str(task)]


async def test_a_task_of_another_day_waits_for_its_day(house: House) -> None:
    await task_for_vera(house, in_days=2)
    assert await tasks_of(house, "vera") == []


async def test_the_phone_learns_of_a_task_and_of_its_end_by_its_persons_feed(house: House) -> None:
    task = await task_for_vera(house)
    feed = str(feed_of("person", house.people["vera"]))

    async def told() -> Any:
        me = (await house.get("vera", "/api/me")).json()
        feeds = {one["id"]: {"epoch": one["epoch"], "since": 0} for one in me["feeds"]}
        pulled = (await house.post("vera", "/sync/pull", {"feeds": feeds})).json()
        return next(put["row"] for put in pulled["feeds"][feed]["puts"] if put["kind"] == "task")

    assert (await told())["done_at"] is None
    body = {"task_id": task, "id": new_id()}
    batch = {"device": new_id(), "mutations": [{"id": body["id"], "kind": "tasks.complete", "body": body}]}
    [result] = (await house.post("vera", "/sync/push", batch)).json()["results"]
    assert result["outcome"] == "applied"
    assert (await told())["done_at"] is not None


@pytest.mark.parametrize("outcome", ["", "Позвонила", "x" * 41, "a b", 5])
async def test_an_outcome_that_is_no_code_is_refused_and_the_task_stays(house: House, outcome: Any) -> None:
    task = await task_for_vera(house)
    body = {"id": new_id(), "outcome": outcome}
    refused = await house.post("vera", f"/api/tasks/{task}/completion", body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "outcome")
    assert len(await tasks_of(house, "vera")) == 1
