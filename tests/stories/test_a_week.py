"""A week of a house, at the clock's own pace: nobody waits in the dark, and the figures are those of the raw times."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.kit.db import Database
from app.simulation import queries
from app.simulation.figures import figures_of
from app.simulation.house import open_house
from app.simulation.model import DEAD_PHONE, HOUR, NO_WORKER, Figures, Size
from app.simulation.week import Week
from app.simulation.wires import lent
from app.sync.queries import flush
from tests.chaos.profile import SEED, either

SIZE = Size(seed=SEED, clients=either(8, 800), a_day=either(7, 60))
Lived = Callable[[Size], Awaitable[Week]]
Rows = list[dict[str, Any]]


@pytest.fixture
async def lived(site: str, database: Database, worker_database: Any) -> Lived:
    async def live(size: Size) -> Week:
        week = Week(size)
        mine, workers = (
            Database(pool, week.clock, flush, lambda *_: None)
            for pool in (database.pool, worker_database[0].pool)
        )
        with lent(week.rings):
            await week.begin(await open_house(mine), workers)
            await week.run()
        return week

    return live


async def rows(week: Week, sql: str, *args: Any) -> Rows:
    return [dict(row) for row in await week.house.unit(lambda db: db.rows(sql, *args))]


async def test_a_week_in_which_nobody_waits_in_the_dark(lived: Lived) -> None:
    print(f"seed {SEED}")
    week = await lived(SIZE)
    figures = await figures_of(week)
    print(figures)
    assert figures.promises > SIZE.days, "a week with something in it"
    assert figures.in_the_dark == []
    assert figures.without_responsible == 0
    assert figures.rest_broken == 0
    assert figures.pushes > SIZE.days
    assert figures.rung_at_rest == 0, "no push in quiet hours but for an emergency"
    promises = await week.house.unit(queries.promises_made)
    await nobody_was_told_twice(week)
    what_was_noted_is_what_was_counted(figures, promises)
    await broken_ones_were_called_for_at_their_minute(week, figures, promises)
    what_nobody_covers_was_known_a_day_before(figures)


async def nobody_was_told_twice(week: Week) -> None:
    told = await rows(
        week,
        "SELECT subject_id, count(*) FILTER (WHERE (facts->>'first')::bool) AS first FROM entries "
        "WHERE dealership_id = $1 AND kind = 'promise.told' GROUP BY 1",
    )
    assert all(row["first"] <= 1 for row in told)


def what_was_noted_is_what_was_counted(figures: Figures, promises: Rows) -> None:
    """Kept and late as the house noted them, and as they follow from when people spoke."""
    endings = [promise["ending"] for promise in promises]
    assert (endings.count("kept"), endings.count("late")) == (figures.kept, figures.late)
    assert figures.off_minute == 0
    for promise in promises:
        passed = (promise["ended_at"] or promise["by_at"] + HOUR) > promise["by_at"]
        assert (promise["missed_at"] is not None) == passed or NO_WORKER.holds(promise["by_at"]), promise


async def broken_ones_were_called_for_at_their_minute(week: Week, figures: Figures, promises: Rows) -> None:
    calls = await week.house.unit(queries.calls_made)
    first: dict[UUID, dict[str, Any]] = {}
    for call in calls:
        if call["urgency"] == "can_wait":
            first.setdefault(call["promise_id"], call)
    urgent = {call["promise_id"] for call in calls if call["urgency"] == "now"}
    for promise in promises:
        over = promise["ended_at"] or week.now
        if over > promise["by_at"] + 15 * HOUR and promise["id"] not in urgent:
            assert promise["id"] in first, "by then somebody else was at work"
    for call in first.values():
        late = call["at"] - call["due_at"]
        assert late <= (3 * HOUR if NO_WORKER.holds(call["due_at"]) else timedelta(0))
    assert figures.escalated == len(first) > 0, "a week in which nothing is late shows nothing"


def what_nobody_covers_was_known_a_day_before(figures: Figures) -> None:
    assert figures.gaps, "a Saturday with nobody is in it"
    for gap in figures.gaps:
        assert gap.ahead is not None, gap
        assert gap.ahead >= 24 * HOUR or gap.sudden, gap


async def test_a_dead_phone_is_made_up_for_by_whoever_is_called(lived: Lived) -> None:
    """Nobody knows that Vera's phone is dead: what she was promised for is answered by others all the same."""
    week = await lived(Size(seed=SEED, clients=6, a_day=30, days=2))
    vera = week.house.people["vera"]
    spoken = await rows(week, "SELECT at FROM messages WHERE dealership_id = $1 AND author_id = $2", vera)
    assert not any(DEAD_PHONE.holds(row["at"]) for row in spoken)
    answers = await rows(
        week,
        "SELECT m.author_id FROM promises p JOIN messages m ON m.dealership_id = p.dealership_id "
        "AND m.thread_id = p.thread_id AND m.at = p.ended_at "
        "WHERE p.dealership_id = $1 AND p.person_id = $2 AND p.ending = 'late' AND m.author_id <> $2",
        vera,
    )
    assert answers, "somebody else was called, and answered"
    figures = await figures_of(week)
    assert figures.unshown, "her phone was pushed to, and showed nothing"
    assert figures.in_the_dark == []


async def test_the_same_days_again_are_the_same_log(lived: Lived) -> None:
    """With other ids, in another house: nothing in it goes by chance."""
    size = Size(seed=SEED, clients=8, a_day=7, days=2)
    first, second = await lived(size), await lived(size)
    assert await first.log() == await second.log()
    assert len(await first.log()) > size.a_day
