"""An account of ours, such as a bot, goes off or works again: who was connected through it is not, or is again."""

from typing import Any
from uuid import UUID

from app.clients.actions import set_line
from app.clients.model import BookLine
from app.deliveries.accounts import resume_addresses_of_account, stop_addresses_of_account
from app.kit.db import Db
from app.kit.ids import feed_of

OFF = "bot_off"


async def account_off(db: Db, account: UUID) -> None:
    """Nobody is reached through it any more; books and lists say so. Nothing happens the second time."""
    await tell_books(db, await stop_addresses_of_account(db, account, OFF))


async def account_on(db: Db, account: UUID) -> None:
    """Everyone who did not stop it themselves is reached through it again."""
    await tell_books(db, await resume_addresses_of_account(db, account, OFF))


async def tell_books(db: Db, contact_points: list[UUID]) -> None:
    for row in await clients_behind(db, contact_points):
        await set_line(db, row["client_id"], BookLine(connected=row["reachable"]))
        book = feed_of("book", row["owner_id"])
        db.touch(book, "client", row["client_id"])
        db.touch(book, "invitation", row["client_id"])
        if row["thread_id"]:
            db.touch(book, "thread", row["thread_id"])


CLIENTS_BEHIND = """
SELECT DISTINCT c.id AS client_id, c.owner_id, l.thread_id,
       EXISTS (SELECT 1 FROM contact_points q
               JOIN addresses a ON a.dealership_id = $1 AND a.contact_point_id = q.id AND a.stopped_at IS NULL
               WHERE q.dealership_id = $1 AND q.client_id = c.id AND q.ended_at IS NULL) AS reachable
FROM contact_points p
JOIN clients c ON c.dealership_id = $1 AND c.id = p.client_id
LEFT JOIN book_lines l ON l.dealership_id = $1 AND l.client_id = c.id
WHERE p.dealership_id = $1 AND p.id = ANY ($2::uuid[]) AND p.ended_at IS NULL
"""


async def clients_behind(db: Db, contact_points: list[UUID]) -> list[Any]:
    """Whose contacts these are, and whether each can still be reached somehow."""
    return await db.rows(CLIENTS_BEHIND, contact_points)
