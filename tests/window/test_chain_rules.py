"""Other rules of the chain: texts on their way go by them from the next look on, what was done already stays."""

from datetime import timedelta
from typing import Any

from tests.push.conftest import pushing, service  # noqa: F401
from tests.window.chained import NOON, Chained, chained, moved  # noqa: F401
from tests.window.test_chain import ASKS, DAY

HOUR = timedelta(hours=1)


async def sets(chained: Chained, version: int = 0, **reply: Any) -> None:  # noqa: F811
    """Alla sets the rules for replies; the worker reads the journal."""
    rules = {"silence_hours": 24, "calls": "unseen", "ways": ["telegram", "web"]} | reply
    body = {"version": version, "rules": {"reply": rules}}
    answer = await chained.house.send("alla", "PUT", "/api/standards/chain", body)
    assert answer.status_code == 200, answer.text
    await chained.work()


async def test_a_silence_made_shorter_counts_for_texts_on_their_way(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    id = await chained.write(ASKS)
    await chained.move(NOON + 5 * HOUR)
    assert await chained.attempts(id) == [("telegram", "sent")]
    await sets(chained, silence_hours=4)
    await chained.move()
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "sent")]


async def test_a_silence_made_longer_or_no_sign_at_all_holds_them_back(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    id = await chained.write(ASKS)
    await sets(chained, silence_hours=48)
    await chained.move(NOON + DAY + HOUR)
    assert await chained.attempts(id) == [("telegram", "sent")]
    await chained.move(NOON + 2 * DAY + HOUR)
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "sent")]
    await sets(chained, 1, silence_hours=None, calls="failed")
    await chained.move(NOON + 9 * DAY)
    assert await chained.calls() == []
    assert (await chained.chain(id))["state"] == "over"


async def test_who_was_told_to_call_stays_told_and_what_was_opened_stays_open(chained: Chained) -> None:  # noqa: F811
    await chained.both_ways()
    id = await chained.write(ASKS)
    await chained.move(NOON + DAY + HOUR)
    await chained.move(NOON + 2 * DAY + 2 * HOUR)
    assert len(await chained.calls()) == 1
    await sets(chained, silence_hours=300)
    await chained.move(NOON + 2 * DAY + 3 * HOUR)
    assert len(await chained.calls()) == 1
    assert await chained.attempts(id) == [("telegram", "sent"), ("web", "sent")]


async def test_without_calls_for_silence_a_question_ends_quietly_but_a_failed_text_never_does(
    chained: Chained,  # noqa: F811
) -> None:
    await sets(chained, calls="failed")
    await chained.both_ways()
    await chained.write(ASKS)
    await chained.move(NOON + DAY + HOUR)
    await chained.move(NOON + 3 * DAY)
    assert await chained.calls() == []
    assert (await chained.anna.ask("DELETE", "/api/c/session")).status_code == 204
    await chained.phone.blocks()
    await chained.write("Машина готова.")
    assert len(await chained.calls()) == 1
