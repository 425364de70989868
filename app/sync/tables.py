"""What higher features lend to the sync: filled by `app.main`, so that `sync` need not know them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec

from app.kit.auth import Who
from app.kit.db import Db


class Mutation(msgspec.Struct, frozen=True, kw_only=True):
    """An act that phones may queue: its body and the action that does it."""

    body: type[msgspec.Struct]
    act: Callable[[Db, Who, Any], Awaitable[Any]]


Reader = Callable[[Db, Who, list[UUID]], Awaitable[dict[UUID, Any]]]
"""Reads the rows of one kind for a person: {id: row}; a row not seen any more is left out."""


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """Which whole records belong to a feed, and how they are read. `members` takes the feed's subject, after whom,
    and how many; a record of somebody who may not be seen is left out."""

    members: Callable[[Db, UUID, UUID | None, int], Awaitable[list[UUID]]]
    read: Reader


RECORDS: dict[str, Records] = {}
"""Kind of feed → its records: a book has one for each client."""
READERS: dict[str, Reader] = {}
MUTATIONS: dict[str, Mutation] = {}
