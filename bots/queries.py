"""SQL of bots and of arrivals."""

from datetime import datetime
from uuid import UUID

from app.kit.db import Db
from bots.model import Arrival, BotRow, Giver, NewArrival

COLUMNS = """
       id, remote_id, username, token_sealed, path_hash, secret_hash, poll_offset, state, state_at, trouble,
       given_by, pending, complaint, complained_at, turned_away"""

BOTS = f"""
SELECT {COLUMNS}
FROM bots WHERE dealership_id = $1 ORDER BY created_at, id
"""


async def bots(db: Db) -> list[BotRow]:
    """Every bot of the dealership, those that are off too."""
    return [BotRow(**row) for row in await db.rows(BOTS)]


BOT = f"""
SELECT {COLUMNS}
FROM bots WHERE dealership_id = $1 AND id = $2
"""


async def bot(db: Db, id: UUID) -> BotRow | None:
    row = await db.row(BOT, id)
    return BotRow(**row) if row else None


BOT_BY_REMOTE_ID = f"""
SELECT {COLUMNS}
FROM bots WHERE dealership_id = $1 AND remote_id = $2
"""


async def bot_by_remote_id(db: Db, remote_id: int) -> BotRow | None:
    row = await db.row(BOT_BY_REMOTE_ID, remote_id)
    return BotRow(**row) if row else None


BOT_BY_PATH = f"""
SELECT {COLUMNS}
FROM bots WHERE dealership_id = $1 AND path_hash = $2 AND state <> 'off'
"""


async def bot_by_path(db: Db, path_hash: bytes) -> BotRow | None:
    """The bot whose webhook has this address."""
    row = await db.row(BOT_BY_PATH, path_hash)
    return BotRow(**row) if row else None


INSERT_BOT = """
INSERT INTO bots (dealership_id, id, remote_id, token_sealed, path_hash, secret_hash, given_by, state_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT DO NOTHING
"""


async def insert_bot(
    db: Db,
    id: UUID,
    remote_id: int,
    token_sealed: bytes,
    path_hash: bytes,
    secret_hash: bytes,
    given_by: Giver,
) -> bool:
    row = id, remote_id, token_sealed, path_hash, secret_hash, given_by, db.now
    return await db.run(INSERT_BOT, *row) == 1


CHANGE_TOKEN = """
UPDATE bots SET token_sealed = $3, path_hash = $4, secret_hash = $5, given_by = $6, state = 'new', state_at = $7,
                trouble = NULL, pending = 0, complaint = NULL, complained_at = NULL
WHERE dealership_id = $1 AND id = $2
"""


async def change_token(
    db: Db, id: UUID, token_sealed: bytes, path_hash: bytes, secret_hash: bytes, given_by: Giver
) -> None:
    await db.run(CHANGE_TOKEN, id, token_sealed, path_hash, secret_hash, given_by, db.now)


TAKE_NUMBER = """
INSERT INTO leases AS l (name, holder, until_at) VALUES ('bot:' || $2, $1, 'infinity')
ON CONFLICT (name) DO UPDATE SET until_at = 'infinity' WHERE l.holder = $1 RETURNING true
"""


async def take_number(db: Db, remote_id: int) -> bool:
    """This house has the bot of that number until it leaves it: two that polled one bot would read each other's
    clients. False: another house of the installation has it."""
    return await db.value(TAKE_NUMBER, str(remote_id)) is True


LEAVE_NUMBER = """
DELETE FROM leases WHERE name = 'bot:' || $2 AND holder = $1
"""


async def leave_number(db: Db, remote_id: int) -> None:
    """Another house may have this bot."""
    await db.run(LEAVE_NUMBER, str(remote_id))


NOTE_STATE = """
UPDATE bots SET state = $3, trouble = $4, state_at = $5, username = coalesce($6, username)
WHERE dealership_id = $1 AND id = $2
  AND (state <> $3 OR trouble IS DISTINCT FROM $4 OR username IS DISTINCT FROM coalesce($6, username))
"""


async def note_state(db: Db, id: UUID, state: str, trouble: str | None, username: str | None) -> bool:
    """False when that was known already."""
    return await db.run(NOTE_STATE, id, state, trouble, db.now, username) == 1


NOTE_MAIL = """
UPDATE bots SET pending = $3, complaint = $4, complained_at = $5
WHERE dealership_id = $1 AND id = $2 AND (pending, complaint, complained_at) IS DISTINCT FROM ($3, $4, $5)
"""


async def note_mail(
    db: Db, id: UUID, pending: int, complaint: str | None, complained_at: datetime | None
) -> None:
    """What Telegram still holds for the bot, and what it last said against our webhook."""
    await db.run(NOTE_MAIL, id, pending, complaint, complained_at)


SET_POLL_OFFSET = """
UPDATE bots SET poll_offset = $3 WHERE dealership_id = $1 AND id = $2
"""


async def set_poll_offset(db: Db, id: UUID, offset: int) -> None:
    """Where the next poll begins: it confirms everything before."""
    await db.run(SET_POLL_OFFSET, id, offset)


# --- arrivals

INSERT_ARRIVALS = """
INSERT INTO arrivals (dealership_id, source, key, lane, body, state, trouble, due_at, arrived_at)
SELECT $1, $2, key, lane, body, state, trouble, $8, $8
FROM unnest($3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[]) WITH ORDINALITY
     AS new (key, lane, body, state, trouble, n)
ORDER BY n
ON CONFLICT DO NOTHING
"""


async def insert_arrivals(db: Db, source: str, new: list[NewArrival]) -> int:
    """Keep them in their order; answer how many were not here yet."""
    return await db.run(
        INSERT_ARRIVALS,
        source,
        [each.key for each in new],
        [each.lane for each in new],
        [each.body for each in new],
        [each.state for each in new],
        [each.trouble for each in new],
        db.now,
    )


CLAIM_ARRIVALS = """
WITH heads AS MATERIALIZED (
    SELECT DISTINCT ON (source, lane) source, key, place, due_at, lease_until FROM arrivals
    WHERE dealership_id = $1 AND state = 'queued' ORDER BY source, lane, place
), free AS MATERIALIZED (
    SELECT a.source, a.key FROM (
        SELECT source, key FROM heads
        WHERE due_at <= $2 AND (lease_until IS NULL OR lease_until <= now()) ORDER BY place
    ) h, LATERAL (
        SELECT source, key FROM arrivals
        WHERE dealership_id = $1 AND source = h.source AND key = h.key AND state NOT IN ('done', 'quarantined')
          AND (lease_until IS NULL OR lease_until <= now()) FOR UPDATE SKIP LOCKED
    ) a LIMIT $3
)
UPDATE arrivals a SET lease_until = now() + interval '30 seconds' FROM free
WHERE a.dealership_id = $1 AND a.source = free.source AND a.key = free.key
RETURNING a.source, a.key, a.lane, a.body, a.attempts
"""
# Step by step, each row by its key: joined freely, a queue that has just grown was read once for each of its rows.


async def claim_arrivals(db: Db, limit: int) -> list[Arrival]:
    """The oldest unhandled arrival of each chat: while it is held or put off, its chat waits."""
    return [Arrival(**row) for row in await db.rows(CLAIM_ARRIVALS, db.now, limit)]


FINISH_ARRIVAL = """
UPDATE arrivals SET state = 'done', lease_until = NULL, trouble = NULL
WHERE dealership_id = $1 AND source = $2 AND key = $3 AND state = 'queued'
"""


async def finish_arrival(db: Db, arrival: Arrival) -> bool:
    """Take it, first thing in its unit. False when a rival has handled it already."""
    return await db.run(FINISH_ARRIVAL, arrival.source, arrival.key) == 1


NOTE_TROUBLE = """
UPDATE arrivals SET state = $4, trouble = $5 WHERE dealership_id = $1 AND source = $2 AND key = $3
"""


async def note_trouble(db: Db, arrival: Arrival, state: str, trouble: str) -> None:
    """Why nothing, or not everything, came of one that was taken."""
    await db.run(NOTE_TROUBLE, arrival.source, arrival.key, state, trouble)


QUARANTINE_ARRIVAL = """
UPDATE arrivals SET state = 'quarantined', lease_until = NULL, trouble = $4
WHERE dealership_id = $1 AND source = $2 AND key = $3 AND state = 'queued'
"""


async def quarantine_arrival(db: Db, arrival: Arrival, trouble: str) -> bool:
    """Put it aside as it came, for a person to look at; its chat goes on."""
    return await db.run(QUARANTINE_ARRIVAL, arrival.source, arrival.key, trouble) == 1


PUT_OFF_ARRIVAL = """
UPDATE arrivals SET lease_until = now() + make_interval(secs => $4), attempts = attempts + 1, trouble = $5
WHERE dealership_id = $1 AND source = $2 AND key = $3 AND state = 'queued'
"""


async def put_off_arrival(db: Db, arrival: Arrival, seconds: float, trouble: str) -> None:
    """Not to be claimed for so many seconds (a lease without a holder)."""
    await db.run(PUT_OFF_ARRIVAL, arrival.source, arrival.key, seconds, trouble)


DROP_ARRIVAL = """
DELETE FROM arrivals WHERE dealership_id = $1 AND source = $2 AND key = $3
"""


async def drop_arrival(db: Db, arrival: Arrival) -> None:
    """Nothing of it may be kept."""
    await db.run(DROP_ARRIVAL, arrival.source, arrival.key)


FORGET_ARRIVALS = """
DELETE FROM arrivals WHERE dealership_id = $1 AND state <> 'queued' AND arrived_at < $2
"""


async def forget_arrivals(db: Db, before: object) -> int:
    """Remove what was handled before a time."""
    return await db.run(FORGET_ARRIVALS, before)
