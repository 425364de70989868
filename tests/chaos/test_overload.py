"""More is asked than can be served: who cannot be served is told to come again, and what was acknowledged is there."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import psutil

from app.kit.ids import new_id
from app.kit.pool import WAITING
from tests.bots.nursery import Nursery
from tests.chaos.profile import either
from tests.chaos.report import Report
from tests.chaos.storm import Storm, Town, storm

AT_ONCE = either(
    150, WAITING + 2_000
)  # writes; the short profile's wait in vain, the long one's may not even wait
ROUNDS = either(1, 5)
TALKS, REPEATS = 8, 100


@contextlib.asynccontextmanager
async def nothing_is_written(storm: Storm) -> AsyncIterator[None]:
    """The messages are held by somebody else: whoever writes one waits, and all others behind them."""
    holder = await asyncpg.connect(storm.truth.database_url)
    try:
        async with holder.transaction():
            await holder.execute("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await holder.close()


class Crowd:
    """Phones that write at once, each its own message; they repeat what was not taken."""

    def __init__(self, storm: Storm, line: httpx.AsyncClient, talks: list[tuple[Town, UUID]]) -> None:
        self.storm, self.line, self.talks = storm, line, talks
        self.answers: Counter[int] = Counter()
        self.strange: list[str] = []
        self.shed = asyncio.Event()
        self.taken: set[UUID] = set()

    async def bring(self, town: Town, thread: UUID, id: UUID) -> bool:
        headers = {"authorization": f"Bearer {await town.house.token('vera')}"}
        body = {"id": str(id), "text": f"слово {id}"}
        try:
            answer = await self.line.post(f"/api/threads/{thread}/messages", json=body, headers=headers)
        except httpx.TransportError:  # a line that was kept and is closed at this moment: phones repeat
            return False
        self.answers[answer.status_code] += 1
        if answer.status_code == 201:
            self.taken.add(id)
            return True
        self.shed.set()
        if not fair(answer):
            self.strange.append(f"{answer.status_code} {dict(answer.headers)} {answer.text[:200]}")
        return False

    async def until_taken(self, number: int) -> None:
        town, thread = self.talks[number % len(self.talks)]
        id = new_id()
        for _ in range(REPEATS):
            if await self.bring(town, thread, id):
                return
            await asyncio.sleep(1)


def fair(answer: httpx.Response) -> bool:
    """A no that says when to come again, and in words what is the matter."""
    if answer.status_code != 503 or int(answer.headers.get("retry-after", 0)) < 1:
        return False
    told: dict[str, Any] = answer.json()
    return told["code"] == "unavailable" and len(told["detail"]) > 10


async def test_who_cannot_be_served_is_told_so_and_nothing_acknowledged_is_lost(
    tmp_path: Path, nursery: Nursery, report: Report
) -> None:
    async with storm(tmp_path, nursery, "polling") as found:
        found.start()
        talks = await found.everybody_writes(TALKS)
        await talks[0][0].house.token("vera")  # she is signed in
        api = psutil.Process(next(post.pid for post in found.posts if post.part == "api"))
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx.AsyncClient(base_url=found.door, limits=limits, timeout=120) as line:
            crowd = Crowd(found, line, talks)
            for _ in range(ROUNDS):
                crowd.shed.clear()
                async with nothing_is_written(found):
                    asking = [asyncio.create_task(crowd.until_taken(number)) for number in range(AT_ONCE)]
                    await crowd.shed.wait()
                    assert (await line.get("/health")).status_code == 200
                await asyncio.gather(*asking)
        memory = api.memory_info().rss
        there = Counter(
            row["id"] for row in await found.all("SELECT id FROM messages WHERE direction = 'out'")
        )
        assert api.is_running(), "it is the same process as before"
    report.tell(
        "more is asked than can be served",
        f"{ROUNDS} times {AT_ONCE} writes at once while nothing could be written: {crowd.answers[503]} told to "
        f"come again, {len(crowd.taken)} taken, {len(crowd.taken - there.keys())} of them lost; "
        f"{memory / 2**20:.0f} MB in the API's process",
    )
    assert crowd.strange == []
    assert crowd.answers.keys() == {201, 503}
    assert len(crowd.taken) == ROUNDS * AT_ONCE
    assert crowd.taken <= there.keys()
    assert set(there.values()) == {1}
