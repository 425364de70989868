"""The window as a way out of the house: a message lies ready in it, and is delivered once it was fetched."""

from typing import Any
from uuid import UUID

from app.conversations.accounts import tell_books
from app.deliveries.fetched import contact_point_of
from app.deliveries.model import Claimed, Limit, Outcome, Refused, Sent
from app.kit.db import Database, Db
from app.window.model import IDLE
from app.window.queries import standing_windows


async def window_closed(db: Any, address: UUID) -> None:
    """Nobody looks through this client's windows any more: books and lists say so."""
    contact = await contact_point_of(db, address)
    if contact:
        await tell_books(db, [contact])


class WindowChannel:
    """Needs no line to anybody: whoever reads the talk finds the message there."""

    per_chat = Limit(per_second=20, burst=100)
    per_account = Limit(per_second=500, burst=500)

    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        """Into the window, if it still opens in any browser of the client."""

        async def opens(db: Db) -> bool:
            return bool(await standing_windows(db, UUID(item.destination), db.now - IDLE))

        if not (await self._database.work(dealership, opens))[0]:
            return Refused(reason="forgotten", stops=True)
        return Sent(remote_id=f"web:{item.id}")
