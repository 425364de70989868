"""SQL of households: which clients belong together, in which roles, from when to when."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.kit.db import Db
from app.kit.ids import feed_of


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """One client's place in a household."""

    household_id: UUID
    client_id: UUID
    role: str
    from_at: datetime


MEMBERSHIP_OF = """
SELECT household_id, client_id, role, from_at FROM household_members
WHERE dealership_id = $1 AND client_id = $2 AND until_at IS NULL
"""


async def membership_of(db: Db, client: UUID) -> Membership | None:
    """The one household a client belongs to now."""
    row = await db.row(MEMBERSHIP_OF, client)
    return Membership(**row) if row else None


MEMBERS_OF = """
SELECT household_id, client_id, role, from_at FROM household_members
WHERE dealership_id = $1 AND household_id = $2 AND until_at IS NULL ORDER BY client_id FOR UPDATE
"""


async def members_of(db: Db, household: UUID) -> list[Membership]:
    """Everyone in it now, held until the unit ends."""
    return [Membership(**row) for row in await db.rows(MEMBERS_OF, household)]


INSERT_HOUSEHOLD = """
INSERT INTO households (dealership_id, id, made_at, made_by) VALUES ($1, $2, $3, $4)
"""


async def insert_household(db: Db, id: UUID, by: UUID | None) -> None:
    await db.run(INSERT_HOUSEHOLD, id, db.now, by)


ADD_MEMBER = """
INSERT INTO household_members (dealership_id, household_id, client_id, role, from_at, added_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (dealership_id, household_id, client_id, from_at)
DO UPDATE SET role = excluded.role, until_at = NULL, ended_by = NULL
"""


async def add_member(db: Db, household: UUID, client: UUID, role: str, by: UUID | None) -> None:
    await db.run(ADD_MEMBER, household, client, role, db.now, by)


END_MEMBER = """
UPDATE household_members SET until_at = $3, ended_by = $4
WHERE dealership_id = $1 AND client_id = $2 AND until_at IS NULL
"""


async def end_member(db: Db, client: UUID, by: UUID | None) -> None:
    await db.run(END_MEMBER, client, db.now, by)


TOUCH_KIN = """
SELECT c.id, c.owner_id FROM household_members m
JOIN household_members o ON o.dealership_id = $1 AND o.household_id = m.household_id AND o.client_id <> m.client_id
JOIN clients c ON c.dealership_id = $1 AND c.id = o.client_id
WHERE m.dealership_id = $1 AND m.client_id = ANY ($2::uuid[]) AND m.until_at IS NULL AND o.until_at IS NULL
"""


async def touch_kin(db: Db, clients: list[UUID]) -> None:
    """Their name, number or manager changed, which the cards of the others in their households show."""
    for row in await db.rows(TOUCH_KIN, clients):
        db.touch(feed_of("book", row["owner_id"]), "client", row["id"])
