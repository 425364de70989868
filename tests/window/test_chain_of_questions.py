"""What the house asks by itself goes on by the same chain; consents and tasks hold for all of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.agenda.reminding import remind_of_service
from app.conversations.asked import Option
from app.conversations.asking import ask, stop_asking
from app.kit.ids import new_id
from app.ownership.jobs import raise_due_events
from app.texts import Phrase
from tests.ownership.garage import park
from tests.push.conftest import pushing, service  # noqa: F401
from tests.window.chained import NOON, Chained, chained, moved  # noqa: F401

THREE_DAYS = timedelta(hours=72)


async def reminded(chained: Chained) -> str:  # noqa: F811
    """Anna's service is near and she is asked; the message that asks."""
    await chained.agree("reminders", True)
    await park(chained.house, chained.office.anna, date(2025, 12, 1), 7)
    await raise_due_events(chained.office.worker, chained.house.id)
    await chained.follow()
    await remind_of_service(chained.office.worker, chained.house.id)
    await chained.work()
    return str(
        (await chained.office.rows("SELECT message_id FROM asks WHERE dealership_id = $1"))[0]["message_id"]
    )


async def service_task(chained: Chained) -> tuple[str, str]:  # noqa: F811
    sql = """SELECT words->>'code' AS says, because->>'code' AS because FROM tasks
             WHERE dealership_id = $1 AND kind = 'service'"""
    [task] = await chained.office.rows(sql)
    return task["says"], task["because"]


async def calm(chained: Chained) -> None:  # noqa: F811
    """Nobody waits for an answer, so that a reminder may go."""
    thread = (await chained.office.thread())["thread_id"]
    await chained.house.post("vera", f"/api/threads/{thread}/waiver", {"id": str(new_id())})
    chained.now = NOON + timedelta(hours=21)  # and the last talk is long enough ago


async def test_a_reminder_nobody_answers_goes_to_the_window_and_then_its_one_task_says_to_call(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.both_ways()
    await calm(chained)
    id = await reminded(chained)
    asked_at = chained.now
    assert await chained.attempts(id) == [("telegram", "sent")]
    assert (await service_task(chained))[0] == "task.service.due"
    await chained.move(asked_at + THREE_DAYS)
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "sent")]
    await chained.move(asked_at + 2 * THREE_DAYS)
    assert await service_task(chained) == ("task.service.call", "task.service.unheard")
    assert await chained.calls() == [], "one matter, one task"
    await chained.phone.presses("Через 2 недели")
    await chained.work()
    assert (await service_task(chained))[0] == "task.service.later"
    assert (await chained.chain(id))["because"] == "seen"


async def test_a_reminder_that_telegram_refuses_is_asked_in_the_window_and_not_put_anew(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.both_ways()
    await calm(chained)
    chained.office.fake.fail_next("sendMessage", kind="blocked", chat=chained.phone.id)
    id = await reminded(chained)
    assert await chained.attempts(id) == [("telegram", "failed"), ("web", "sent")]
    assert await chained.office.count("entries", "kind = 'due_event.not_reminded'") == 0
    said = (await chained.anna.talk())["sayings"][-1]
    assert [choice["key"] for choice in said["choices"]] == ["book", "later", "elsewhere", "gone"]


async def test_a_reminder_that_got_nowhere_is_its_services_task_with_the_words_for_an_sms(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.has_telegram()
    await calm(chained)
    chained.office.fake.fail_next("sendMessage", kind="blocked", chat=chained.phone.id)
    id = await reminded(chained)
    assert (await service_task(chained))[0] == "task.service.call"
    assert await chained.calls() == []
    assert "подходит к ТО" in (await chained.shown(id))["sms"]


async def test_consent_withdrawn_meanwhile_stops_a_reminder_between_two_rungs(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    await calm(chained)
    id = await reminded(chained)
    chained.now += timedelta(hours=1)
    await chained.agree("reminders", False)
    await chained.move(chained.now + THREE_DAYS)
    assert await chained.attempts(id) == [("telegram", "sent")]
    assert (await chained.chain(id))["because"] == "no_consent"


async def asked(chained: Chained, kind: str, lane: Any) -> tuple[str, UUID]:  # noqa: F811
    """Anna is asked something; the message, and what it is about."""
    subject = new_id()
    options = [Option(key="yes", words=Phrase("button.solved"))]
    await chained.office.work(
        lambda db: ask(
            db, chained.office.anna, kind=kind, subject=subject, lane=lane,
            words=Phrase("survey.who_reads"), options=options,
        )
    )  # fmt: skip
    await chained.work()
    rows = await chained.office.rows(
        "SELECT message_id FROM asks WHERE dealership_id = $1",
    )
    return str(rows[0]["message_id"]), subject


@pytest.mark.parametrize(("lane", "calls"), [("reminder", 0), ("announcement", 1), ("campaign", 0)])
async def test_what_reached_nobody_is_called_about_but_never_an_offer_or_without_consent(
    chained: Chained,  # noqa: F811
    lane: str,
    calls: int,
) -> None:
    await chained.has_telegram()
    if lane == "campaign":
        await chained.agree("offers", True)
    chained.office.fake.fail_next("sendMessage", kind="blocked", chat=chained.phone.id)
    id, _ = await asked(chained, "test", lane)
    assert await chained.attempts(id) == [("telegram", "failed")]
    await chained.move(chained.now + 9 * THREE_DAYS)
    assert len(await chained.calls()) == calls


async def test_a_matter_that_is_settled_is_carried_no_further(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    id, subject = await asked(chained, "test", "announcement")
    await chained.office.work(lambda db: stop_asking(db, subject))
    await chained.move(chained.now + 9 * THREE_DAYS)
    assert (await chained.chain(id))["because"] == "settled"
    assert await chained.attempts(id) == [("telegram", "sent")]


async def test_a_long_text_goes_to_the_next_way_whole_and_what_is_left_of_the_first_stays_here(
    chained: Chained,  # noqa: F811
) -> None:
    await chained.both_ways()
    text = "Расскажу подробно. " * 400
    chained.office.fake.fail_next("sendMessage", kind="blocked", chat=chained.phone.id)
    id = await chained.write(text)
    fates = await chained.attempts(id)
    assert fates == [("telegram", "failed"), ("telegram", "withdrawn"), ("web", "sent"), ("web", "sent")]
    assert (await chained.anna.words())[-1] == text.strip()
    assert chained.rung == 1
    assert len(chained.office.told(chained.phone)) == 1, "only the greeting"


async def test_sent_again_by_a_person_and_the_house_never_at_once(chained: Chained) -> None:  # noqa: F811
    await chained.has_telegram()
    chained.office.fake.fail_next("sendMessage", kind="blocked", chat=chained.phone.id)
    id = await chained.write("Машина готова.")
    assert len(await chained.calls()) == 1
    await chained.phone.unblocks()
    await chained.work()
    assert await chained.act(id, "attempts") == 201
    await chained.office.send()  # its chat has a limit: the third of a moment waits for its second
    await chained.work()
    assert await chained.attempts(id) == [("telegram", "failed"), ("telegram", "sent")]
    assert "позвоните" not in await chained.text(id)
    assert await chained.calls() == []
