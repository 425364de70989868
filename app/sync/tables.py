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

READERS: dict[str, Reader] = {}
MUTATIONS: dict[str, Mutation] = {}
