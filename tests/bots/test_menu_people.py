"""Entries of the menu that ask for a person: a call, the supervisor, urgent help, "I already told you this"."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.journal.actions import record
from app.kit.ids import new_id
from app.menu import calling
from bots.dispatch import handle_due
from tests.bots.garage import NOON, garage
from tests.bots.menu import NIGHT, Menu, menu
from tests.bots.office import act

__all__ = ["garage", "menu"]

CALL = "Позвонит Вера Орлова, сегодня до 13:00."


async def test_call_me_back_gives_the_manager_a_task_and_the_client_a_name_and_a_time(menu: Menu) -> None:
    answer = await menu.says("Позвоните мне")
    assert answer.startswith(f"{CALL}\nНомер в карточке: …")
    [task] = await menu.tasks("vera", "call_back")
    assert (task["title"], task["at"]) == ("Позвонить: Анна Сергеевна", "2026-11-24T09:00:00Z")
    assert task["because"] == "Просьба клиента, сегодня в 12:00"
    assert await menu.waits(), "whoever asks for a person waits"


async def test_a_call_wished_often_is_one_task_and_one_time(menu: Menu) -> None:
    before = len(menu.told())
    await menu.says("/call", "перезвоните", "Позвоните мне")
    assert len(menu.told()) == before + 1
    menu.garage.now = NOON + timedelta(minutes=20)
    assert (await menu.says("/call")).startswith(CALL), "the time that was told stands"
    assert len(await menu.tasks("vera", "call_back")) == 1
    assert await menu.office.count("entries", "kind = 'call.wished'") == 1
    menu.garage.now = NOON + timedelta(hours=2)
    assert (await menu.says("/call")).startswith("Позвонит Вера Орлова, сегодня до 15:00."), "a time to come"
    assert len(await menu.tasks("vera", "call_back")) == 1


async def test_a_call_that_was_made_can_be_wished_again(menu: Menu) -> None:
    await menu.says("/call")
    [task] = await menu.tasks("vera", "call_back")
    await menu.house.post("vera", f"/api/tasks/{task['id']}/completion", {"id": task["id"]})
    assert await menu.tasks("vera", "call_back") == []
    await menu.says("/call")
    assert len(await menu.tasks("vera", "call_back")) == 1


async def test_two_wishes_at_the_same_moment_are_one(menu: Menu) -> None:
    await menu.taps("Ещё")
    before = len(menu.told())
    for _ in range(2):
        await menu.anna.presses("Позвоните мне")
    await menu.office.bring_in()
    await act(menu.office, "UPDATE arrivals SET lane = key WHERE dealership_id = $1 AND state = 'queued'")
    await asyncio.gather(*(handle_due(menu.office.worker, menu.house.id) for _ in range(2)))
    await menu.settle()
    assert len(menu.told()) == before + 1
    assert await menu.office.count("entries", "kind = 'call.wished'") == 1


async def test_an_act_that_breaks_leaves_nothing_and_is_done_whole_the_next_time(
    menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    async def breaks_once(*args: Any, **facts: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError
        return await record(*args, **facts)

    monkeypatch.setattr(calling, "record", breaks_once)
    await menu.says("/call")
    assert await menu.tasks("vera", "call_back") == []
    assert await menu.office.count("messages", "direction = 'in'") == 0
    await menu.office.expire_leases("arrivals")
    assert (await menu.settle()).startswith(CALL)
    assert len(await menu.tasks("vera", "call_back")) == 1
    assert await menu.office.count("messages", "direction = 'in'") == 1


async def test_the_supervisor_is_called_once_and_the_words_stand_in_the_one_talk(menu: Menu) -> None:
    await menu.taps("Ещё")
    answer = await menu.taps("Написать руководителю", "Написать руководителю")
    assert answer == (
        "Руководитель Ирина Белова прочитает это и свяжется с Вами сегодня до 13:00. "
        "Переписку видит и Вера Орлова.\nНапишите сюда, что случилось."
    )
    assert menu.passing == [None, None, "Ответ уже выше."]
    assert len(await menu.tasks("irina", "supervisor")) == 1
    menu.garage.now = NOON + timedelta(minutes=5)
    assert (await menu.says("/supervisor")).startswith("Руководитель Ирина Белова уже знает")
    assert len(await menu.tasks("irina", "supervisor")) == 1
    assert await menu.waits()


async def test_urgent_says_danger_first_then_who_until_when_and_the_phone(menu: Menu) -> None:
    assert await menu.says("Срочно") == (
        "Анна Сергеевна, поняли: срочно. Если есть пострадавшие или опасно оставаться на месте — сначала 112.\n"
        "Зовём: Вера Орлова. Ответ — сегодня до 13:00. Руководителю тоже сообщено: Ирина Белова.\n"
        "Чтобы Вас нашли, пришлите сюда геопозицию.\nТелефон: +7 848 200-00-00."
    )
    assert menu.buttons() == ["Позвоните мне", "Уже не нужно"]
    [task] = await menu.tasks("irina", "urgent")
    assert task["title"] == "Срочно: Анна Сергеевна"
    assert await menu.waits()
    sql = "SELECT quiet FROM messages WHERE dealership_id = $1 AND direction = 'in'"
    assert await menu.office.rows(sql) == [{"quiet": False}], "it rings at whoever answers"
    assert await menu.office.count("entries", "kind = 'message.received'") == 1


async def test_urgent_at_night_names_nobody_as_awake(menu: Menu) -> None:
    menu.garage.now = NIGHT
    answer = await menu.says("/urgent")
    assert "сначала 112" in answer
    assert (
        "Сейчас в чате никого нет, поэтому услышать могут не сразу; ответ обещан в среду до 10:00." in answer
    )


async def test_urgent_names_a_supervisor_who_is_on_call_once(menu: Menu) -> None:
    spans = [(540, 1260, "work"), (1260, 1980, "duty")]
    day = [{"from_minute": begin, "until_minute": end, "kind": kind} for begin, end, kind in spans]
    plan = {"id": str(new_id()), "version": 0, "week": [day] * 7, "days": []}
    assert (await menu.house.send("irina", "PUT", "/api/schedule", plan)).status_code == 200
    menu.garage.now = NIGHT
    answer = await menu.says("Срочно")
    assert "Зовём дежурного: Ирина Белова." in answer
    assert answer.count("Ирина Белова") == 1


async def test_urgent_in_a_fright_is_one_call(menu: Menu) -> None:
    before = len(menu.told())
    await menu.taps("Срочно", "Срочно", "Срочно")
    await menu.says("срочно!!!", "СРОЧНО")
    assert len(menu.told()) == before + 1
    assert len(await menu.tasks("irina", "urgent")) == 1
    menu.garage.now = NOON + timedelta(minutes=5)
    assert "Зовём: Вера Орлова." in await menu.taps("Срочно"), "asked again, the same is said again"
    assert len(await menu.tasks("irina", "urgent")) == 1


async def test_not_needed_any_more_takes_back_all_that_urgent_began(menu: Menu) -> None:
    await menu.says("Срочно")
    assert await menu.taps("Уже не нужно") == "Хорошо, отметили: уже не срочно."
    assert await menu.tasks("irina", "urgent") == []
    assert not await menu.waits()
    assert "Зовём: Вера Орлова." in await menu.says("Срочно"), "and at once it can be urgent again"
    assert len(await menu.tasks("irina", "urgent")) == 1
    assert await menu.waits()


@pytest.mark.parametrize("after", [False, True])
async def test_not_needed_leaves_what_else_the_client_waits_for(menu: Menu, after: bool) -> None:
    await menu.says(*(["Срочно", "Стучит мотор"] if after else ["Стучит мотор", "Срочно"]))
    answer = await menu.says("Уже не нужно")
    assert answer == (
        "Хорошо, отметили: уже не срочно. На Ваше сообщение ответит Вера Орлова, сегодня до 13:00."
    )
    assert await menu.tasks("irina", "urgent") == []
    assert await menu.waits()


async def test_what_is_urgent_after_an_answer_is_a_new_matter(menu: Menu) -> None:
    await menu.says("Срочно")
    await menu.office.answer("Еду")
    await menu.office.send()
    assert not await menu.waits()
    menu.garage.now = NOON + timedelta(seconds=20)
    assert "Зовём: Вера Орлова." in await menu.says("Срочно")
    assert len(await menu.tasks("irina", "urgent")) == 2


async def test_an_urgent_stranger_hears_112_and_the_supervisor_is_called(menu: Menu) -> None:
    guest = menu.office.person(name="Гость")
    answer = await menu.says("/urgent авария на трассе", by=guest)
    assert answer.startswith("Поняли: срочно. Если есть пострадавшие")
    assert "Телефон: +7 848 200-00-00." in answer
    [task] = await menu.tasks("irina", "urgent")
    assert (task["title"], task["client_id"]) == ("Срочно: незнакомый человек в приёмной", None)
    [lobby] = [one for one in await menu.office.inbox("oleg") if one["client_id"] is None]
    assert lobby["waiting_since"]


async def test_already_told_is_a_mark_for_everybody_and_a_task_to_look_it_up(menu: Menu) -> None:
    await menu.office.write("Какой у Вас пробег?")
    await menu.office.send()
    assert await menu.says("Я уже это говорила!") == (
        "Извините. Повторять не нужно: вопрос вернулся с пометкой, ответ найдут в переписке. "
        "Ответит Вера Орлова, сегодня до 13:00."
    )
    [task] = await menu.tasks("vera", "told_before")
    assert task["title"] == "Найти в переписке, не спрашивать ещё раз: Анна Сергеевна"
    assert "«Какой у Вас пробег?»" in task["because"]
    sql = "SELECT actor_kind, facts->>'person' AS person FROM entries WHERE dealership_id = $1 AND kind = 'repeat.told'"
    assert await menu.office.rows(sql) == [{"actor_kind": "client", "person": str(menu.house.people["vera"])}]
    lines = (await menu.house.get("irina", f"/api/clients/{menu.office.anna}/timeline")).json()["items"]
    assert "Слова клиента: «Это уже было»" in [line["text"] for line in lines]
    assert await menu.waits()
