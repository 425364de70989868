"""Fetch what channels still hold, sweep what nobody named. Run by the worker for one dealership at a time."""

import asyncio
from uuid import UUID

import structlog

from app.files import actions, queries
from app.files.model import (
    LARGEST_FETCHED,
    ORPHAN_AFTER,
    Due,
    FileEmpty,
    FileGone,
    FileTooLarge,
    Taken,
)
from app.files.pictures import TooManyPixels
from app.files.receiving import once, take_in
from app.files.tables import FETCHERS
from app.kit.blobs import Blobs
from app.kit.db import Database, Db
from app.kit.failpoints import failpoint

BATCH = 4  # each may hold its largest size in memory
FETCH_WITHIN = 120.0  # seconds; shorter than the lease
SWEEP_BATCH = 200
log = structlog.get_logger()


async def fetch_due(database: Database, dealership: UUID, store: Blobs) -> int:
    """Copy files that channels hold into our own storage. Answers how many were tried."""
    due, _ = await database.work(dealership, lambda db: queries.claim_files(db, BATCH))
    await asyncio.gather(*(fetch_one(database, dealership, store, item) for item in due))
    return len(due)


async def fetch_one(database: Database, dealership: UUID, store: Blobs, item: Due) -> None:
    failpoint("file_claimed")
    try:
        taken = await fetched(dealership, store, item)
    except FileTooLarge:
        await database.work(dealership, lambda db: actions.give_up(db, item.id, "too_large", "too_large"))
    except (FileGone, FileEmpty, TooManyPixels) as error:
        reason = REASONS[type(error)]
        await database.work(dealership, lambda db: actions.give_up(db, item.id, "failed", reason))
    except Exception as error:
        log.warning("a file cannot be fetched now", file=str(item.id), error=type(error).__name__)
        await database.work(dealership, lambda db: actions.try_later(db, item, "no_answer"))
    else:
        failpoint("file_fetched")
        await settle(database, dealership, store, item, taken)


REASONS: dict[type[Exception], str] = {FileGone: "gone", FileEmpty: "empty", TooManyPixels: "too_many_pixels"}


async def fetched(dealership: UUID, store: Blobs, item: Due) -> Taken:
    fetch = FETCHERS[item.source["channel"]]
    data = await asyncio.wait_for(fetch(dealership, item.source), FETCH_WITHIN)
    return await take_in(store, dealership, once(data), item.media_kind, item.name, LARGEST_FETCHED)


async def settle(database: Database, dealership: UUID, store: Blobs, item: Due, taken: Taken) -> None:
    needed, _ = await database.work(dealership, lambda db: actions.arrive(db, item.id, taken))
    if not needed:
        await store.delete(dealership, taken.blob_id)


async def sweep_orphans(database: Database, dealership: UUID, store: Blobs) -> int:
    """Delete uploads that no message named within a day, then blobs of that age that no row names."""
    swept = await sweep_unnamed(database, dealership, store)
    async for blobs in store.aged(dealership, ORPHAN_AFTER.total_seconds()):
        used, _ = await database.work(dealership, lambda db, blobs=blobs: queries.blobs_in_use(db, blobs))  # type: ignore[misc]
        for blob in set(blobs) - used:
            await store.delete(dealership, blob)
            swept += 1
    return swept


async def sweep_unnamed(database: Database, dealership: UUID, store: Blobs) -> int:
    """The row goes first: if we die in between, the blob is a stray and the next sweep takes it."""

    async def delete(db: Db) -> list[UUID]:
        return await queries.delete_orphans(db, db.now - ORPHAN_AFTER, SWEEP_BATCH)

    swept = 0
    while True:
        blobs, _ = await database.work(dealership, delete)
        for blob in blobs:
            await store.delete(dealership, blob)
        swept += len(blobs)
        if len(blobs) < SWEEP_BATCH:
            return swept
