"""SQL of managers' own accounts and their connections."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.kit.db import Db


class OwnAccount(msgspec.Struct, frozen=True, kw_only=True):
    """`enabled` and `can_reply` are Telegram's word about `connection`. `theirs`: it is still the account its person
    showed to be theirs."""

    id: UUID
    bot_id: UUID
    person_id: UUID
    user_id: int
    connection: str
    enabled: bool
    can_reply: bool
    changed_at: datetime
    stopped_at: datetime | None
    theirs: bool

    @property
    def listens(self) -> bool:
        return self.enabled and self.theirs and self.stopped_at is None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What Telegram says of a connection."""

    connection: str
    user_id: int
    enabled: bool
    can_reply: bool


COLUMNS = """
       o.id, o.bot_id, o.person_id, o.user_id, o.connection, o.enabled, o.can_reply, o.changed_at, o.stopped_at,
       EXISTS (SELECT 1 FROM staff_accounts s WHERE s.dealership_id = $1 AND s.person_id = o.person_id
               AND s.channel = 'telegram' AND s.handle = o.user_id::text) AS theirs"""

ACCOUNT_OF_PERSON = f"""
SELECT {COLUMNS}
FROM own_accounts o WHERE o.dealership_id = $1 AND o.bot_id = $2 AND o.person_id = $3
"""


async def account_of_person(db: Db, bot: UUID, person: UUID) -> OwnAccount | None:
    row = await db.row(ACCOUNT_OF_PERSON, bot, person)
    return OwnAccount(**row) if row else None


HELD_ACCOUNT = """
SELECT id FROM own_accounts WHERE dealership_id = $1 AND bot_id = $2 AND person_id = $3 FOR UPDATE
"""


async def held_account(db: Db, bot: UUID, person: UUID) -> OwnAccount | None:
    """Held until the unit ends, so that of two who change it one comes second."""
    await db.value(HELD_ACCOUNT, bot, person)
    return await account_of_person(db, bot, person)


MANAGER_WITH = """
SELECT s.person_id FROM staff_accounts s
JOIN persons p ON p.dealership_id = $1 AND p.id = s.person_id AND p.role = 'manager' AND p.deactivated_at IS NULL
WHERE s.dealership_id = $1 AND s.channel = 'telegram' AND s.handle = $2
"""


async def manager_with(db: Db, user_id: int) -> UUID | None:
    """The manager who showed this account to be theirs, and works here. Names play no part."""
    person: UUID | None = await db.value(MANAGER_WITH, str(user_id))
    return person


SET_CONNECTION = """
INSERT INTO own_accounts AS o (dealership_id, id, bot_id, person_id, user_id, connection, enabled, can_reply,
                               changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (dealership_id, bot_id, person_id) DO UPDATE
SET user_id = excluded.user_id, connection = excluded.connection, enabled = excluded.enabled,
    can_reply = excluded.can_reply, changed_at = excluded.changed_at,
    stopped_at = CASE WHEN o.connection = excluded.connection THEN o.stopped_at END
"""


async def set_connection(db: Db, id: UUID, bot: UUID, person: UUID, told: Told) -> None:
    """What Telegram says now. A new connection lifts a stop."""
    may = told.enabled and told.can_reply
    about = told.user_id, told.connection, told.enabled, may, db.now
    await db.run(SET_CONNECTION, id, bot, person, *about)


SET_REFUSED = f"""
UPDATE own_accounts o SET can_reply = false, changed_at = $3 WHERE o.dealership_id = $1 AND o.id = $2 AND o.can_reply
RETURNING {COLUMNS}
"""


async def set_refused(db: Db, id: UUID) -> OwnAccount | None:
    """None: that was known."""
    row = await db.row(SET_REFUSED, id, db.now)
    return OwnAccount(**row) if row else None


SET_STOPPED = """
UPDATE own_accounts SET stopped_at = CASE WHEN $3 THEN coalesce(stopped_at, $4) END
WHERE dealership_id = $1 AND id = $2
"""


async def set_stopped(db: Db, id: UUID, stopped: bool) -> None:
    await db.run(SET_STOPPED, id, stopped, db.now)


TURN_AWAY = """
UPDATE bots SET turned_away = turned_away + 1 WHERE dealership_id = $1 AND id = $2
"""


async def turn_away(db: Db, bot: UUID) -> None:
    """An account that nobody here proved theirs wants in: counted, and nothing else."""
    await db.run(TURN_AWAY, bot)
