"""What runs by the clock: each day's scores and their history; and the journal read anew."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from app.kit.blobs import Blobs
from app.kit.db import Database, Db
from app.loyalty import days, queries
from app.loyalty.learning import judge_anew, read_anew
from app.people.queries import dealership as house_of

BATCH = 500
FIRST = UUID(int=0)


# --- each day


async def count_day(database: Database, dealership: UUID, _: Blobs) -> None:
    """Every score as of today, the ones that changed into history, and what each book comes to."""
    await database.work(dealership, queries.begin_scores)
    while (await database.work(dealership, judge_some))[0] == BATCH:
        pass

    async def keep(db: Db) -> None:
        await days.keep_books(db, await today(db))

    await database.work(dealership, keep)


async def judge_some(db: Db) -> int:
    """A batch of the scores nobody has made today. Repeated until none is left."""
    scores = await queries.lock_old_scores(db, await midnight(db), BATCH)
    judged = await judge_anew(db, [score for score in scores if score.judged])
    judged += await read_anew(db, [score for score in scores if score.judged is None])
    await days.keep_scores(db, judged, await today(db))
    return len(scores)


async def midnight(db: Db) -> datetime:
    zone = ZoneInfo((await house_of(db)).time_zone)
    return datetime.combine(db.now.astimezone(zone).date(), time(), zone)


async def today(db: Db) -> date:
    return db.now.astimezone(ZoneInfo((await house_of(db)).time_zone)).date()


# --- all of it again


async def replay(database: Database, dealership: UUID) -> int:
    """Make evidence and scores of a house anew from its journal; the ledger is the same as before."""
    after, count = FIRST, 0
    while True:
        clients, _ = await database.work(dealership, lambda db, after=after: replay_some(db, after))  # type: ignore[misc]
        if not clients:
            return count
        after, count = clients[-1], count + len(clients)


async def replay_some(db: Db, after: UUID) -> list[UUID]:
    clients = await queries.clients_after(db, after, BATCH)
    await read_anew(db, [await queries.lock_score(db, client) for client in clients])
    return clients
