"""Whole records for a phone that works without a network: the card, what comes for its cars, the newest of its years,
the newest of its talk."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from app.clients.actions import card
from app.clients.model import Card
from app.conversations import queries
from app.conversations.model import Messages, Timeline
from app.conversations.talks import messages
from app.conversations.timeline import read_timeline
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem
from app.ownership.model import Event
from app.ownership.showing import events_of

LINES = 30  # of the timeline, and
WORDS = 20  # messages of the talk: a book of 400 stays near 1.5 MB on its way


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone keeps of one client beside their line in the book; `talk` is null where nobody ever talked."""

    card: Card
    coming: list[Event]
    timeline: Timeline
    talk: Messages | None


CLIENTS_AFTER = """
SELECT id FROM clients
WHERE dealership_id = $1 AND owner_id = $2 AND archived_at IS NULL AND ($3::uuid IS NULL OR id > $3)
ORDER BY id LIMIT $4
"""


async def clients_after(db: Db, owner: UUID, after: UUID | None, limit: int) -> list[UUID]:
    """The next clients of a book, in an order that a new client cannot shift."""
    return [row["id"] for row in await db.rows(CLIENTS_AFTER, owner, after, limit)]


async def read_records(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """The records of these clients; one whom this person may not see is left out."""
    found: dict[UUID, Any] = {}
    for id in ids:
        try:
            found[id] = await record_of(db, who, id)
        except Problem as problem:
            if problem.status != 404:
                raise
    return found


async def record_of(db: Db, who: Who, client: UUID) -> Record:
    thread = await queries.thread_of_client(db, client)
    return Record(
        card=await card(db, who, client),
        coming=(await events_of(db, who, client)).events,
        timeline=await read_timeline(db, who, client, "", LINES, ""),
        talk=without_draft(await messages(db, who, thread, None, WORDS)) if thread else None,
    )


def without_draft(talk: Messages) -> Messages:
    """What is being written is no part of the record: its person's own feed tells of it, with the list's line."""
    return replace(talk, thread=replace(talk.thread, draft=None))
