"""A text that does not reach its client goes on by itself: to the next way they have, and last to a call."""

import asyncio
from datetime import timedelta
from typing import Any

from app.conversations.jobs import move_chains
from app.deliveries.jobs import send_due
from app.kit.ids import new_id
from tests.bots.office import act
from tests.push.conftest import pushing, service  # noqa: F401
from tests.window.chained import MORNING, NIGHT, NOON, Chained, chained, moved  # noqa: F401

ASKS = "Когда Вам удобно приехать?"
DAY = timedelta(hours=24)


async def test_a_reply_that_telegram_refuses_goes_to_the_window_with_a_push_and_is_not_sent_twice(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.both_ways()
    await chained.phone.blocks()
    id = await chained.write("Машина готова.")
    assert await chained.attempts(id) == [("telegram", "failed"), ("web", "sent")]
    assert await chained.anna.words() == ["Добрый день", "Машина готова."]
    assert chained.rung == 1, "her browser was told once"
    assert await chained.text(id) == ("Telegram: не доставлено 12:02 · окно: отправлено 12:02")
    await chained.anna.sees_all()
    await chained.move(NOON + 9 * DAY)
    assert (await chained.chain(id))["state"] == "over"
    assert (await chained.text(id)).endswith("окно: показано 24 ноября, 12:02")
    assert await chained.calls() == []


async def test_a_question_nobody_answers_goes_to_the_window_after_a_day_and_to_a_call_after_another(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.both_ways()
    id = await chained.write(ASKS)
    sent_at = chained.now
    await chained.move(sent_at + DAY - timedelta(minutes=1))
    assert await chained.attempts(id) == [("telegram", "sent")]
    assert await chained.shown(id) == {}, "while the first way is all there is, its own state says it"
    await chained.move(sent_at + DAY)
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "sent")]
    assert chained.rung == 1
    assert await chained.anna.words() == ["Добрый день", ASKS], "one talk, one text"
    await chained.move(sent_at + 2 * DAY)
    [task] = await chained.calls()
    assert task["says"] == "task.unreached.call"
    shown = await chained.shown(id)
    assert shown["text"].endswith(" · позвоните")
    assert shown["sms"] == f"Вера Орлова, «Тольятти Премиум»: {ASKS}"
    await chained.move(sent_at + 9 * DAY)
    assert len(await chained.attempts(id)) == 2
    assert len(await chained.calls()) == 1


async def test_whoever_answers_ends_it_and_the_task_to_call_them(chained: Chained) -> None:  # noqa: F811
    await chained.has_telegram()
    id = await chained.write(ASKS)
    await chained.move(chained.now + DAY)
    assert len(await chained.calls()) == 1
    await chained.phone.says("Завтра в десять")
    await chained.work()
    assert await chained.calls() == []
    assert (await chained.chain(id))["because"] == "seen"
    assert await chained.shown(id) == {}


async def test_a_word_before_the_hour_of_a_waiting_rung_keeps_it_here(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    chained.now = NIGHT - DAY
    id = await chained.write(ASKS)
    await chained.move(NIGHT)
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "queued")]
    assert await chained.text(id) == ("Telegram: отправлено 24 ноября, 3:00 · окно: уйдёт в среду в 9:00"), (
        "it rings nobody at night"
    )
    assert chained.rung == 0
    assert await chained.anna.words() == ["Добрый день", ASKS], "Telegram took it: the window shows it too"
    await chained.phone.says("Утром приеду")
    await chained.work()
    await chained.move(MORNING)
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "withdrawn")]
    assert chained.rung == 0


async def test_a_rung_leaves_at_the_good_hour_and_its_push_with_it(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    chained.now = NIGHT
    await chained.phone.blocks()
    id = await chained.write("Машина готова.")
    assert await chained.attempts(id) == [("telegram", "failed"), ("web", "queued")]
    await chained.move(MORNING - timedelta(seconds=1))
    assert chained.rung == 0
    await chained.move(MORNING)
    assert await chained.attempts(id) == [("telegram", "failed"), ("web", "sent")]
    assert chained.rung == 1


async def test_a_word_that_the_journal_has_not_told_yet_keeps_a_leaving_rung_here(
    chained: Chained,  # noqa: F811
) -> None:
    """The worker that reads the journal may be behind: what leaves is judged once more."""
    await chained.both_ways()
    chained.now = NIGHT - DAY
    id = await chained.write(ASKS)
    await chained.move(NIGHT)
    chained.now = MORNING
    await chained.phone.says("Утром приеду")
    await chained.office.bring_in()
    await chained.office.handle()
    await send_due(chained.office.worker, chained.house.id)
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "withdrawn")]


async def test_a_text_that_reached_nobody_is_called_about_at_an_hour_that_is_good_for_its_client(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.has_telegram()
    chained.now = NIGHT
    await chained.phone.blocks()
    id = await chained.write("Машина готова.")
    assert (await chained.chain(id))["call_at"] == MORNING
    [task] = await chained.calls()
    assert task["due_at"] == MORNING
    assert await chained.text(id) == ("Telegram: не доставлено 3:00 · позвоните в среду в 9:00")


async def test_in_doubt_the_manager_is_asked_and_one_tap_sends_it_by_the_next_way(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.both_ways()
    chained.office.fake.fail_next("sendMessage", kind="drop_after_accept", chat=chained.phone.id)
    id = await chained.write(ASKS)
    await chained.move(chained.now + 9 * DAY)
    assert await chained.attempts(id) == [("telegram", "not_confirmed")], "nobody decides it but a person"
    shown = await chained.shown(id)
    assert (shown["question"], shown["go_on"]) == (
        "Возможно, дошло. Отправить и другим путём: окно?",
        "Отправить: окно",
    )
    [task] = await chained.calls()
    assert task["says"] == "task.unreached.ask"
    assert await chained.act(id, "next") == 201
    await chained.work()
    assert await chained.attempts(id) == [("telegram", "not_confirmed"), ("web", "sent")]
    assert await chained.calls() == []
    assert await chained.act(id, "next") == 409, "the question was answered"


async def test_it_arrived_says_the_manager_and_the_clock_runs_from_then(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    chained.office.fake.fail_next("sendMessage", kind="drop_after_accept", chat=chained.phone.id)
    id = await chained.write(ASKS)
    assert await chained.act(id, "confirmation") == 200
    await chained.work()
    assert await chained.calls() == []
    assert (await chained.chain(id))["due_at"] == chained.now + DAY
    await chained.move(chained.now + DAY)
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "sent")]


async def test_two_workers_and_a_clock_that_runs_back_open_each_rung_once(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    id = await chained.write(ASKS)
    sent_at = chained.now
    chained.now = sent_at + DAY
    worker, house = chained.office.worker, chained.house.id
    await asyncio.gather(*(move_chains(worker, house) for _ in range(5)))
    for hours in (-2, 0, 2):
        chained.now = sent_at + DAY + timedelta(hours=hours)
        await asyncio.gather(move_chains(worker, house), move_chains(worker, house))
    await chained.work()
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "sent")]
    assert await chained.office.count("entries", "kind = 'chain.opened'") == 1
    assert chained.rung == 1


async def test_a_statement_that_telegram_took_is_pushed_to_the_window_but_never_becomes_a_call(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.both_ways()
    id = await chained.write("Машина готова.")
    await chained.move(chained.now + DAY)
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "sent")]
    await chained.move(chained.now + 9 * DAY)
    assert await chained.calls() == []
    assert (await chained.chain(id))["because"] == "sent"


async def test_from_the_window_to_telegram_it_goes_when_the_window_stays_shut(chained: Chained) -> None:  # noqa: F811
    await chained.has_telegram()
    await chained.has_window(pushes=False)
    chained.now += timedelta(minutes=1)
    await chained.anna.says("Когда будет готова?")
    await chained.work()
    chained.now += timedelta(minutes=1)
    id = await chained.write("К шести. Подойдёт?")
    assert await chained.attempts(id) == [("web", "sent")]
    await chained.move(chained.now + DAY)
    assert await chained.attempts(id) == [("web", "sent"), ("telegram", "sent")]
    assert chained.office.told(chained.phone)[-1] == "Вера Орлова:\nК шести. Подойдёт?"


async def test_a_text_of_telegram_that_the_client_reads_in_their_window_is_seen(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    id = await chained.write(ASKS)
    await chained.anna.sees_all()
    await chained.move(chained.now + 9 * DAY)
    assert (await chained.chain(id))["because"] == "seen"
    assert await chained.attempts(id) == [("telegram", "sent")]


async def test_a_window_that_is_forgotten_is_a_way_no_more(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    await chained.anna.ask("DELETE", "/api/c/session")
    await chained.phone.blocks()
    id = await chained.write("Машина готова.")
    assert "позвоните" in await chained.text(id)
    assert [state for _, state in await chained.attempts(id)][-1] == "failed"
    assert len(await chained.calls()) == 1


async def test_a_contact_that_ended_is_no_way_either(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    sql = "UPDATE contact_points SET ended_at = $2 WHERE dealership_id = $1 AND kind = 'web'"
    await act(chained.office, sql, chained.now)
    await chained.phone.blocks()
    id = await chained.write("Машина готова.")
    assert await chained.attempts(id) == [("telegram", "failed")]
    assert len(await chained.calls()) == 1


async def test_a_call_ticked_off_ends_what_waited_for_it_and_taken_back_it_waits_again(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.has_telegram()
    await chained.phone.blocks()
    id = await chained.write("Машина готова.")
    [task] = await chained.calls()
    path = f"/api/tasks/{task['id']}/completion"
    body = {"id": str(task["id"]), "saw": "task.unreached.call"}
    assert (await chained.house.post("vera", path, body)).status_code == 200
    assert await chained.text(id) == ("Telegram: не доставлено 12:00 · звонок отмечен 12:00")
    assert (await chained.house.send("vera", "DELETE", path)).status_code == 200
    assert (await chained.text(id)).endswith("позвоните")
    assert len(await chained.calls()) == 1


async def logs(town: Chained, **touch: Any) -> str:
    """Vera writes a call down, and whoever follows reads of it; its address."""
    town.now += timedelta(minutes=10)
    body = {"id": (id := str(new_id())), "kind": "call", "direction": "out", "outcome": "talked", **touch}
    answer = await town.house.post("vera", f"/api/clients/{town.office.anna}/touches", body)
    assert answer.status_code == 201, answer.text
    await town.follow()
    return f"/api/touches/{id}"


async def test_a_call_in_which_they_talked_ends_what_waited_for_it_and_taken_back_it_waits_again(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.has_telegram()
    await chained.phone.blocks()
    id = await chained.write("Машина готова.")
    for no_talk in ({"outcome": "no_answer"}, {"at": (chained.now - timedelta(hours=1)).isoformat()}):
        await logs(chained, **no_talk)
        assert len(await chained.calls()) == 1, no_talk
    first, second = await logs(chained), await logs(chained)
    assert await chained.calls() == []
    assert await chained.text(id) == ("Telegram: не доставлено 12:00 · звонок отмечен 12:30")
    for touch, open_tasks in ((first, 0), (second, 1)):
        assert (await chained.house.send("vera", "DELETE", touch)).status_code == 200
        await chained.follow()
        assert len(await chained.calls()) == open_tasks
    assert (await chained.text(id)).endswith("позвоните")


async def test_each_rung_reaches_veras_phone_by_her_feed(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    id = await chained.write(ASKS)
    sql = """SELECT max(r.seq) FROM feed_rows r WHERE r.dealership_id = $1 AND r.kind = 'message' AND r.row_id = $2"""
    seen = [(await chained.office.rows(sql, id))[0]["max"]]
    sent_at = chained.now
    for days in (1, 2):
        await chained.move(sent_at + days * DAY)
        seen.append((await chained.office.rows(sql, id))[0]["max"])
    assert seen == sorted(set(seen)), "a poke for each"


async def test_another_house_sees_no_chain_and_may_answer_none(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    chained.office.fake.fail_next("sendMessage", kind="drop_after_accept", chat=chained.phone.id)
    id = await chained.write(ASKS)
    rows = await chained.office.rows(
        "SELECT id FROM deliveries WHERE dealership_id = $1 AND thing_id = $2", id
    )
    path = f"/api/deliveries/{rows[0]['id']}/next"
    answer = await chained.house.post("oleg", path, {"id": str(rows[0]["id"])})
    assert answer.status_code == 404
    assert (await chained.chain(id))["state"] == "asking"
