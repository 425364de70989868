"""Receive the visit: a colleague opens a card that is not theirs, for a reason, for a day, and the owner is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.clients import queries, rules
from app.clients.model import Receive, Reception
from app.clients.seeing import receives
from app.journal.actions import record, show
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.ids import feed_of
from app.people.model import Named
from app.people.notices import notify
from app.texts import Phrase

LASTS = timedelta(hours=24)


async def receive_visit(db: Db, who: Who, data: Receive) -> Reception:
    """Open a colleague's card for this visit. Raises own_client and already_received (409)."""
    if who.role != "manager":
        raise Problem("forbidden", 403)
    client = await queries.lock_client(db, data.client_id)
    if client is None:
        raise not_found()
    if client.owner_id == who.id:
        raise Problem("own_client", 409)
    words = rules.cleaned(data.words or "") or None
    if data.reason == "other" and words is None:
        raise bad_field("words", "blank")
    if await receives(db, who.id, client.id):
        raise Problem("already_received", 409)
    until_at = db.now + LASTS
    if not await insert_reception(db, data.id, client.id, who.id, data.reason, words, db.now, until_at):
        raise bad_field("id", "taken")
    await record(db, "reception.opened", by=who.id, client=client.id, subject=data.id, reason=data.reason)
    why = Phrase(f"reception.{data.reason}", {"words": words or ""})
    await show(db, client.id, "reception", Phrase("timeline.received", {"why": why}), who=who.id, ref=data.id)
    told = Phrase("notice.received", {"who": who.name, "client": client.name, "why": why})
    await notify(db, client.owner_id, "reception", told, client=client.id)
    db.touch(feed_of("book", client.owner_id), "client", client.id)
    return Reception(
        id=data.id, person=Named(id=who.id, name=who.name), reason=data.reason, words=words, at=db.now,
        until_at=until_at,
    )  # fmt: skip


async def finish_visit(db: Db, who: Who, reception: UUID) -> None:
    """The visit is over: the card is closed to this colleague at once. Finished already, it stays so."""
    row = await lock_reception(db, reception, who.id)
    if row is None:
        raise not_found()
    if await end_reception(db, reception):
        await record(db, "reception.ended", by=who.id, client=row["client_id"], subject=reception)
        db.touch(feed_of("book", row["owner_id"]), "client", row["client_id"])


INSERT_RECEPTION = """
INSERT INTO receptions (dealership_id, id, client_id, person_id, reason, words, at, until_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING
"""


async def insert_reception(db: Db, *reception: Any) -> bool:
    """False when the id is another reception's."""
    return await db.run(INSERT_RECEPTION, *reception) == 1


LOCK_RECEPTION = """
SELECT r.client_id, c.owner_id
FROM receptions r JOIN clients c ON c.dealership_id = r.dealership_id AND c.id = r.client_id
WHERE r.dealership_id = $1 AND r.id = $2 AND r.person_id = $3 FOR UPDATE OF r
"""


async def lock_reception(db: Db, id: UUID, person: UUID) -> Any:
    """The person's own reception, held until the unit ends."""
    return await db.row(LOCK_RECEPTION, id, person)


END_RECEPTION = """
UPDATE receptions SET ended_at = $3 WHERE dealership_id = $1 AND id = $2 AND ended_at IS NULL AND until_at > $3
"""


async def end_reception(db: Db, id: UUID) -> bool:
    return await db.run(END_RECEPTION, id, db.now) == 1


FORGET_RECEPTIONS = """
DELETE FROM receptions WHERE dealership_id = $1 AND until_at < $2
"""


async def forget_receptions(db: Db, before: Any) -> int:
    """Remove the visits that were open until a time."""
    return await db.run(FORGET_RECEPTIONS, before)
