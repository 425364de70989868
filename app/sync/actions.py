"""Apply an act once, make feeds, grant them."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.kit.auth import Outdated, Who
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.ids import feed_of, new_id
from app.sync import queries

encoder = msgspec.json.Encoder(order="deterministic")


async def apply(
    db: Db,
    who: Who,
    key: UUID,
    kind: str,
    body: Any,
    act: Callable[[], Awaitable[Any]],
) -> bytes:
    """Do `act` once for this person's key and answer its result as JSON; a repeat gets the stored answer.

    The same key with another body is refused (422). A refusal writes nothing and is judged afresh. Raises
    Outdated for somebody whose session has ended.
    """
    body_hash = hashlib.sha256(kind.encode() + b"\0" + encoder.encode(body)).digest()
    if not await queries.claim_mutation(db, who, key, kind, body_hash):
        return await stored_result(db, who.id, key, kind, body_hash)
    result = encoder.encode(await act())
    await queries.keep_result(db, who.id, key, result)
    db.touch(feed_of("person", who.id), "mutation", key)
    return result


async def apply_by_client(
    db: Db, client: UUID, key: UUID, kind: str, body: Any, act: Callable[[], Awaitable[Any]]
) -> bytes:
    """Do `act` once for this client's key and answer its result as JSON; a repeat gets the stored answer."""
    body_hash = hashlib.sha256(kind.encode() + b"\0" + encoder.encode(body)).digest()
    if not await queries.claim_mutation_of_client(db, client, key, kind, body_hash):
        return await stored_result(db, client, key, kind, body_hash)
    result = encoder.encode(await act())
    await queries.keep_result(db, client, key, result)
    return result


async def stored_result(db: Db, actor: UUID, key: UUID, kind: str, body_hash: bytes) -> bytes:
    stored = await queries.mutation_of(db, actor, key)
    if stored is None:
        raise Outdated
    if stored["kind"] != kind or stored["body_hash"] != body_hash:
        raise Problem("key_reused", 422)
    result: bytes = stored["result"]
    return result


def landed(actor: UUID, key: UUID) -> Callable[[Db], Awaitable[bool]]:
    """Did this act land? Asked after a commit whose outcome is unknown."""

    async def ask(db: Db) -> bool:
        return await queries.mutation_of(db, actor, key) is not None

    return ask


async def open_feed(db: Db, kind: str, subject: UUID) -> UUID:
    """Make the feed of a subject if it is not there yet, and answer its id."""
    feed = feed_of(kind, subject)
    await queries.add_feed(db, feed, kind, subject, new_id())
    return feed


async def grant(db: Db, person: UUID, feed: UUID, until_at: datetime | None = None) -> None:
    """Let a person read a feed, for ever or until a time."""
    await queries.add_grant(db, person, feed, until_at)


async def revoke_all(db: Db, who: Who | UUID) -> None:
    """End every grant of a person: their phone drops the feeds at its next pull."""
    await queries.end_grants(db, who if isinstance(who, UUID) else who.id)
