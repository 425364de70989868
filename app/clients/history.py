"""SQL of a card's fields: as they stand, and every change of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.clients.editing import FieldChange
from app.kit.db import Db
from app.kit.ids import new_id
from app.people.model import Named

FIELDS_OF_CLIENT = """
SELECT c.name, c.address_form, c.language, c.time_zone, to_char(c.never_before, 'HH24:MI') AS never_before,
       to_char(c.never_after, 'HH24:MI') AS never_after, l.next_step, l.next_step_at
FROM clients c JOIN book_lines l ON l.dealership_id = c.dealership_id AND l.client_id = c.id
WHERE c.dealership_id = $1 AND c.id = $2
FOR UPDATE
"""

CONSENTS_OF_CLIENT = """
SELECT DISTINCT ON (purpose) purpose, given FROM consents
WHERE dealership_id = $1 AND client_id = $2 ORDER BY purpose, at DESC
"""


async def fields_of_client(db: Db, client: UUID) -> dict[str, Any]:
    """What people change on a card, held until the unit ends; a consent that was never asked for is None."""
    row = await db.row(FIELDS_OF_CLIENT, client)
    assert row is not None
    return dict(row) | await consents_of_client(db, client)


async def consents_of_client(db: Db, client: UUID) -> dict[str, bool | None]:
    given = {row["purpose"]: row["given"] for row in await db.rows(CONSENTS_OF_CLIENT, client)}
    return {f"consents.{purpose}": given.get(purpose) for purpose in ("reminders", "offers")}


KEEP_CHANGES = """
INSERT INTO card_changes (dealership_id, client_id, field, at, id, before, after, who_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def keep_changes(db: Db, client: UUID, who: UUID | None, changes: list[tuple[str, Any, Any]]) -> None:
    """Remember (field, before, after) of each change, as texts."""
    rows = [
        (client, field, db.now, new_id(), kept_text(before), kept_text(after), who)
        for field, before, after in changes
    ]
    if rows:
        await db.many(KEEP_CHANGES, rows)


def kept_text(value: Any) -> str | None:
    """A value as history keeps it: `true`, `2026-12-01T08:00:00Z`, or the text itself."""
    if value is None or isinstance(value, str):
        return value
    return (
        str(msgspec.to_builtins(value))
        if isinstance(value, datetime)
        else msgspec.json.encode(value).decode()
    )


LAST_CHANGES = """
SELECT DISTINCT ON (h.field) h.field, h.at, p.id AS who_id, p.name AS who_name
FROM card_changes h LEFT JOIN persons p ON p.dealership_id = h.dealership_id AND p.id = h.who_id
WHERE h.dealership_id = $1 AND h.client_id = $2 AND h.field = ANY ($3::text[])
ORDER BY h.field, h.at DESC, h.id DESC
"""


async def last_changes(
    db: Db, client: UUID, fields: list[str]
) -> dict[str, tuple[Named | None, datetime | None]]:
    """Who changed each of these fields last, and when."""
    rows = await db.rows(LAST_CHANGES, client, fields)
    return {row["field"]: (named(row), row["at"]) for row in rows}


def named(row: Any) -> Named | None:
    return Named(id=row["who_id"], name=row["who_name"]) if row["who_id"] else None


CHANGES_OF_FIELDS = """
SELECT h.id, h.field, h.before, h.after, h.at, p.id AS who_id, p.name AS who_name
FROM card_changes h LEFT JOIN persons p ON p.dealership_id = h.dealership_id AND p.id = h.who_id
WHERE h.dealership_id = $1 AND h.client_id = $2 AND h.field = ANY ($3::text[]) AND (h.at, h.id) < ($4, $5)
ORDER BY h.at DESC, h.id DESC LIMIT $6
"""


async def changes_of_fields(
    db: Db, client: UUID, fields: list[str], before_at: datetime, before_id: UUID, limit: int
) -> list[FieldChange]:
    """Newest first, older than the given place."""
    rows = await db.rows(CHANGES_OF_FIELDS, client, fields, before_at, before_id, limit)
    return [
        FieldChange(
            id=row["id"],
            field=row["field"],
            before=row["before"],
            after=row["after"],
            who=named(row),
            at=row["at"],
        )
        for row in rows
    ]


CHANGE_CLIENT = """
UPDATE clients SET name = $3, name_key = $4, address_form = $5, language = $6, time_zone = $7,
       never_before = $8::text::time, never_after = $9::text::time
WHERE dealership_id = $1 AND id = $2
"""


async def change_client(db: Db, id: UUID, name_key: str, fields: dict[str, Any]) -> None:
    names = ("address_form", "language", "time_zone", "never_before", "never_after")
    await db.run(CHANGE_CLIENT, id, fields["name"], name_key, *(fields[name] for name in names))


CARD_SINCE = """
SELECT created_at FROM clients WHERE dealership_id = $1 AND id = $2
"""


async def card_since(db: Db, client: UUID) -> datetime:
    since: datetime = await db.value(CARD_SINCE, client)
    return since
