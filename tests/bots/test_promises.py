"""Nobody waits in the dark: who answers and by when is told once, a later time before the told one passes, and whoever
has the turn is called at its minute."""

from typing import Any

import pytest

from app.conversations.jobs import note_missed
from app.kit.ids import new_id
from tests.bots.garage import NOON, garage
from tests.bots.menu import NIGHT
from tests.bots.nights import Night, night
from tests.bots.test_unnoticed import moved, service, telegram, wait
from tests.bots.watched import HOUR, MINUTE, SECOND, Watched, make_watched

__all__ = ["garage", "moved", "night", "service", "telegram", "wait"]

ONE = NOON + HOUR
RECEIVED = "сообщение получено"


@pytest.fixture
async def watched(night: Night, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = make_watched(night, monkeypatch)
    watched.garage.now = NOON
    return watched


def heard(watched: Watched, words: str = RECEIVED) -> list[str]:
    return [text for text in watched.told() if words in text]


async def told_by(watched: Watched) -> list[tuple[str, str | None] | None]:
    """The first promised time and the later one, as the strip, the book and the card say."""
    anna = str(watched.office.anna)
    book = (await watched.house.get("vera", "/api/book")).json()["clients"]
    shown = [
        await watched.office.thread(),
        next(line for line in book if line["id"] == anna),
        (await watched.house.get("vera", f"/api/clients/{anna}")).json(),
    ]
    return [one["promise"] and (one["promise"]["by_at"], one["promise"]["new_by_at"]) for one in shown]


# --- told


async def test_by_day_the_client_is_told_after_three_minutes_once(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 2 * MINUTE)
    assert heard(watched) == []
    await watched.until(NOON + 3 * MINUTE)
    assert heard(watched) == [
        "Анна Сергеевна, сообщение получено. Ответит Вера Орлова, сегодня до 13:00. "
        "Если не ждёт — нажмите «Срочно». Телефон: +7 848 200-00-00."
    ]
    assert watched.buttons() == ["Срочно"]
    await watched.writes("И чехлы")
    await watched.until(NOON + 40 * MINUTE)
    assert len(heard(watched)) == 1, "one wait, one word of it"
    assert (await watched.office.thread())["waiting_since"] is not None, "a machine's text ends no wait"


async def test_who_was_answered_in_time_is_told_nothing(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 2 * MINUTE)
    await watched.office.answer("Завтра")
    await watched.until(NOON + 90 * MINUTE)
    assert (heard(watched), await watched.calls()) == ([], [])
    assert await watched.office.count("watches", "state = 'queued'") == 0


async def test_nothing_is_told_while_somebody_writes_the_answer(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 2 * MINUTE + 50 * SECOND)
    thread = (await watched.office.thread())["thread_id"]
    body = {"text": "Завтра с ут", "device": str(new_id())}
    answer = await watched.house.send("vera", "PUT", f"/api/threads/{thread}/draft", body)
    assert answer.status_code < 300, answer.text
    await watched.until(NOON + 3 * MINUTE + 30 * SECOND)
    assert heard(watched) == []
    await watched.until(NOON + 6 * MINUTE)
    assert len(heard(watched)) == 1, "it was begun and left"


async def test_who_has_just_been_answered_is_not_told_at_once(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + MINUTE)
    await watched.office.answer("Завтра. В какое время Вам удобно?")
    await watched.until(NOON + 2 * MINUTE)
    await watched.writes("После шести")
    await watched.until(NOON + 10 * MINUTE)
    assert heard(watched) == []
    await watched.until(NOON + 12 * MINUTE)
    assert len(heard(watched)) == 1


async def test_at_night_it_is_told_half_a_minute_after_the_last_word_without_a_word_of_a_night_nobody_has(
    watched: Watched,
) -> None:
    watched.garage.now = NIGHT
    await watched.writes("Подскажите цену на зимние коврики")
    await watched.settle()
    await watched.after(20 * SECOND)
    await watched.writes("какие есть цвета")
    await watched.settle()
    await watched.after(20 * SECOND)
    assert heard(watched) == []
    await watched.after(10 * SECOND)
    [told] = heard(watched)
    assert told.startswith("Анна Сергеевна, сообщение получено. Ответит Вера Орлова, в среду до 10:00.")
    assert "дежурит" not in told
    assert "Сейчас в чате никого нет." in told
    await watched.until(NIGHT + 20 * MINUTE)
    assert len(heard(watched)) == 1


async def test_at_night_whoever_is_on_call_is_named(watched: Watched) -> None:
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.after(15 * SECOND)
    [told] = heard(watched)
    assert "нажмите «Срочно»: дежурит Олег Титов." in told
    assert (await watched.promise())["who"] == "vera", "what can wait is the owner's, in the morning"


async def test_a_question_at_night_says_it_already(watched: Watched) -> None:
    watched.garage.now = NIGHT
    await watched.says("Машина не заводится")
    await watched.until(NIGHT + 10 * MINUTE)
    assert [text.endswith("Это срочно или подождёт?") for text in heard(watched)] == [True]


async def test_thanks_are_answered_by_nothing(watched: Watched) -> None:
    watched.garage.now = NIGHT
    await watched.says("Спасибо, Вера!")
    await watched.until(NIGHT + 5 * MINUTE)
    assert heard(watched) == []


async def test_who_writes_anew_an_hour_later_hears_it_once_more(watched: Watched) -> None:
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.until(NIGHT + 2 * HOUR)
    await watched.says("И какие есть цвета")
    await watched.after(MINUTE)
    assert [("и это" in text) for text in heard(watched)] == [False, True]


# --- later, before it breaks


async def test_a_later_time_is_told_before_the_promised_one_passes_and_makes_no_late_answer_kept(
    watched: Watched,
) -> None:
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 54 * MINUTE)
    assert heard(watched, "к этому времени не успеваем") == []
    await watched.until(NOON + 55 * MINUTE)
    [told] = heard(watched, "к этому времени не успеваем")
    assert "ответ был обещан сегодня до 13:00" in told
    assert "Новый срок — сегодня до 13:55" in told
    promise = await watched.promise()
    assert (promise["by_at"], promise["new_by_at"]) == (ONE, NOON + 115 * MINUTE)
    assert await told_by(watched) == [("2026-11-24T09:00:00Z", "2026-11-24T09:55:00Z")] * 3
    thread = (await watched.office.thread())["thread_id"]
    path = f"/api/threads/{thread}/waiver"
    assert (await watched.house.post("vera", path, {"id": str(new_id())})).status_code == 200
    assert await told_by(watched) == [None] * 3
    assert (await watched.house.send("vera", "DELETE", path)).status_code == 200
    assert await told_by(watched) == [("2026-11-24T09:00:00Z", "2026-11-24T09:55:00Z")] * 3, "as it was"
    await watched.until(NOON + 70 * MINUTE)
    await watched.office.answer("Завтра")
    assert (await watched.promise())["ending"] == "late"
    assert len(heard(watched, "не успеваем")) == 1


async def test_new_times_are_told_for_three_hours_each_before_the_last_passes(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 8 * HOUR)
    assert [text.split("Новый срок — сегодня до ")[1][:5] for text in heard(watched, "не успеваем")] == [
        "13:55", "14:50", "15:45", "16:40",
    ]  # fmt: skip
    await watched.writes("Вы про меня помните?")
    await watched.until(NOON + 8 * HOUR + 5 * MINUTE)
    assert "Ответ" not in watched.told()[-1]
    assert "сегодня до 20:" not in watched.told()[-1], "no time that has passed"


async def test_after_a_worker_was_away_for_hours_no_time_that_has_passed_is_told(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    await watched.settle()
    watched.garage.now = NOON + 3 * HOUR
    await watched.settle()
    assert [("13:00" in text) for text in heard(watched)] == [False]
    assert "сегодня до 16:00" in heard(watched)[0]
    assert [call[-1] for call in await watched.calls()] == [ONE], "called late, by the minute it was due"


async def test_nobody_is_told_at_night_that_the_day_was_missed(watched: Watched) -> None:
    """The worker comes back at midnight: what can wait is said in the morning."""
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 10 * MINUTE)
    watched.garage.now = NIGHT
    await watched.settle()
    assert heard(watched, "не успеваем") == []
    assert await watched.calls() == []
    await watched.until(NIGHT + 9 * HOUR + MINUTE)
    assert len(heard(watched, "не успеваем")) == 1
    assert [call[0] for call in await watched.calls()] == ["irina"]


# --- who answers


async def test_while_the_owner_is_ill_the_pair_is_promised_sees_the_talk_and_answers(
    watched: Watched,
) -> None:
    await watched.pair()
    await watched.falls_ill()
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 3 * MINUTE)
    assert "Ответит Олег Титов, сегодня до 13:00" in heard(watched)[0]
    thread = await watched.office.thread("oleg")
    assert (thread["stands_in"], thread["owner"]["id"]) == (True, str(watched.house.people["vera"]))
    await watched.office.answer("Завтра привезут", "oleg")
    assert (await watched.promise())["ending"] == "kept"
    card = (await watched.house.get("oleg", f"/api/clients/{watched.office.anna}")).json()
    assert card["owner"]["id"] == str(watched.house.people["vera"]), "whose client it is never changes by it"
    await watched.until(NOON + 13 * HOUR)
    assert await watched.office.inbox("oleg") == [], "and it is over by itself"
    gone = await watched.house.get("oleg", f"/api/threads/{thread['thread_id']}/messages")
    assert gone.status_code == 404


async def test_a_colleague_who_is_nobodys_pair_sees_nothing(watched: Watched) -> None:
    await watched.falls_ill()
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 3 * MINUTE)
    assert "Ответит Ирина Белова" in heard(watched)[0], "a supervisor who is at work"
    assert await watched.office.inbox("oleg") == []


async def test_who_falls_ill_after_the_promise_hands_it_to_the_pair_without_bothering_the_client(
    watched: Watched,
) -> None:
    await watched.pair()
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 10 * MINUTE)
    told = watched.told()
    await watched.falls_ill()
    await watched.settle()
    promise = await watched.promise()
    assert (promise["who"], promise["by_at"], watched.told()) == ("oleg", ONE, told)
    assert (await watched.office.thread("oleg"))["promise"]["person"]["id"] == str(
        watched.house.people["oleg"]
    )


async def test_where_nobody_is_left_until_the_promised_time_the_client_hears_the_new_one(
    watched: Watched,
) -> None:
    for who in ("oleg", "irina"):
        await watched.falls_ill(who)
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 10 * MINUTE)
    await watched.works("vera", (9, 12, "work"))
    await watched.settle()
    [told] = heard(watched, "не успеваем")
    assert "Новый срок — в среду до 10:00" in told
    assert (await watched.promise())["new_by_at"] is not None


async def test_at_the_end_of_a_shift_the_promise_goes_to_who_is_there(watched: Watched) -> None:
    await watched.pair()
    await watched.works("vera", (9, 12.5, "work"))  # type: ignore[arg-type]
    await watched.writes("Когда привезут коврики?")
    await watched.until(NOON + 29 * MINUTE)
    assert (await watched.promise())["who"] == "vera"
    await watched.until(NOON + 31 * MINUTE)
    assert (await watched.promise())["who"] == "oleg"


# --- the ladder


async def test_a_broken_promise_calls_the_next_at_its_very_minute_and_again_until_somebody_answers(
    watched: Watched,
) -> None:
    await watched.subscribe("irina")
    await watched.writes("Когда привезут коврики?")
    await watched.until(ONE - SECOND)
    assert await watched.calls() == []
    await watched.until(ONE)
    assert await watched.calls() == [("irina", "supervisor", "can_wait", False, ONE)]
    [notice] = await watched.ladder_notices("irina")
    assert notice.startswith("Анна Сергеевна ждёт ответа дольше обещанного (сегодня в 13:00).")
    assert watched.pushed("irina")[-1]["notification"]["title"] == "Ваша очередь ответить"
    await watched.until(ONE + 119 * MINUTE)
    assert len(await watched.calls()) == 1
    await watched.until(ONE + 120 * MINUTE)
    assert [call[-1] for call in await watched.calls()] == [ONE, ONE + 120 * MINUTE]
    await watched.office.answer("Завтра")
    await watched.until(ONE + 5 * HOUR)
    assert len(await watched.calls()) == 2
    assert await watched.ladder_notices("irina") == [], "the wait is over"


async def test_a_pair_comes_before_the_supervisor(watched: Watched) -> None:
    await watched.pair()
    await watched.writes("Когда привезут коврики?")
    await watched.until(ONE + 60 * MINUTE)
    assert [(call[0], call[-1]) for call in await watched.calls()] == [
        ("oleg", ONE),
        ("irina", ONE + 60 * MINUTE),
    ]
    assert (await watched.office.thread("oleg"))["stands_in"] is True, "who is called may answer"


async def test_urgent_at_night_calls_who_is_on_call_then_breaks_the_rest_of_the_others(
    watched: Watched,
) -> None:
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    began = watched.garage.now
    assert "Зовём дежурного: Олег Титов." in watched.told()[-1]
    await watched.until(began + 8 * MINUTE)
    assert await watched.calls() == [
        ("oleg", "duty", "now", False, began),
        ("vera", "owner", "now", True, began + 5 * MINUTE),
        ("irina", "supervisor", "now", True, began + 8 * MINUTE),
    ]
    assert heard(watched, "Зовём следующего: Ирина Белова")
    await watched.reads()
    await watched.until(began + 22 * MINUTE)
    assert len(await watched.calls()) == 3, "somebody has taken it"
    assert watched.told()[-1] == "Анна Сергеевна, Вера Орлова уже читает Ваше сообщение."
    await watched.until(began + 23 * MINUTE)
    again = ("irina", "supervisor", "now", True, began + 23 * MINUTE)
    assert (await watched.calls())[3:] == [again], "and said nothing for a quarter of an hour"
    pressed = watched.garage.now
    await watched.taps("Срочно")
    await watched.until(pressed + MINUTE)
    assert (await watched.calls())[-1] == ("oleg", "duty", "now", False, pressed), "it was taken and left"


async def test_not_needed_any_more_stops_the_calls(watched: Watched) -> None:
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    await watched.taps("Уже не нужно")
    await watched.until(NIGHT + 30 * MINUTE)
    assert [call[0] for call in await watched.calls()] == ["oleg"]
    assert await watched.ladder_notices("oleg") == []


async def test_urgent_again_after_it_was_not_calls_again_and_rings_again(watched: Watched) -> None:
    await watched.subscribe("oleg")
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    for n in (1, 2):
        await watched.taps("Срочно")
        await watched.after(MINUTE)
        assert (len(await watched.calls()), len(watched.pushed("oleg"))) == (n, n)
        await watched.taps("Уже не нужно")
        await watched.after(2 * MINUTE)


async def test_whoever_is_in_the_talk_at_night_hears_the_next_words(watched: Watched) -> None:
    await watched.subscribe("oleg")
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    rung = len(watched.pushed("oleg"))
    await watched.office.answer("Где Вы?", "oleg")
    await watched.after(MINUTE)
    await watched.writes("М5, 980-й километр")
    assert len(watched.pushed("oleg")) == rung + 1
    assert watched.pushed("vera") == [], "who sleeps is let sleep"


async def test_after_a_pause_each_rung_has_its_minutes_all_the_same(watched: Watched) -> None:
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.anna.presses("Срочно")
    await watched.office.turn()
    watched.garage.now += 2 * HOUR
    await watched.settle()
    await watched.after(4 * MINUTE)
    assert [call[0] for call in await watched.calls()] == ["oleg"]


async def test_at_the_change_of_shifts_whoever_comes_is_called_before_anybody_sleeps_less(
    watched: Watched,
) -> None:
    await watched.works("oleg", (12, 20, "work"), (21, 33, "duty"))
    watched.garage.now = NOON + 9 * HOUR - 2 * MINUTE
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    await watched.until(NOON + 9 * HOUR + 3 * MINUTE)
    calls = [(call[0], call[3]) for call in await watched.calls()]
    assert ("oleg", False) in calls
    assert not any(woken for _, woken in calls)


async def test_an_emergency_that_nobody_takes_rings_all_night_but_ever_more_seldom(watched: Watched) -> None:
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    began = watched.garage.now
    await watched.until(began + 160 * MINUTE)
    hers = [call[-1] - began for call in await watched.calls() if call[0] == "irina"]
    assert [int(at / MINUTE) for at in hers] == [3, 13, 23, 33, 63, 93, 123, 153], "and never no more"
    [last] = await watched.office.rows(
        "SELECT facts FROM entries WHERE dealership_id = $1 AND kind = 'ladder.called' "
        "ORDER BY at DESC, id DESC LIMIT 1"
    )
    assert last["facts"]["minutes"] == 30
    pressed = watched.garage.now
    await watched.taps("Срочно")
    await watched.until(pressed + 3 * MINUTE)
    assert [(call[0], call[-1]) for call in (await watched.calls())[-2:]] == [
        ("vera", pressed), ("irina", pressed + 3 * MINUTE),
    ]  # fmt: skip


async def test_whoever_was_called_says_that_they_phoned_and_nobody_is_called_any_more(
    watched: Watched,
) -> None:
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    began = watched.garage.now
    await watched.until(began + 5 * MINUTE)
    calls = len(await watched.calls())
    said = {"id": str(new_id()), "kind": "call", "direction": "out", "outcome": "talked", "answers": True}
    path = f"/api/clients/{watched.office.anna}/touches"
    logged = await watched.house.post("irina", path, said)
    assert (logged.status_code, logged.json()["answered"]) == (201, True)
    notices = (await watched.house.get("vera", "/api/notices")).json()["notices"]
    assert ["Ирина Белова" in one["text"] for one in notices if one["kind"] == "touch"] == [True]
    await watched.until(began + 2 * HOUR)
    assert len(await watched.calls()) == calls
    assert (await watched.office.thread())["waiting_since"] is None
    assert (await watched.promise())["ending"] == "kept"


async def test_who_opens_an_emergency_after_its_promised_time_is_let_be_for_a_while(watched: Watched) -> None:
    await watched.writes("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    by_at = (await watched.promise())["by_at"]
    await watched.until(by_at)
    assert (await watched.calls())[-1][-1] == by_at, "at its very minute, whoever has opened it before"
    await watched.reads()
    calls = len(await watched.calls())
    await watched.until(by_at + 14 * MINUTE)
    assert len(await watched.calls()) == calls
    await watched.until(by_at + 15 * MINUTE)
    assert len(await watched.calls()) == calls + 1, "and nothing was said since"


async def test_who_is_ill_is_not_woken(watched: Watched) -> None:
    await watched.falls_ill()
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    await watched.until(NIGHT + 30 * MINUTE)
    assert {call[0] for call in await watched.calls()} == {"irina"}


async def test_two_workers_say_and_call_once(watched: Watched) -> None:
    import asyncio

    from app.conversations.watching import watch_due

    await watched.writes("Когда привезут коврики?")
    await watched.settle()
    for at in (NOON + 3 * MINUTE, ONE - 5 * MINUTE, ONE):
        watched.garage.now = at
        await asyncio.gather(*(watch_due(watched.office.worker, watched.house.id) for _ in range(4)))
        await watched.settle()
    assert (len(heard(watched)), len(heard(watched, "не успеваем")), len(await watched.calls())) == (1, 1, 1)


async def test_one_that_fails_keeps_no_other_waiting_and_is_tried_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.conversations import watching

    await watched.writes("Когда привезут коврики?")
    await watched.settle()
    whole = watching.tell

    async def fails(*_: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(watching, "tell", fails)
    watched.garage.now = NOON + 3 * MINUTE
    await watching.watch_due(watched.office.worker, watched.house.id)
    assert await watched.office.count("watches", "attempts = 1") == 1
    monkeypatch.setattr(watching, "tell", whole)
    await watched.until(NOON + 5 * MINUTE)
    assert len(heard(watched)) == 1


async def test_whoever_notes_the_miss_first_the_ladder_is_called(watched: Watched) -> None:
    """The round of each minute looks at promises too."""
    await watched.writes("Когда привезут коврики?")
    await watched.until(ONE - SECOND)
    watched.garage.now = ONE + SECOND
    await note_missed(watched.office.worker, watched.house.id, watched.office.store)
    await watched.settle()
    assert [call[-1] for call in await watched.calls()] == [ONE]
    assert await watched.office.count("entries", "kind = 'promise.missed'") == 1


# --- rest


async def test_what_can_wait_rings_when_who_answers_comes_to_work_and_once(watched: Watched) -> None:
    watched.garage.now = NIGHT
    before = len(watched.pushed("vera"))
    await watched.says("Подскажите цену на зимние коврики")
    await watched.until(NIGHT + 8 * HOUR)
    assert len(watched.pushed("vera")) == before, "her night is hers"
    await watched.until(NIGHT + 9 * HOUR)
    assert len(watched.pushed("vera")) == before + 1
    await watched.works("oleg", (9, 20, "work"))
    await watched.until(NIGHT + 9 * HOUR + 30 * MINUTE)
    assert len(watched.pushed("vera")) == before + 1, "a colleague's hours ring at nobody else's"


async def test_what_is_handed_over_rings_at_whoever_takes_it(watched: Watched) -> None:
    await watched.subscribe("oleg")
    await watched.pair()
    await watched.writes("Когда привезут коврики?")
    assert watched.pushed("oleg") == []
    await watched.falls_ill()
    await watched.until(NOON + 2 * MINUTE)
    assert len(watched.pushed("oleg")) == 1


async def test_what_was_put_aside_rings_again_at_its_hour_once(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    await watched.reads()
    rung = len(watched.pushed("vera"))
    thread = (await watched.office.thread())["thread_id"]
    body = {"id": str(new_id()), "until_at": (NOON + 30 * MINUTE).isoformat()}
    answer = await watched.house.send("vera", "POST", f"/api/threads/{thread}/snooze", body)
    assert answer.status_code < 300, answer.text
    await watched.until(NOON + 29 * MINUTE)
    assert (len(watched.pushed("vera")), (await watched.office.thread())["snoozed_until"] is not None) == (
        rung,
        True,
    )
    await watched.until(NOON + 30 * MINUTE)
    assert (len(watched.pushed("vera")), (await watched.office.thread())["snoozed_until"]) == (rung + 1, None)
    assert watched.pushed("vera")[-1]["notification"]["tag"] == f"thread-{thread}", (
        "in the place of the first"
    )
    await watched.until(NOON + 50 * MINUTE)
    assert len(watched.pushed("vera")) == rung + 1
