"""Far more comes in than one worker can read: it waits, nobody grows by it, and all of it is read in the end."""

import asyncio
import time
from collections import defaultdict
from pathlib import Path

import psutil

from tests.bots.nursery import Nursery
from tests.chaos.oracle import Words, heard
from tests.chaos.profile import either
from tests.chaos.report import Report
from tests.chaos.storm import Storm, kill, storm
from tests.chaos.test_outage import webhook_is_set

CHATS = either(12, 200)
SECONDS = either(2, 30)
SIDE_BY_SIDE = 16
GROWTH = (
    96 * 2**20
)  # bytes: a process that kept what it was brought would pass this by far in the long profile


class Scale:
    """How much memory the processes hold, looked at all the while."""

    def __init__(self, storm: Storm) -> None:
        self.storm, self.first, self.most = storm, 0, 0

    def look(self) -> int:
        held = 0
        for post in self.storm.posts:
            if post.pid and psutil.pid_exists(post.pid):
                held += psutil.Process(post.pid).memory_info().rss
        return held

    async def watch(self, over: asyncio.Event) -> None:
        while not over.is_set():
            self.most = max(self.most, self.look())
            await asyncio.sleep(0.2)


async def pour(storm: Storm, said: Words) -> None:
    """Everybody writes as fast as Telegram takes it."""
    crowd, until = await storm.crowd(CHATS), time.monotonic() + SECONDS

    async def some(place: int) -> None:
        number = 0
        while time.monotonic() < until or number < 2:
            for town, person in crowd[place::SIDE_BY_SIDE]:
                await person.says(f"слово {number}")
                said[town.bot, str(person.id)].append(f"слово {number}")
            number += 1

    await asyncio.gather(*(some(place) for place in range(SIDE_BY_SIDE)))


async def test_what_is_too_much_for_one_worker_waits_and_is_all_read(
    tmp_path: Path, nursery: Nursery, report: Report
) -> None:
    said: Words = defaultdict(list)
    async with storm(tmp_path, nursery, "webhook") as found:
        found.start()
        await webhook_is_set(found)
        await pour_a_little(found, said)
        kill(found.posts[0].pid)  # one of the two workers stops
        scale, over = Scale(found), asyncio.Event()
        scale.first = scale.look()
        watching = asyncio.create_task(scale.watch(over))
        begun = time.monotonic()
        await pour(found, said)
        await found.quiet(either(180, 900))
        drained = time.monotonic() - begun
        over.set()
        await watching
        pushes = (await found.telegram.ledger()).of("push")
        judged = await heard(found, said)
    told = [push.data["status"] for push in pushes]
    took = sorted(push.data["took"] for push in pushes if push.data["status"] == 200)
    p50, p99 = (1000 * took[int(len(took) * share)] for share in (0.5, 0.99))
    total = sum(map(len, said.values()))
    report.tell(
        "more than one worker can read",
        f"{total} updates in {SECONDS} s with one of two workers stopped, all read after {drained:.0f} s: "
        f"{told.count(200)} taken (half of them in {p50:.0f} ms, p99 {p99:.0f} ms), "
        f"{told.count(503)} asked to come again, {len(judged.lost)} lost, "
        f"{len(judged.doubled)} doubled; memory of the processes {scale.first >> 20} MB, at most {scale.most >> 20} MB",
    )
    assert set(told) <= {200, 503}, "taken, or asked to come again"
    assert (judged.lost, judged.doubled, judged.disordered, judged.put_aside) == ([], [], [], 0)
    assert scale.most < scale.first + GROWTH


async def pour_a_little(storm: Storm, said: Words) -> None:
    """Everybody has a talk, and the processes are as large as they get by working."""
    for town, person in await storm.crowd(CHATS):
        await person.says("Здравствуйте")
        said[town.bot, str(person.id)].append("Здравствуйте")
    await storm.quiet(either(120, 300))
