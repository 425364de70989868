"""What a phone takes along: the whole records of a feed, page by page, and those that changed."""

from typing import Any
from uuid import UUID

from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import bad_field, not_found
from app.sync import queries
from app.sync.model import SCHEMA, Snapshot
from app.sync.tables import RECORDS, Records

PAGE = 50


async def page(db: Db, who: Who, feed: UUID, after: UUID | None, limit: int) -> Snapshot:
    """The next records of a feed that this person may read. Raises 404 for any other."""
    row, records = await opened(db, who, feed)
    limit = max(1, min(limit, PAGE))
    ids = await records.members(db, row["subject_id"], after, limit)
    return taken(feed, row, await records.read(db, who, ids), ids[-1] if len(ids) == limit else None)


async def some(db: Db, who: Who, feed: UUID, ids: list[UUID]) -> Snapshot:
    """These records of a feed, as far as they are in it still."""
    if len(ids) > PAGE:
        raise bad_field("ids", "too_many", most=PAGE)
    row, records = await opened(db, who, feed)
    return taken(feed, row, await records.read(db, who, ids), None)


async def opened(db: Db, who: Who, feed: UUID) -> tuple[Any, Records]:
    row = await queries.granted_feed(db, who.id, feed)
    if row is None or row["kind"] not in RECORDS:
        raise not_found()
    return row, RECORDS[row["kind"]]


def taken(feed: UUID, row: Any, records: dict[UUID, Any], following: UUID | None) -> Snapshot:
    return Snapshot(
        feed=feed, epoch=row["epoch"], seq=row["seq"], schema=SCHEMA, records=records, next=following
    )


async def note_taken(db: Db, who: Who, feed: UUID) -> None:
    """Who takes a whole book along leaves a trace."""
    await record(db, "replica.taken", by=who.id, subject=feed)
