"""The database is restarted again and again while everybody writes: nobody is told of it, and each act is done once."""

import asyncio
import time
from collections import Counter, defaultdict
from pathlib import Path
from uuid import UUID

import httpx
import msgspec

from app.kit.ids import new_id
from tests.bots.nursery import Nursery, until
from tests.chaos.oracle import Words, heard, sent
from tests.chaos.profile import either
from tests.chaos.report import Report
from tests.chaos.storm import Storm, Town, storm
from tests.network import PLAIN

RESTARTS = either(1, 20)
CHATS = either(4, 8)
PAUSE = either(1, 3)  # seconds of work between two restarts
WAITED_FOR = 4.0  # seconds of a database that is away, through which the house makes its callers wait


class Phone:
    """Vera writes; what was not answered is asked again by the same id, and what she was told is kept."""

    def __init__(self, storm: Storm) -> None:
        self.storm, self.line = storm, httpx.AsyncClient(base_url=storm.door, timeout=60, verify=PLAIN)
        self.told: Counter[int] = Counter()
        self.strange: list[str] = []
        self.taken: set[UUID] = set()

    async def writes(self, town: Town, thread: UUID) -> None:
        id = new_id()
        body = msgspec.json.encode({"id": id, "text": f"слово {id}"})
        headers = {
            "authorization": f"Bearer {await town.house.token('vera')}",
            "content-type": "application/json",
        }
        while id not in self.taken:
            answer = await self.line.post(f"/api/threads/{thread}/messages", content=body, headers=headers)
            self.told[answer.status_code] += 1
            if answer.status_code == 201:
                self.taken.add(id)
            elif answer.status_code == 503 and answer.headers.get("retry-after"):
                await asyncio.sleep(0.3)
            else:
                self.strange.append(f"{answer.status_code} {answer.text[:200]}")
                return


async def test_nobody_is_told_of_a_database_that_is_restarted_and_each_act_is_done_once(
    tmp_path: Path, nursery: Nursery, report: Report
) -> None:
    said: Words = defaultdict(list)
    away: list[float] = []
    recovered: list[float] = []
    async with storm(tmp_path, nursery, "polling") as found:
        found.start()
        talks = await found.everybody_writes(CHATS)
        crowd = await found.crowd(CHATS)
        for town, person in crowd:
            said[town.bot, str(person.id)].append("Здравствуйте")
        phone = Phone(found)
        await talks[0][0].house.token("vera")  # she is signed in

        async def write(town: Town, thread: UUID) -> None:
            while not found.over.is_set():
                await phone.writes(town, thread)

        async def speak() -> None:
            number = 0
            while not found.over.is_set():
                for town, person in crowd:
                    await person.says(f"слово {number}")
                    said[town.bot, str(person.id)].append(f"слово {number}")
                number += 1
                await asyncio.sleep(0.2)

        async def restart() -> None:
            try:
                for _ in range(RESTARTS):
                    enough = len(phone.taken) + 2 * CHATS
                    await until(lambda enough=enough: len(phone.taken) >= enough, "work goes on", 120)  # type: ignore[misc]
                    await asyncio.sleep(found.chance.uniform(0, PAUSE))
                    begun = time.monotonic()
                    await found.restart_database()
                    back = time.monotonic()
                    away.append(back - begun)
                    more = len(phone.taken)
                    await until(lambda more=more: len(phone.taken) > more, "an act is done again", 120)  # type: ignore[misc]
                    recovered.append(time.monotonic() - back)
            finally:
                found.over.set()

        async with phone.line:
            await asyncio.gather(restart(), speak(), *(write(town, thread) for town, thread in talks))
        await found.leases_run_out()
        await found.quiet(either(120, 300))
        listened, spoken = await heard(found, said), await sent(found)
        there = Counter(
            row["id"] for row in await found.all("SELECT id FROM messages WHERE author_id IS NOT NULL")
        )
        entries = await found.all("SELECT count(*) AS n FROM entries WHERE kind = 'message.sent'")
    report.tell(
        "the database restarted under everybody's hands",
        f"{RESTARTS} restarts, away for {max(away):.1f} s at most, the first act {max(recovered):.1f} s "
        f"later at most: {phone.told[201]} acts done, "
        f"{phone.told[503]} asked to come again, {len(phone.strange)} other answers, "
        f"{len(phone.taken - there.keys())} lost, "
        f"{sum(times - 1 for times in there.values())} doubled; {spoken.shown['not_confirmed']} shown as not confirmed",
    )
    assert phone.strange == []
    assert phone.told[503] == 0 or max(away) > WAITED_FOR, (
        "through a short absence the house makes them wait instead"
    )
    assert phone.taken == there.keys()
    assert entries[0]["n"] == len(phone.taken)
    assert (listened.lost, listened.doubled, listened.disordered, listened.put_aside) == ([], [], [], 0)
    assert (spoken.doubled, spoken.silent, spoken.false_failures, spoken.disordered) == ([], [], [], [])
