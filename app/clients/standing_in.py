"""Standing in: who was promised to a colleague's client sees the card and the talk for a while. The owner stays."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from app.kit.db import Db

STAYS = timedelta(hours=12)
"""So long after the promised time they may still see what came of it."""

LET_STAND_IN = """
INSERT INTO stand_ins AS s (dealership_id, client_id, person_id, from_at, until_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, client_id, person_id) DO UPDATE SET until_at = greatest(s.until_at, excluded.until_at)
"""


async def let_stand_in(db: Db, client: UUID, person: UUID, by_at: datetime) -> None:
    """Who answers this client by then, though a colleague is the owner."""
    await db.run(LET_STAND_IN, client, person, db.now, max(by_at, db.now) + STAYS)


STANDS_IN = """
SELECT EXISTS (SELECT 1 FROM stand_ins
               WHERE dealership_id = $1 AND client_id = $3 AND person_id = $2 AND until_at > $4)
"""


async def stands_in(db: Db, person: UUID, client: UUID) -> bool:
    """Does this person stand in for the owner of this client now?"""
    found: bool = await db.value(STANDS_IN, person, client, db.now)
    return found


DROP_STAND_INS = """
DELETE FROM stand_ins WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[]) RETURNING client_id, person_id, from_at
"""


async def drop_stand_ins(db: Db, clients: list[UUID]) -> list[asyncpg.Record]:
    """These clients have another owner: nobody stands in for the old one any more."""
    return await db.rows(DROP_STAND_INS, clients)


END_STAND_INS = """
DELETE FROM stand_ins WHERE dealership_id = $1 AND until_at <= $2 RETURNING client_id, person_id, from_at
"""


async def end_stand_ins(db: Db) -> list[asyncpg.Record]:
    """Those whose time is over."""
    return await db.rows(END_STAND_INS, db.now)


LET_BOOK_IN = """
INSERT INTO stand_ins AS s (dealership_id, client_id, person_id, from_at, until_at)
SELECT $1, c.id, $3, $4, $5 FROM clients c
WHERE c.dealership_id = $1 AND c.owner_id = $2 AND c.archived_at IS NULL ORDER BY c.id
ON CONFLICT (dealership_id, client_id, person_id) DO UPDATE SET until_at = greatest(s.until_at, excluded.until_at)
RETURNING client_id
"""


async def let_book_in(db: Db, owner: UUID, person: UUID, until_at: datetime) -> list[UUID]:
    """Who looks after all clients of an owner until then; answers these clients."""
    rows = await db.rows(LET_BOOK_IN, owner, person, db.now, until_at)
    return [row["client_id"] for row in rows]


LET_BOOK_GO = """
UPDATE stand_ins s SET until_at = least(s.until_at, greatest($4::timestamptz, w.until_at))
FROM clients c LEFT JOIN unnest($5::uuid[], $6::timestamptz[]) AS w (client_id, until_at) ON w.client_id = c.id
WHERE s.dealership_id = $1 AND s.person_id = $3 AND s.until_at > $4 AND c.dealership_id = $1 AND c.id = s.client_id
  AND c.owner_id = $2
"""


async def let_book_go(
    db: Db, owner: UUID, person: UUID, until_at: datetime, promised: dict[UUID, datetime]
) -> None:
    """From then on they look after the owner's clients no more. Whom they owe an answer by a time they may see until a
    while after it."""
    kept = [max(by_at, db.now) + STAYS for by_at in promised.values()]
    await db.run(LET_BOOK_GO, owner, person, until_at, list(promised), kept)


END_STAND_IN = """
DELETE FROM stand_ins WHERE dealership_id = $1 AND client_id = $2 AND person_id = $3 AND until_at > $4
RETURNING client_id, person_id, from_at
"""


async def end_stand_in(db: Db, client: UUID, person: UUID) -> asyncpg.Record | None:
    """They hand this client back; None where they do not stand in."""
    return await db.row(END_STAND_IN, client, person, db.now)
