"""At night: trouble wakes, a doubt is asked about once, thanks begin nothing, and the client's answer counts."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.conversations.queries import lock_thread
from app.kit.db import Db
from app.menu.judging import judge_due
from tests.bots.garage import NOON, garage
from tests.bots.menu import NIGHT
from tests.bots.nights import MINUTE, PAUSE, SECOND, Night, night
from tests.bots.nursery import until
from tests.bots.test_unnoticed import moved, telegram, wait, written
from tests.push.conftest import service

__all__ = ["garage", "moved", "night", "service", "telegram", "wait"]

BEHIND = """SELECT count(*) FROM pg_stat_activity WHERE $1::uuid IS NOT NULL
            AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"""
TROUBLE = "Вера, мы в кювете, стоим на обочине"
DOUBT = "Машина не заводится"
QUESTION = (
    "Анна Сергеевна, сообщение получено. Ответит Вера Орлова, в среду до 10:00. Телефон: +7 848 200-00-00. "
    "Это срочно или подождёт?"
)


async def test_trouble_wakes_through_the_night_and_says_why(night: Night, telegram: Any) -> None:
    await night.anna.says(TROUBLE)
    await night.settle()
    await night.after(PAUSE - SECOND)
    assert (await night.tasks(), await night.bursts()) == ([], [])
    await night.after(SECOND)
    [task] = await night.tasks()
    assert task["title"] == "Срочно: Анна Сергеевна"
    assert "«Авария» — по словам «кювете»" in task["because"]
    assert "поняли: срочно" in night.told()[-1]
    assert "112" in night.told()[-1]
    assert night.buttons() == ["Позвоните мне", "Уже не нужно"]
    assert written(night, telegram) == []
    await night.after(MINUTE)
    assert len(written(night, telegram)) == 1
    card = (await night.house.get("vera", f"/api/clients/{night.office.anna}/timeline")).json()
    shown = [line["text"] for line in card["items"] if "Срочно" in (line["text"] or "")]
    assert any("«кювете»" in text for text in shown), card
    assert await night.bursts() == [("now", "woke")]
    await night.says("Алло! Мы в кювете!")
    assert (len(await night.tasks()), (await night.bursts())[-1]) == (1, ("now", "called_before"))


async def test_a_doubt_is_asked_about_and_yes_wakes_also_what_was_left_for_the_morning(
    night: Night, telegram: Any
) -> None:
    await night.says(DOUBT)
    assert night.told()[-1] == QUESTION
    assert night.buttons() == ["Да, срочно", "Подождёт"]
    await night.after(10 * MINUTE)
    assert (await night.tasks(), written(night, telegram)) == ([], [])
    await night.taps("Да, срочно")
    [task] = await night.tasks()
    assert "Клиент ответил, что это срочно." in task["because"]
    assert "поняли: срочно" in night.told()[-1]
    await night.after(MINUTE)
    assert len(written(night, telegram)) == 1
    await night.after(PAUSE)
    assert await night.bursts() == [("now", "asked")], "the tap is no burst of its own"
    sql = "SELECT answer, standard FROM bursts WHERE dealership_id = $1"
    assert await night.office.rows(sql) == [{"answer": "now", "standard": 0}]


@pytest.mark.parametrize("typed", [False, True])
async def test_what_can_wait_waits_and_is_not_asked_about_again(
    night: Night, telegram: Any, typed: bool
) -> None:
    await night.anna.sends_photo()
    await night.settle()
    await night.after(PAUSE)
    assert night.told()[-1].startswith("Анна Сергеевна, получено: Фото. Ночью это увидят не сразу.")
    if typed:
        await night.says("подождет")
    else:
        await night.taps("Подождёт")
    assert night.told()[-1] == "Хорошо. Ответит Вера Орлова, в среду до 10:00."
    asked = len(night.told())
    await night.anna.sends_photo()
    await night.settle()
    await night.after(PAUSE)
    await night.after(10 * MINUTE)
    assert len(night.told()) == asked
    assert (await night.tasks(), written(night, telegram)) == ([], [])
    assert await night.bursts() == [("now", "asked"), ("now", "asked_before")]
    await night.says(DOUBT)
    assert night.told()[-1] == QUESTION, "words of another matter are"


async def test_an_open_question_is_not_put_twice_and_more_words_of_trouble_answer_it(night: Night) -> None:
    await night.says("[странное]", "двое ходят кругами")
    assert night.told()[-1] == QUESTION
    said = len(night.told())
    await night.says("всё ходят и ходят")
    assert len(night.told()) == said
    await night.says("Скорее, мне страшно")
    assert len(await night.tasks()) == 1


async def test_nobody_is_asked_while_somebody_is_in_the_talk_or_by_day(night: Night) -> None:
    await night.anna.says(DOUBT)
    await night.settle()
    await night.reads()
    await night.after(PAUSE)
    await night.office.answer("Сейчас посмотрю")
    await night.says("Стартер не крутит")
    night.garage.now += timedelta(minutes=11)
    await night.says("Заглохла опять")
    assert [outcome for _, outcome in await night.bursts()] == ["read", "in_talk", "asked"]
    night.garage.now = NOON + timedelta(days=1)
    await night.office.answer("Приезжайте")
    night.garage.now += timedelta(hours=1)
    await night.says(DOUBT)
    assert (await night.bursts())[-1] == ("now", "by_day")
    assert sum(text == QUESTION for text in night.told()) == 1


async def test_what_is_needed_before_the_promised_time_is_asked_about(night: Night) -> None:
    await night.says("Улетаю утром", "можно забрать ключи до 7?")
    assert night.told()[-1] == QUESTION.replace("Это срочно или подождёт?", "Нужно раньше?")
    assert await night.bursts() == [("before", "asked")]


async def test_a_burst_is_judged_once_as_a_whole_and_not_later_than_thirty_seconds(night: Night) -> None:
    for text in ("Здравствуйте", "это Анна", "да что там", "мы", "перевернулись"):
        await night.anna.says(text)
        await night.settle()
        await night.after(5 * SECOND)
    assert await night.bursts() == [("now", "woke")], "25 s after the first word"
    assert len(await night.tasks()) == 1


async def test_thanks_begin_no_wait_no_promise_and_no_push(night: Night) -> None:
    pushed = len(night.pushed("vera"))
    await night.says("Спасибо, Вера!", "👍")
    thread = await night.office.thread()
    assert (thread["waiting_since"], thread["promise"]) == (None, None)
    assert (len(night.pushed("vera")), await night.office.count("promises")) == (pushed, 0)
    assert (await night.bursts(), await night.office.count("bursts")) == ([], 0)
    await night.says("Хорошо. Записывайте")
    assert (await night.office.thread())["waiting_since"] is not None
    assert await night.bursts() == [("wait", "none")]


async def test_of_very_much_the_last_words_are_judged_and_answered(night: Night) -> None:
    """So many while the worker stood still."""
    for n in range(52):
        await night.anna.says(f"и ещё {n}")
    await night.anna.says(TROUBLE)
    await night.settle()
    await night.after(PAUSE)
    assert await night.bursts() == [("now", "woke")]


async def test_whoever_judges_waits_for_the_talk_before_it_holds_the_burst(night: Night) -> None:
    """As whoever hears does: in the other order each would wait for what the other holds."""
    await night.anna.says(TROUBLE)
    await night.settle()
    night.garage.now += PAUSE
    thread = UUID((await night.office.thread())["thread_id"])
    [burst] = await night.office.rows("SELECT message_id FROM bursts WHERE dealership_id = $1")

    async def hears(db: Db) -> None:
        await lock_thread(db, thread)
        judging = asyncio.create_task(judge_due(night.office.worker, night.house.id))
        try:
            await until(lambda: db.value(BEHIND), "the judge waits for the talk")
            free = (
                "SELECT message_id FROM bursts WHERE dealership_id = $1 AND message_id = $2 FOR UPDATE NOWAIT"
            )
            assert await db.value(free, burst["message_id"])
        finally:
            rivals.append(judging)

    rivals: list[asyncio.Task[int]] = []
    await night.house.unit(hears)
    assert await rivals[0] == 1


async def test_thanks_that_turn_into_a_question_begin_a_wait_and_a_promise(night: Night) -> None:
    said = await night.anna.says("Спасибо, Вера!")
    await night.settle()
    pushed = len(night.pushed("vera"))
    await night.anna.edits(said, "Спасибо, Вера! До связи")
    await night.settle()
    thread = await night.office.thread()
    assert (thread["waiting_since"], await night.office.count("promises")) == (None, 0)
    night.garage.now += MINUTE
    await night.anna.edits(said, "Спасибо, а машина не заводится")
    await night.settle()
    thread = await night.office.thread()
    assert thread["waiting_since"] is not None
    assert thread["promise"]["person"]["id"] == str(night.house.people["vera"])
    assert thread["last_text"] == "Спасибо, а машина не заводится"
    assert (len(night.pushed("vera")), await night.office.count("promises")) == (pushed, 1), "at night"
    await night.after(PAUSE)
    assert await night.bursts() == [("now", "asked")]
    await night.anna.edits(said, "Спасибо, а машина не завелась")
    await night.settle()
    assert (len(night.pushed("vera")), await night.office.count("promises")) == (pushed, 1)


async def test_an_answer_before_the_pause_is_over_ends_the_matter(night: Night) -> None:
    await night.anna.says(TROUBLE)
    await night.settle()
    await night.office.answer("Вижу, звоню")
    await night.after(PAUSE)
    assert (await night.tasks(), await night.bursts()) == ([], [(None, "answered")])


async def test_the_clients_own_urgent_is_never_doubted(night: Night, telegram: Any) -> None:
    await night.says(DOUBT)
    await night.says("Срочно")
    assert len(await night.tasks()) == 1
    await night.after(MINUTE)
    assert len(written(night, telegram)) == 1, "though the first look was put off for the morning"
    assert await night.bursts() == [("now", "asked")]


async def test_a_stranger_is_heard_and_asked_like_a_client(night: Night) -> None:
    boris = night.anna = night.office.person(name="Борис")
    await night.says("Здравствуйте, машина не заводится")
    assert night.told()[-1].endswith("Это срочно или подождёт?")
    assert night.buttons() == ["Срочно"]
    await night.says("алло", "ответьте")
    assert sum("Это срочно" in text for text in night.told(boris)) == 1
    await night.says("Мы в дтп, дым из-под капота")
    [task] = await night.tasks()
    assert task["title"] == "Срочно: незнакомый человек в приёмной"
    await night.says("Мы в дтп!")
    assert len(await night.tasks()) == 1


async def test_other_signs_of_the_house_count_from_the_next_burst_on(night: Night) -> None:
    rules = {"signs": [{"name": "Кот", "weight": "now", "patterns": ["кот* дерев*"]}], "ask_unclear": False}
    answer = await night.house.send("alla", "PUT", "/api/standards/urgency", {"version": 0, "rules": rules})
    assert answer.status_code == 200, answer.text
    await night.says(TROUBLE)
    await night.says("Кот на дереве")
    assert await night.bursts() == [("wait", "none"), ("now", "woke")]
    sql = "SELECT reasons, standard FROM bursts WHERE dealership_id = $1 AND outcome = 'woke'"
    [kept] = await night.office.rows(sql)
    assert kept == {"reasons": [{"sign": "Кот", "weight": "now", "words": "кот дереве"}], "standard": 1}


async def test_one_that_cannot_be_judged_keeps_no_other_waiting_and_comes_again(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any) -> Any:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr("app.menu.judging.wake", breaks)
        await night.says(TROUBLE)
        assert await night.bursts() == []
    await night.after(MINUTE)
    assert await night.bursts() == [("now", "woke")]
    assert night.garage.now < NIGHT + timedelta(minutes=2)
