"""SQL of the channel board: bots, queues, what failed, and phones that fell silent."""

from datetime import timedelta

from app.insight.model import BotFacts, Fates, Inward, Line, SilentDevice, TelephonyFacts
from app.kit.db import Db

LATELY = timedelta(days=7)
SILENT_AFTER = timedelta(hours=24)
SHOWN_AT_ONCE = 20

BOTS = """
SELECT username, state, state_at, trouble, pending, complaint, complained_at
FROM bots WHERE dealership_id = $1 AND state <> 'off' ORDER BY created_at, id
"""


async def bots(db: Db) -> list[BotFacts]:
    return [BotFacts(**row) for row in await db.rows(BOTS)]


LINES = """
SELECT a.channel, count(*) AS waiting,
       min(CASE WHEN d.lane IN ('reply', 'promise') THEN d.queued_at ELSE least(d.due_at, $2) END) AS since
FROM deliveries d JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
WHERE d.dealership_id = $1 AND d.state IN ('queued', 'sending') AND (d.due_at <= $2 OR d.reason IS NOT NULL)
GROUP BY a.channel ORDER BY a.channel
"""


async def lines(db: Db) -> list[Line]:
    """What waits to leave. What is put off because its channel failed waits too, whenever it is tried again."""
    return [Line(**row) for row in await db.rows(LINES, db.now)]


FATES = """
SELECT a.channel, d.state, d.reason, count(*) AS count, max(d.settled_at) AS latest
FROM deliveries d JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
WHERE d.dealership_id = $1 AND d.state IN ('failed', 'not_confirmed')
  AND d.thing_kind NOT IN ('push', 'alert', 'staff', 'call', 'ring')
  AND d.settled_at > $2
  AND NOT EXISTS (SELECT 1 FROM deliveries n WHERE n.dealership_id = $1 AND n.thing_id = d.thing_id
                  AND n.address_id = d.address_id AND n.attempt > d.attempt)
GROUP BY a.channel, d.state, d.reason ORDER BY a.channel, d.state, d.reason
"""


async def fates(db: Db) -> list[Fates]:
    """What ended badly in the last week; what a person sent again is theirs already."""
    return [Fates(**row) for row in await db.rows(FATES, db.now - LATELY)]


INWARD = """
SELECT count(*) AS waiting, min(arrived_at) AS since,
       (SELECT count(*) FROM arrivals p
        WHERE p.dealership_id = $1 AND p.state = 'quarantined' AND p.arrived_at > $3) AS put_aside
FROM arrivals WHERE dealership_id = $1 AND state = 'queued' AND due_at <= $2
"""


async def inward(db: Db) -> Inward:
    row = await db.row(INWARD, db.now, db.now - LATELY)
    assert row is not None
    return Inward(**row)


SILENT_DEVICES = """
SELECT p.name AS person, min(s.settled_at) AS since
FROM devices v
JOIN persons p ON p.dealership_id = $1 AND p.id = v.person_id AND p.deactivated_at IS NULL
JOIN addresses a ON a.dealership_id = $1 AND a.device_id = v.id AND a.stopped_at IS NULL
JOIN deliveries s ON s.dealership_id = $1 AND s.address_id = a.id AND s.thing_kind = 'push' AND s.state = 'sent'
     AND s.settled_at > coalesce(v.shown_at, v.subscribed_at) AND s.settled_at > $2
WHERE v.dealership_id = $1
GROUP BY p.name, v.id HAVING min(s.settled_at) < $3 ORDER BY since LIMIT $4
"""


async def silent_devices(db: Db) -> list[SilentDevice]:
    """Phones whose push service took pushes for a day, and that have shown none."""
    times = db.now - LATELY, db.now - SILENT_AFTER, SHOWN_AT_ONCE
    return [SilentDevice(**row) for row in await db.rows(SILENT_DEVICES, *times)]


UNRUNG = """
SELECT p.name FROM persons p
WHERE p.dealership_id = $1 AND p.role = 'manager' AND p.deactivated_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM devices v
                  JOIN addresses a ON a.dealership_id = $1 AND a.device_id = v.id AND a.stopped_at IS NULL
                  WHERE v.dealership_id = $1 AND v.person_id = p.id)
ORDER BY p.name LIMIT $2
"""


async def unrung(db: Db) -> list[str]:
    """Managers who get no push anywhere."""
    return [row["name"] for row in await db.rows(UNRUNG, SHOWN_AT_ONCE)]


TELEPHONY = """
SELECT last.state, last.reason, last.at,
       ARRAY(SELECT p.name FROM persons p
             WHERE p.dealership_id = $1 AND p.role IN ('manager', 'supervisor') AND p.deactivated_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM staff_phones s WHERE s.dealership_id = $1 AND s.person_id = p.id)
             ORDER BY p.name LIMIT $2) AS unnumbered
FROM telephony t
LEFT JOIN LATERAL (SELECT d.state, d.reason, coalesce(d.settled_at, d.queued_at) AS at FROM deliveries d
                   WHERE d.dealership_id = $1 AND d.thing_kind = 'ring' AND d.queued_at > $3
                   ORDER BY d.queued_at DESC, d.place DESC LIMIT 1) last ON true
WHERE t.dealership_id = $1 AND t.webhook_sealed IS NOT NULL
"""


async def telephony(db: Db) -> TelephonyFacts | None:
    """How the last call of the week went, and who could not be rung. None: the house rings no phones."""
    row = await db.row(TELEPHONY, SHOWN_AT_ONCE, db.now - LATELY)
    return TelephonyFacts(**row) if row else None
