"""No word of a client is lost, doubled or out of order, whoever is killed on its way in."""

import asyncio
import contextlib
from collections import defaultdict
from pathlib import Path

import pytest

from tests.bots.nursery import Nursery
from tests.chaos.oracle import Words, heard
from tests.chaos.profile import either
from tests.chaos.report import Report
from tests.chaos.storm import Storm, storm

CHATS = either(12, 400)
UPDATES = either(96, 10_000)
KILLS = either(5, 200)
RESTARTS = either(1, 5)
SIDE_BY_SIDE = 8


async def talk(storm: Storm, chats: int, updates: int) -> Words:
    """Everybody talks until so much was said and the storm is over: chats side by side, each in its order."""
    said: Words = defaultdict(list)
    crowd = await storm.crowd(chats)

    async def some(few: list[tuple[object, object]]) -> None:
        number = 0
        while number * len(crowd) < updates or not storm.over.is_set():
            for town, person in few:  # type: ignore[misc]
                words = f"{person.id}/{number}"
                await person.says(words)
                said[town.bot, str(person.id)].append(words)
                # Enough was said: from now on only so much that the storm still meets somebody talking.
                if enough := number * len(crowd) >= updates:
                    await asyncio.sleep(1.0)
                if enough and storm.over.is_set():
                    return
            number += 1

    await asyncio.gather(*(some(crowd[n::SIDE_BY_SIDE]) for n in range(SIDE_BY_SIDE)))  # type: ignore[arg-type]
    return said


async def repeat(storm: Storm) -> None:
    """Telegram brings old updates again, after newer ones."""
    while storm.mode == "webhook" and not storm.over.is_set():
        await asyncio.sleep(0.2)
        with contextlib.suppress(ValueError):  # nothing to repeat yet
            await storm.telegram.push_again(storm.towns[0].bot, None)


@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_no_word_is_lost_doubled_or_out_of_order(
    tmp_path: Path, nursery: Nursery, report: Report, mode: str
) -> None:
    async with storm(tmp_path, nursery, mode) as found:
        if mode == "webhook":
            await found.telegram.fail_next("webhook", kind="double", times=None)
        said, toll, _ = await asyncio.gather(
            talk(found, CHATS, UPDATES), found.blow(KILLS, RESTARTS), repeat(found)
        )
        await found.leases_run_out()
        await found.quiet(either(120, 600))
        judged = await heard(found, said)
    total = sum(map(len, said.values()))
    report.tell(
        f"in by {mode}: nothing lost, doubled or out of order",
        f"{total} updates of {len(said)} chats, {toll.kills} SIGKILLs ({toll.at_places.total()} at named places), "
        f"{toll.restarts} restarts of the database: {len(judged.lost)} lost, {len(judged.doubled)} doubled, "
        f"{len(judged.disordered)} chats out of order",
    )
    assert (judged.lost, judged.doubled, judged.disordered, judged.put_aside) == ([], [], [], 0)
