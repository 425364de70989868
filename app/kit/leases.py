"""Leases and slots: who does now what only one should do, by the database's own time.

The only SQL that calls `now()`: a holder may be a machine with another clock, or be dead. An overlap is
harmless by design, since whatever runs under a lease may run twice.
"""

from datetime import datetime, timedelta
from uuid import UUID

from app.kit.db import Database

TAKE_LEASE = """
INSERT INTO leases (name, holder, until_at) VALUES ($1, $2, now() + $3::interval)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
WHERE leases.holder = excluded.holder OR leases.until_at <= now()
RETURNING true
"""


async def take_lease(database: Database, name: str, holder: UUID, span: timedelta) -> bool:
    """Take a lease or renew one's own; False while another holder's stands."""
    return await database.pool.fetchval(TAKE_LEASE, name, holder, span) is True


DROP_LEASE = """
DELETE FROM leases WHERE name = $1 AND holder = $2
"""


async def drop_lease(database: Database, name: str, holder: UUID) -> None:
    """Give a lease back, so that the next holder need not wait for its end."""
    await database.pool.execute(DROP_LEASE, name, holder)


COUNT_LEASES = """
SELECT count(*) FROM leases WHERE name ^@ $1 AND until_at > now()
"""


async def count_leases(database: Database, prefix: str) -> int:
    """How many leases stand whose names begin with `prefix`."""
    count: int = await database.pool.fetchval(COUNT_LEASES, prefix)
    return count


FORGET_LEASES = """
DELETE FROM leases WHERE until_at < now() - interval '1 day'
"""


async def forget_leases(database: Database) -> None:
    """Remove what dead holders left behind."""
    await database.pool.execute(FORGET_LEASES)


SLOT_LEASE = timedelta(minutes=5)
"""A slot not finished and not renewed for so long is free again: its worker died, or its job failed."""

CLAIM_SLOT = """
INSERT INTO schedule_slots (job, scheduled_for, claimed_at) VALUES ($1, $2, now())
ON CONFLICT (job, scheduled_for) DO UPDATE SET claimed_at = now()
WHERE schedule_slots.finished_at IS NULL AND schedule_slots.claimed_at <= now() - $3::interval
RETURNING true
"""


async def claim_slot(database: Database, job: str, scheduled_for: datetime) -> bool:
    """Take one occurrence of a job; of all workers one gets it."""
    return await database.pool.fetchval(CLAIM_SLOT, job, scheduled_for, SLOT_LEASE) is True


RENEW_SLOT = """
UPDATE schedule_slots SET claimed_at = now() WHERE job = $1 AND scheduled_for = $2 AND finished_at IS NULL
"""


async def renew_slot(database: Database, job: str, scheduled_for: datetime) -> None:
    """Say that the job still runs."""
    await database.pool.execute(RENEW_SLOT, job, scheduled_for)


FINISH_SLOT = """
UPDATE schedule_slots SET finished_at = now() WHERE job = $1 AND scheduled_for = $2
"""


async def finish_slot(database: Database, job: str, scheduled_for: datetime) -> None:
    await database.pool.execute(FINISH_SLOT, job, scheduled_for)


SLOT_FINISHED = """
SELECT finished_at IS NOT NULL FROM schedule_slots WHERE job = $1 AND scheduled_for = $2
"""


async def slot_finished(database: Database, job: str, scheduled_for: datetime) -> bool:
    return await database.pool.fetchval(SLOT_FINISHED, job, scheduled_for) is True


FORGET_SLOTS = """
DELETE FROM schedule_slots WHERE scheduled_for < $1
"""


async def forget_slots(database: Database, before: datetime) -> None:
    """Remove the occurrences before a time."""
    await database.pool.execute(FORGET_SLOTS, before)
