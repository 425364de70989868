"""One of many that are due, in a unit of its own: one that fails keeps no other waiting."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog

from app.kit.db import Database, Db

Act = Callable[[Db, UUID], Awaitable[object]]
log = structlog.get_logger()


async def alone(
    database: Database, dealership: UUID, id: UUID, act: Act, trouble: str, put_off: Act | None = None
) -> None:
    """Do it about this one. Where that fails the log says so in the words of `trouble`, and it is put off."""
    try:
        await database.work(dealership, lambda db: act(db, id))
    except Exception:
        log.exception(trouble, subject=id, dealership=dealership)
        if put_off:
            await database.work(dealership, lambda db: put_off(db, id))
