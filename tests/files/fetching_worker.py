"""A worker of tests: fetches one dealership's due files once. Killed by the failpoint in its environment."""

import asyncio
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from app.config import Config
from app.database import Access, open_database
from app.files.jobs import fetch_due
from app.files.tables import FETCHERS
from app.kit.blobs import blobs_in
from app.kit.secrets import Seal, master_key


async def fetch(dealership: UUID, source: dict[str, Any]) -> bytes:
    return source["says"].encode()  # type: ignore[no-any-return]


async def main(url: str, dealership: str, home: str) -> None:
    FETCHERS["test"] = fetch
    config = Config(home=home)
    database, _ = await open_database(config, Access(url=url, role="okno_worker", direct_url=url))
    store = blobs_in(config.folder, Seal(master_key(None, Path(home))))
    print(await fetch_due(database, UUID(dealership), store))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
