"""An act of a request, applied once for its key, just as an act from a phone's outbox is."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

from app.kit.auth import Who
from app.kit.db import Db
from app.kit.http import Unit
from app.sync.actions import apply, landed

Body = TypeVar("Body")


async def once(
    unit: Unit, who: Who, key: UUID, kind: str, body: Body, act: Callable[[Db, Who, Body], Awaitable[Any]]
) -> bytes:
    """The answer of `act` as JSON; a repeat of the key with the same body gets the stored one."""

    async def as_(me: Who) -> bytes:
        async def fn(db: Db) -> bytes:
            return await apply(db, me, key, kind, body, lambda: act(db, me, body))

        return await unit.write(fn, landed=landed(me.id, key))

    return await unit.as_who(as_)
