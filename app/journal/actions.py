"""Record what happened, and show it on the card."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from app.journal import queries
from app.journal.followers import followers_of
from app.kit.db import Db
from app.kit.ids import new_id
from app.texts import Phrase

ActorKind = Literal["person", "client", "system"]


async def record(
    db: Db,
    kind: str,
    *,
    by: UUID | None = None,
    by_client: UUID | None = None,
    client: UUID | None = None,
    subject: UUID | None = None,
    **facts: Any,
) -> UUID:
    """Write one entry and a followup for everyone who must read it. Facts are ids, codes and numbers only."""
    actor_kind: ActorKind = "person" if by else "client" if by_client else "system"
    entry = new_id()
    await queries.insert_entry(db, entry, db.now, kind, actor_kind, by or by_client, client, subject, facts)
    if followers := followers_of(kind):
        await queries.insert_followups(db, entry, db.now, followers)
        db.wake("followups")
    return entry


async def record_each(
    db: Db, kind: str, about: Sequence[tuple[UUID | None, UUID | None]], *, by: UUID | None, **facts: Any
) -> None:
    """Write one entry for each (client, subject) at once, and a followup of each for everyone who must read it."""
    actor_kind: ActorKind = "person" if by else "system"
    ids, clients, subjects = [new_id() for _ in about], [c for c, _ in about], [s for _, s in about]
    await queries.insert_entries(db, ids, clients, subjects, db.now, kind, actor_kind, by, facts)
    if ids and (followers := followers_of(kind)):
        await queries.insert_followups_of_each(db, ids, db.now, followers)
        db.wake("followups")


async def show_each(
    db: Db, clients: list[UUID], kind: str, words: Phrase, *, who: UUID | None, ref: UUID | None = None
) -> None:
    """Put the same line on the timeline of each client."""
    await queries.insert_timelines(db, [new_id() for _ in clients], clients, db.now, kind, who, ref, words)


async def show(
    db: Db,
    client: UUID,
    kind: str,
    words: Phrase,
    *,
    who: UUID | None = None,
    ref: UUID | None = None,
    at: datetime | None = None,
) -> UUID:
    """Put one line on the client's timeline; `at` is for what happened before it was written down."""
    line = new_id()
    await queries.insert_timeline(db, client, at or db.now, line, kind, who, ref, words)
    return line


async def unshow(db: Db, client: UUID, ref: UUID) -> None:
    """Take the lines of an undone act off the client's timeline. The journal keeps that both happened."""
    await queries.delete_timeline(db, client, ref)
