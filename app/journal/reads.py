"""Who looked at a card outside their own book: once per person, client and hour, written in batches."""

import asyncio
import contextlib
from datetime import datetime
from uuid import UUID, uuid5

import structlog

from app.journal.followers import followers_of
from app.kit.db import Database, Db

PAUSE = 1.0  # seconds between two batches
KEPT = 50_000  # looks of this hour that a process remembers to have written

log = structlog.get_logger()

Look = tuple[UUID, UUID]
"""Who looked at which client."""

waiting: dict[UUID, dict[UUID, tuple[Look, datetime]]] = {}
"""Dealership → entry id → the look, for the next batch."""
written: dict[UUID, None] = {}


def note_read(db: Db, person: UUID, client: UUID) -> None:
    """This person sees this client's card in this unit. Costs the reader nothing: a loop writes it down."""
    entry, house, at = entry_of(person, client, db.now), db.dealership, db.now
    if entry not in written:
        db.after_commit(
            lambda: waiting.setdefault(house, {}).setdefault(entry, ((person, client), at)) and None
        )


def entry_of(person: UUID, client: UUID, at: datetime) -> UUID:
    """Computed, so that several processes write one entry for one hour."""
    return uuid5(client, f"{person} {at:%Y-%m-%dT%H}")


async def write_reads(database: Database) -> None:
    """Write down what was noted since the last batch; what cannot be written now waits for the next."""
    for house in list(waiting):
        batch = waiting.pop(house, {})
        try:
            await database.work(house, lambda db, batch=batch: insert_reads(db, batch))  # type: ignore[misc]
        except Exception:
            log.exception("looks at cards not written yet", dealership=house, looks=len(batch))
            waiting[house] = batch | waiting.get(house, {})
            continue
        written.update(dict.fromkeys(batch))
    while len(written) > KEPT:
        written.pop(next(iter(written)))


async def keep_writing(database: Database) -> None:
    """A batch each second, for ever."""
    while True:
        await asyncio.sleep(PAUSE)
        await write_reads(database)


@contextlib.asynccontextmanager
async def written_down(database: Database):  # type: ignore[no-untyped-def]
    """While open, looks are written each second; the last ones when it closes."""
    loop = asyncio.create_task(keep_writing(database))
    try:
        yield
    finally:
        loop.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await loop
        await write_reads(database)


INSERT_READS = """
WITH entry AS (
    INSERT INTO entries (dealership_id, id, at, kind, actor_kind, actor_id, client_id)
    SELECT $1, r.id, r.at, 'card.read', 'person', r.person, r.client
    FROM unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::uuid[]) AS r(id, at, person, client)
    ON CONFLICT DO NOTHING
    RETURNING dealership_id, id, at
)
INSERT INTO followups (dealership_id, follower, entry_id, due_at)
SELECT entry.dealership_id, follower, entry.id, entry.at FROM entry, unnest($6::text[]) AS follower
"""


async def insert_reads(db: Db, batch: dict[UUID, tuple[Look, datetime]]) -> None:
    looks = list(batch.values())
    await db.run(
        INSERT_READS,
        list(batch),
        [at for _, at in looks],
        [person for (person, _), _ in looks],
        [client for (_, client), _ in looks],
        followers_of("card.read"),
    )
