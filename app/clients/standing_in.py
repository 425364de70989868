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
DELETE FROM stand_ins WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[]) RETURNING client_id, person_id
"""


async def drop_stand_ins(db: Db, clients: list[UUID]) -> list[asyncpg.Record]:
    """These clients have another owner: nobody stands in for the old one any more."""
    return await db.rows(DROP_STAND_INS, clients)


END_STAND_INS = """
DELETE FROM stand_ins WHERE dealership_id = $1 AND until_at <= $2 RETURNING client_id, person_id
"""


async def end_stand_ins(db: Db) -> list[asyncpg.Record]:
    """Those whose time is over."""
    return await db.rows(END_STAND_INS, db.now)
