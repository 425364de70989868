"""A pull: everything that changed since a phone's cursors, in one snapshot of the database."""

from typing import Any
from uuid import UUID

from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem
from app.sync import queries
from app.sync.model import (
    SCHEMA,
    AppliedMutation,
    Cursor,
    FeedChanges,
    FeedSummary,
    Gone,
    Pulled,
    PullRequest,
    Put,
)
from app.sync.tables import READERS

LIMIT = 1_000


async def pull(db: Db, who: Who, asked: PullRequest) -> Pulled:
    """The changes of every feed granted now. Feeds not listed in the answer are no longer granted.

    Raises Problem "must_refetch" (409) for a cursor of another epoch, ahead of its feed, or of an older
    schema: the phone drops those feeds' rows and fetches afresh, keeping its outbox.
    """
    granted = await queries.granted_feeds(db, who.id)
    refuse_stale(granted, asked)
    limit = max(1, min(asked.limit, LIMIT))
    feeds, done = {}, []
    for feed in granted:
        cursor = asked.feeds.get(feed.id)
        if cursor is None:
            feeds[feed.id] = unread(feed)
            continue
        changes, mutations = await changes_of(db, who, feed, cursor, limit)
        feeds[feed.id] = changes
        done += mutations
    return Pulled(feeds=feeds, mutations=done)


def refuse_stale(granted: list[FeedSummary], asked: PullRequest) -> None:
    stale = [
        feed.id
        for feed in granted
        if (cursor := asked.feeds.get(feed.id))
        and (asked.schema != SCHEMA or cursor.epoch != feed.epoch or not 0 <= cursor.since <= feed.seq)
    ]
    if stale:
        raise Problem("must_refetch", 409, feeds=stale)


def unread(feed: FeedSummary) -> FeedChanges:
    """A feed the phone did not ask about: it learns where the feed stands and fetches it whole."""
    return FeedChanges(kind=feed.kind, epoch=feed.epoch, seq=feed.seq, puts=[], dels=[], more=True)


async def changes_of(
    db: Db, who: Who, feed: FeedSummary, cursor: Cursor, limit: int
) -> tuple[FeedChanges, list[AppliedMutation]]:
    rows = await queries.changed_rows(db, feed.id, cursor.since, limit) if cursor.since < feed.seq else []
    more = len(rows) >= limit and rows[-1]["seq"] < feed.seq
    seq = rows[-1]["seq"] if more else feed.seq
    changed: dict[str, list[UUID]] = {}
    dels = []
    for row in rows:
        if row["gone"]:
            dels.append(Gone(kind=row["kind"], id=row["row_id"]))
        else:
            changed.setdefault(row["kind"], []).append(row["row_id"])
    mutations = [
        AppliedMutation(**row)
        for row in await queries.mutation_kinds(db, who.id, changed.pop("mutation", []))
    ]
    puts = []
    for kind, ids in changed.items():
        found = await read_rows(db, who, kind, ids)
        puts += [Put(kind=kind, id=id, row=row) for id, row in found.items()]
        dels += [Gone(kind=kind, id=id) for id in ids if id not in found]
    changes = FeedChanges(kind=feed.kind, epoch=feed.epoch, seq=seq, puts=puts, dels=dels, more=more)
    return changes, mutations


async def read_rows(db: Db, who: Who, kind: str, ids: list[UUID]) -> dict[UUID, Any]:
    """Rows of a kind nobody reads any more are left out: a newer phone of a later version may know them."""
    reader = READERS.get(kind)
    return await reader(db, who, ids) if reader else {}
