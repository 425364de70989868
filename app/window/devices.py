"""SQL of windows that get pushes: a window with a subscription is a device of its client."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.kit.db import Db
from app.people.devices import Device

SET_SUBSCRIPTION = """
UPDATE windows SET endpoint = $3, p256dh = $4, auth = $5, key_id = $6,
                   shown_at = CASE WHEN endpoint = $3 THEN shown_at END
WHERE dealership_id = $1 AND id = $2
"""


async def set_subscription(
    db: Db, window: UUID, endpoint: str, p256dh: bytes, auth: bytes, key_id: str
) -> None:
    """What was shown through another subscription proves nothing for this one."""
    await db.run(SET_SUBSCRIPTION, window, endpoint, p256dh, auth, key_id)


CLEAR_SUBSCRIPTIONS = """
UPDATE windows SET endpoint = NULL, p256dh = NULL, auth = NULL, key_id = NULL, shown_at = NULL
WHERE dealership_id = $1 AND endpoint IS NOT NULL AND (id = $2 OR (endpoint = $3 AND id <> $4))
"""


async def clear_subscription(db: Db, window: UUID) -> bool:
    """Nothing is pushed to this window any more. False if nothing was."""
    return await db.run(CLEAR_SUBSCRIPTIONS, window, None, None) == 1


async def clear_subscriptions(db: Db, endpoint: str, but: UUID) -> None:
    """A browser shows pushes of one window: the one that is open there now."""
    await db.run(CLEAR_SUBSCRIPTIONS, None, endpoint, but)


WINDOWS_WITH_PUSHES = """
SELECT w.id, w.client_id AS person_id, c.language, w.endpoint, w.p256dh, w.auth, w.key_id, w.seen_at, w.shown_at
FROM windows w JOIN clients c ON c.dealership_id = $1 AND c.id = w.client_id AND c.archived_at IS NULL
WHERE w.dealership_id = $1 AND (w.id = $2 OR w.client_id = $3) AND w.endpoint IS NOT NULL
  AND w.ended_at IS NULL AND w.expires_at > $4 AND w.seen_at > $5
"""


async def windows_with_pushes(
    db: Db, used_since: datetime, *, window: UUID | None = None, client: UUID | None = None
) -> list[Device]:
    """One window, or all of a client, as far as pushes go there: their devices, the client in a person's place."""
    rows = await db.rows(WINDOWS_WITH_PUSHES, window, client, db.now, used_since)
    return [Device(**row) for row in rows]


MARK_SHOWN = """
UPDATE windows SET shown_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def mark_shown(db: Db, window: UUID) -> None:
    await db.run(MARK_SHOWN, window, db.now)


WAITS_IN_WINDOW = """
SELECT EXISTS (
    SELECT 1 FROM messages m
    JOIN deliveries d ON d.dealership_id = $1 AND d.thing_id = m.id
    JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id AND a.channel = 'web'
    WHERE m.dealership_id = $1 AND m.id = $2 AND m.deleted_at IS NULL
      AND d.state IN ('queued', 'sending', 'sent', 'not_confirmed'))
"""


async def waits_in_window(db: Db, message: UUID) -> Any:
    """Is this message on its way into the window, or there and not seen yet?"""
    return await db.value(WAITS_IN_WINDOW, message)
