"""A promise is watched by real workers and a moved clock, one killed at every step: told, put off and called once."""

from datetime import timedelta
from typing import Any

from tests.bots.garage import NOON
from tests.bots.nursery import until
from tests.bots.test_clock_crashes import Morning, morning
from tests.bots.test_unnoticed_crashes import linked

__all__ = ["morning"]

MINUTE = timedelta(minutes=1)
ONE = NOON + timedelta(hours=1)
STEPS = ("watch_due", "watch_looking")


async def settled(scene: Morning) -> Any:
    return (
        await scene.count("watches", "state = 'queued'") > 0
        and await scene.count("followups") == 0
        and await scene.count("deliveries", "state IN ('queued', 'sending') AND lane <> 'announcement'") == 0
    )


async def test_the_client_is_told_once_put_off_once_and_the_ladder_called_once_whoever_dies(
    morning: Morning,
) -> None:
    morning.at(NOON)
    async with morning.worker():
        await linked(morning)
        await morning.phone.says("Когда привезут коврики?")
        await until(lambda: morning.count("watches"), "a promise is watched")
        await until(lambda: settled(morning), "nobody has anything left to do")
        await morning.quiet()
    for at, words in (
        (NOON + 3 * MINUTE, "сообщение получено"),
        (ONE - 5 * MINUTE, "к этому времени не успеваем"),
    ):
        morning.at(at)
        await morning.dies_at(*STEPS)
        assert morning.told(words) == 0, "what a dead worker had begun is not there"
        await morning.dies_at("watch_looked")
        async with morning.worker(), morning.worker():
            await until(lambda words=words: told(morning, words), "it is said")  # type: ignore[misc]
            await morning.quiet()
        assert morning.told(words) == 1
    morning.at(ONE)
    await morning.dies_at(*STEPS)
    assert await morning.count("ladder_calls") == 0
    await morning.dies_at("watch_looked")
    async with morning.worker(), morning.worker():
        await until(lambda: settled(morning), "whoever is called has been rung")
        await morning.quiet()
    assert await morning.count("ladder_calls") == 1
    assert await morning.count("notices", "kind = 'ladder'") == 1
    assert await morning.count("entries", "kind IN ('promise.told', 'promise.moved', 'promise.missed')") == 4


async def told(scene: Morning, words: str) -> bool:
    return scene.told(words) > 0
