"""Whoever stands in comes into the talks and goes out of them: their phone learns it, the journal keeps it."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from app.clients.standing_in import end_stand_ins, let_book_go, let_book_in
from app.conversations import promises
from app.coverage.substitutions import in_force, looking_after
from app.journal.actions import record
from app.kit.db import Db
from app.kit.ids import feed_of


async def substitution_turned(db: Db, entry: asyncpg.Record) -> None:
    """An agreed substitution begins or ends: the owner's book and talks open to the substitute, or close again.

    What is agreed now decides, not which entry is read: they may come in another order, and of the same two people
    another substitution may go on.
    """
    owner, person = UUID(entry["facts"]["owner"]), UUID(entry["facts"]["person"])
    until_at = await in_force(db, owner, person)
    if entry["kind"] == "substitution.ended":
        promised = await promises.clients_promised(db, person)
        await let_book_go(db, owner, person, until_at or db.now, promised)
    if until_at:
        await touch_talks(db, await let_book_in(db, owner, person, until_at), person)
    await end_what_is_over(db)


async def let_newcomers_in(db: Db, owner: UUID, clients: list[UUID]) -> None:
    """Clients who come into a book while a colleague looks after it open to that colleague too."""
    for person, until_at in await looking_after(db, owner):
        await let_book_in(db, owner, person, until_at)
        await touch_talks(db, clients, person)


async def end_what_is_over(db: Db) -> None:
    """Those whose time is over stand in no more: the talks leave their phones."""
    await stood_in(db, await end_stand_ins(db))


async def stood_in(db: Db, rows: Sequence[asyncpg.Record]) -> None:
    """These stood in and do no more."""
    for row in rows:
        await record(
            db, "standing_in.ended", client=row["client_id"], subject=row["person_id"], from_at=row["from_at"]
        )
        await touch_talks(db, [row["client_id"]], row["person_id"])


async def touch_talks(db: Db, clients: list[UUID], person: UUID) -> None:
    for thread in await threads_of_clients(db, clients):
        db.touch(feed_of("person", person), "thread", thread)


THREADS_OF_CLIENTS = """
SELECT id FROM threads WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[]) AND merged_into IS NULL
"""


async def threads_of_clients(db: Db, clients: list[UUID]) -> list[UUID]:
    return [row["id"] for row in await db.rows(THREADS_OF_CLIENTS, clients)]
