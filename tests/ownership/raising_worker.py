"""A worker of tests: raises one dealership's due events once, in small batches. Killed by its failpoint."""

import asyncio
import sys
from uuid import UUID

from app.config import Config
from app.database import Access, open_database
from app.followers import FOLLOWERS
from app.journal import followers
from app.ownership import jobs


async def main(url: str, dealership: str) -> None:
    followers.register(FOLLOWERS)
    jobs.BATCH = 4
    database, _ = await open_database(Config(), Access(url=url, role="okno_worker", direct_url=url))
    print(await jobs.raise_due_events(database, UUID(dealership)))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
