"""Words at night, with real workers and a moved clock, one killed at every step: judged, asked and woken once."""

from datetime import timedelta
from typing import Any

import pytest

from tests.bots.menu import NIGHT
from tests.bots.nursery import until
from tests.bots.test_clock_crashes import Morning, morning
from tests.bots.test_unnoticed_crashes import LINE, linked, told
from tests.fakes.telegram import User

__all__ = ["morning"]

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
QUESTION, UNDERSTOOD = "Это срочно или подождёт?", "поняли: срочно"


async def has_written(scene: Morning, words: str) -> User:
    """Anna has written to Vera at night; her burst waits for its pause."""
    scene.at(NIGHT)
    async with scene.worker():
        hers = await linked(scene)
        await scene.phone.says(words)
        await until(lambda: scene.count("bursts"), "her words are there")
        await until(lambda: rests(scene), "nobody has anything left to read")
        await scene.quiet()
    assert await scene.count("bursts", "state = 'over'") == 0
    return hers


async def rests(scene: Morning) -> Any:
    return await scene.count("followups") == 0


async def over(scene: Morning) -> bool:
    return await scene.count("bursts", "state = 'queued'") == 0 and await rests(scene)


async def two_at_once(scene: Morning) -> None:
    async with scene.worker(), scene.worker():
        await until(lambda: over(scene), "it is judged and read")
        await scene.quiet()


@pytest.mark.kills(20)
async def test_a_doubt_is_asked_about_once_and_its_answer_wakes_once_whoever_dies(morning: Morning) -> None:
    hers = await has_written(morning, "Машина не заводится")
    morning.at(NIGHT + 15 * SECOND)
    await morning.dies_at("burst_due", "burst_judging")
    assert await morning.count("asks") == 0, "what a dead worker had begun is not there"
    await morning.dies_at("burst_judged")
    assert await morning.count("asks") == 1
    await two_at_once(morning)
    assert morning.told(QUESTION) == 1

    await morning.phone.presses("Да, срочно")
    await morning.dies_at("updates_stored", "arrival_claimed", "burst_answered")
    assert await morning.count("tasks", "kind = 'urgent'") == 0
    await morning.dies_at("arrival_handled")
    await two_at_once(morning)
    assert await morning.count("tasks", "kind = 'urgent'") == 1
    assert morning.told(UNDERSTOOD) == 1

    morning.at(NIGHT + 15 * SECOND + MINUTE)
    await morning.dies_at("alert_due", "alert_raising", "alert_looked")
    async with morning.worker(), morning.worker():
        await until(lambda: told(morning, hers, LINE), "Vera is written to at night")
        await morning.quiet()
    assert (told(morning, hers, LINE), morning.told(QUESTION), morning.told(UNDERSTOOD)) == (1, 1, 1)
    assert await morning.count("entries", "kind IN ('urgent.called', 'burst.judged')") == 2


async def test_trouble_wakes_once_whoever_dies(morning: Morning) -> None:
    hers = await has_written(morning, "Мы перевернулись, стоим на обочине")
    morning.at(NIGHT + 15 * SECOND)
    await morning.dies_at("burst_due", "burst_judging")
    assert await morning.count("tasks", "kind = 'urgent'") == 0
    await morning.dies_at("burst_judged", "followup_acted", "followup_read")
    await two_at_once(morning)
    morning.at(NIGHT + 15 * SECOND + MINUTE)
    async with morning.worker(), morning.worker():
        await until(lambda: told(morning, hers, LINE), "Vera is written to at night")
        await morning.quiet()
    found = [
        await morning.count("tasks", "kind = 'urgent'"),
        morning.told(UNDERSTOOD),
        told(morning, hers, LINE),
    ]
    assert found == [1, 1, 1]
    assert await morning.count("bursts", "outcome = 'woke'") == 1
