"""A house that cannot take updates says so, and takes every one of them when it can again."""

import asyncio
import time
from collections import defaultdict
from pathlib import Path

from tests.bots.nursery import Nursery, until
from tests.chaos.oracle import Words, heard
from tests.chaos.profile import either
from tests.chaos.report import Report
from tests.chaos.storm import Storm, storm
from tests.fakes.telegram.ledger import Record

CHATS = either(10, 200)
FROZEN = either(12, 90)  # seconds
MISSED = either(100, 5_000)
AWAY = 22 * 3600.0  # seconds; Telegram keeps updates for a day


async def says_all(storm: Storm, said: Words, rounds: int, word: str) -> None:
    crowd = await storm.crowd(CHATS)
    for number in range(rounds):
        for town, person in crowd:
            said[town.bot, str(person.id)].append(f"{word} {number}")
            await person.says(f"{word} {number}")


async def webhook_is_set(storm: Storm) -> None:
    async def set_() -> bool:
        return all(bot["webhook"] for bot in (await storm.telegram.state())["bots"])

    await until(set_, "Telegram knows the way in")


async def test_telegram_hears_no_yes_while_the_database_stands_still(
    tmp_path: Path, nursery: Nursery, report: Report
) -> None:
    said: Words = defaultdict(list)
    async with storm(tmp_path, nursery, "webhook") as found:
        found.start()
        await webhook_is_set(found)
        await says_all(found, said, 1, "до")
        await found.quiet(120)
        with found.frozen_database():
            begun = time.time()
            await says_all(found, said, 1, "во время")
            await asyncio.sleep(FROZEN)
            thawed = time.time()
        await found.quiet(either(120, 300))
        pushes = (await found.telegram.ledger()).of("push")
        judged = await heard(found, said)
    during = [push for push in pushes if begun < push.at < thawed]
    yes, no = told(during, 200), told(during, 503)
    report.tell(
        "a database that stands still is never taken for a yes",
        f"{FROZEN} s, {len(during)} attempts: {yes} said yes, {no} were asked to come again; "
        f"{len(judged.lost)} lost, {len(judged.doubled)} doubled",
    )
    assert yes == 0
    assert no > 0
    assert (judged.lost, judged.doubled, judged.disordered, judged.put_aside) == ([], [], [], 0)


def told(pushes: list[Record], status: int) -> int:
    return sum(push.data["status"] == status for push in pushes)


async def test_a_day_without_us_is_made_up_for(tmp_path: Path, nursery: Nursery, report: Report) -> None:
    said: Words = defaultdict(list)
    async with storm(tmp_path, nursery, "webhook") as found:
        found.start()
        await webhook_is_set(found)
        found.stop()
        await says_all(found, said, MISSED // CHATS, "пока нас не было")
        await found.telegram.skip(AWAY)
        begun = time.monotonic()
        found.start()
        await found.quiet(either(180, 900))
        seconds = time.monotonic() - begun
        judged = await heard(found, said)
        expired = (await found.telegram.ledger()).of("expired")
    report.tell(
        "22 hours away are made up for",
        f"{MISSED} updates, all read after {seconds:.0f} s with the start of the processes, "
        f"{len(judged.lost)} lost, {len(judged.doubled)} doubled",
    )
    assert expired == []
    assert (judged.lost, judged.doubled, judged.disordered, judged.put_aside) == ([], [], [], 0)
