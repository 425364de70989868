"""Sixteen writers over a few feeds, two phones that pull all the while: nothing is missed, no number left out.
Twenty thousand writes: `make soak`."""

import asyncio
import os
import random
import time
from uuid import UUID, uuid4

from app.config import Config
from app.database import Access, open_database
from app.kit.auth import Who
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.sync.actions import grant, open_feed
from app.sync.model import Cursor, PullRequest
from app.sync.pulling import pull
from tests.cast import House
from tests.security.ground import who_is

FULL = os.environ.get("OKNO_SOAK") == "full"
WRITERS, FEEDS, ROWS = 16, 5, 40
UNITS = 1_250 if FULL else 125  # that each writer commits
PAGE = 50 if FULL else 7  # rows of one pull, so that every pull has to go on


class Told:
    """What one phone was told: the highest sequence of each row, and its cursors."""

    def __init__(self, cursors: dict[UUID, Cursor]) -> None:
        self.cursors = cursors
        self.seqs: dict[tuple[UUID, UUID], int] = {}

    async def pull(self, database: Database, who: Who) -> bool:
        """One pull; was there anything new?"""
        asked = PullRequest(feeds=dict(self.cursors), limit=PAGE)
        pulled, _ = await database.work(who.dealership, lambda db: pull(db, who, asked), snapshot=True)
        before = {feed: cursor.since for feed, cursor in self.cursors.items()}
        for feed, changes in pulled.feeds.items():
            if feed in self.cursors:
                for told in (*changes.puts, *changes.dels):
                    self.seqs[feed, told.id] = changes.seq
                self.cursors[feed] = Cursor(epoch=changes.epoch, since=changes.seq)
        return {feed: cursor.since for feed, cursor in self.cursors.items()} != before


async def test_nothing_is_missed_while_sixteen_write(
    house: House, config: Config, app_access: Access
) -> None:
    chance = random.Random(20261121)
    database, live = await open_database(config, app_access, size=WRITERS + 2)
    who, feeds = who_is(house, "sofia", "specialist"), [new_id() for _ in range(FEEDS)]

    async def begin(db: Db) -> dict[UUID, Cursor]:
        made = [await open_feed(db, "case", subject) for subject in feeds]
        for feed in made:
            await grant(db, who.id, feed)
        epochs = await db.rows("SELECT id, epoch FROM feeds WHERE dealership_id = $1 AND kind = 'case'")
        return {row["id"]: Cursor(epoch=row["epoch"], since=0) for row in epochs}

    try:
        cursors, _ = await database.work(house.id, begin)
        rows = [uuid4() for _ in range(ROWS)]
        began = time.monotonic()
        writing = [
            asyncio.create_task(
                write(database, house.id, list(cursors), rows, random.Random(chance.random()))
            )
            for _ in range(WRITERS)
        ]
        phones = [Told(dict(cursors)), Told(dict(cursors))]
        done = asyncio.Event()
        pulling = [asyncio.create_task(keep_pulling(phone, database, who, done)) for phone in phones]
        written = [landed for each in await asyncio.gather(*writing) for landed in each]
        took = time.monotonic() - began
        done.set()
        await asyncio.gather(*pulling)
    finally:
        await live.stop()
        await database.close()

    latest: dict[tuple[UUID, UUID], int] = {}
    numbers: dict[UUID, list[int]] = {}
    for seqs, touched in written:
        for feed, seq in seqs.items():
            numbers.setdefault(feed, []).append(seq)
            for row in touched[feed]:
                latest[feed, row] = max(seq, latest.get((feed, row), 0))
    for feed, taken in numbers.items():
        assert sorted(taken) == list(range(1, len(taken) + 1)), "each number once, none left out"
        assert all(phone.cursors[feed].since == len(taken) for phone in phones)
    assert len(written) == WRITERS * UNITS
    for phone in phones:
        missed = {row: seq for row, seq in latest.items() if phone.seqs.get(row, 0) < seq}
        print(
            f"{WRITERS} writers, {len(written):,} writes in {took:.0f} s, {len(latest):,} rows: {len(missed)} missed"
        )
        assert missed == {}
        assert phone.seqs.keys() == latest.keys()


Landed = tuple[dict[UUID, int], dict[UUID, set[UUID]]]


async def write(
    database: Database, scope: UUID, feeds: list[UUID], rows: list[UUID], chance: random.Random
) -> list[Landed]:
    """Units that touch one to three feeds in any order, a new row and some that others write too; they hold their
    transaction a while, and sometimes fail."""
    landed: list[Landed] = []
    while len(landed) < UNITS:
        chosen = chance.sample(feeds, chance.randint(1, 3))
        touched = {feed: {uuid4(), *chance.sample(rows, chance.randint(0, 2))} for feed in chosen}
        fails = chance.random() < 0.1

        async def unit(db: Db, touched: dict[UUID, set[UUID]] = touched, fails: bool = fails) -> None:
            for feed, ids in touched.items():
                for id in ids:
                    db.touch(feed, "of_a_test", id)
            await asyncio.sleep(chance.uniform(0, 0.003))
            if fails:
                raise LookupError

        try:
            _, seqs = await database.work(scope, unit)
        except LookupError:
            continue
        landed.append((seqs, touched))
    return landed


async def keep_pulling(phone: Told, database: Database, who: Who, done: asyncio.Event) -> None:
    """Pull without a pause; once the writers are done, until there is nothing new."""
    while True:
        over = done.is_set()
        news = await phone.pull(database, who)
        if over and not news:
            return


async def test_two_units_that_touch_the_same_feeds_in_opposite_order_never_wait_for_each_other(
    house: House, database: Database
) -> None:
    """Feeds are locked in the order of their ids, so there is nothing to deadlock over: no repeat is needed."""

    async def two(db: Db) -> list[UUID]:
        return [await open_feed(db, "case", new_id()) for _ in range(2)]

    feeds = await house.unit(two)
    runs: list[int] = []

    async def touch(db: Db, order: list[UUID]) -> None:
        runs.append(1)
        for feed in order:
            db.touch(feed, "of_a_test", uuid4())

    units = [
        database.work(house.id, lambda db, order=order: touch(db, order))  # type: ignore[misc]
        for _ in range(50)
        for order in (feeds, feeds[::-1])
    ]
    landed = await asyncio.gather(*units)
    assert len(runs) == 100
    assert all(sorted(seqs.values())[0] == sorted(seqs.values())[1] for _, seqs in landed), (
        "both move together"
    )


async def test_the_unit_that_waits_for_a_feed_counts_on_from_what_the_other_wrote(
    house: House, database: Database
) -> None:
    """A plain `seq + 1` on the snapshot's value would give the same number twice."""

    async def one(db: Db) -> UUID:
        return await open_feed(db, "case", new_id())

    feed = await house.unit(one)
    together = asyncio.Barrier(2)

    async def touch(db: Db) -> None:
        await db.value("SELECT seq FROM feeds WHERE dealership_id = $1 AND id = $2", feed)
        await together.wait()
        db.touch(feed, "of_a_test", uuid4())

    landed = await asyncio.gather(*(database.work(house.id, touch) for _ in range(2)))
    assert sorted(seqs[feed] for _, seqs in landed) == [1, 2]
