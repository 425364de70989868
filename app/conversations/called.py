"""What whoever was called reads of it, as long as the client waits."""

from uuid import UUID, uuid5

from app.conversations import ladder_calls
from app.kit.db import Db
from app.people.notices import withdraw_notice


def call_about(promise: UUID, person: UUID) -> UUID:
    return uuid5(promise, f"call {person}")


async def call_off(db: Db, promise: UUID) -> None:
    """The wait is over: what the called still read of it is withdrawn."""
    for person in await ladder_calls.people_called(db, promise):
        await withdraw_notice(db, person, call_about(promise, person))
