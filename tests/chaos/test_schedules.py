"""Many reminders, three schedulers, kills, and six hours without any: each client is asked exactly once."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import pytest

from tests.bots.nursery import Nursery
from tests.chaos.crew import Crew, soon
from tests.chaos.profile import either
from tests.chaos.report import Report
from tests.chaos.season import EARLY, GOOD, Season, once_each

REMINDERS, KILLS = either(30, 1_000), either(3, 60)
TOO_LATE = REMINDERS // 10  # cars whose service passed unseen more than 30 days ago
DOWN = timedelta(hours=6)


@pytest.fixture
async def crew(nursery: Nursery, season: Season, chance: Random) -> AsyncIterator[Crew]:
    made = Crew(nursery, season.config, season.house, chance)
    yield made
    await made.stop()


async def test_each_reminder_goes_once_through_kills_and_hours_without_a_worker(
    season: Season, crew: Crew, report: Report
) -> None:
    began = time.monotonic()
    crew.fill()
    await season.fill(of_all=REMINDERS, too_late=TOO_LATE)
    async with crew.dying(KILLS // 3, (0.2, 1.0)):
        season.now = EARLY
        await soon(season.all_raised, "each service is raised, or written down as seen too late")
    await soon(season.rested, "each is a task")
    assert await season.reminded() == 0, "nobody is asked before nine"

    season.now = GOOD
    async with crew.dying(KILLS // 3, (0.2, 1.0)):
        await season.next_look()
    await crew.kill(len(crew.pids))
    before = await season.reminded()
    season.now += DOWN
    crew.fill()
    async with crew.dying(KILLS - 2 * (KILLS // 3), (0.2, 1.0)):
        while await season.count("due_events", "remind_at IS NOT NULL"):
            await season.next_look()
    await soon(season.rested, "everything is sent")
    for _ in range(2):
        await season.next_look()
    season.now += timedelta(days=1)
    await season.next_look()
    await soon(season.rested, "the next day brings nothing new")
    await once_each(season)
    states = [state for each in (await season.fates()).values() for state in each]
    report.tell(
        "reminders by three schedulers",
        f"{REMINDERS} due, {crew.kills} kills, six hours without any after {before}: "
        f"{states.count('sent')} sent once, {states.count('not_confirmed')} not confirmed, {len(season.late)} too late "
        f"and written down, 0 twice, 0 lost; {time.monotonic() - began:.0f} s",
    )
