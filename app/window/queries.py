"""SQL of windows: browsers in which clients read and write their own talk."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.kit.db import Db
from app.window.model import Device, Me

INSERT_WINDOW = """
INSERT INTO windows (dealership_id, id, token_hash, client_id, contact_point_id, opened_at, seen_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
"""


async def insert_window(
    db: Db, id: UUID, token_hash: bytes, client: UUID, contact_point: UUID, expires_at: datetime
) -> None:
    await db.run(INSERT_WINDOW, id, token_hash, client, contact_point, db.now, expires_at)


WINDOW_OF_TOKEN = """
SELECT w.dealership_id AS dealership, w.id, w.client_id, w.contact_point_id, c.language, c.owner_id, c.time_zone,
       w.seen_at
FROM windows w
JOIN clients c ON c.dealership_id = $1 AND c.id = w.client_id AND c.archived_at IS NULL
JOIN contact_points p ON p.dealership_id = $1 AND p.id = w.contact_point_id AND p.client_id = w.client_id
     AND p.ended_at IS NULL
WHERE w.dealership_id = $1 AND w.token_hash = $2 AND w.ended_at IS NULL AND w.expires_at > $3 AND w.seen_at > $4
"""


async def window_of_token(db: Db, token_hash: bytes, used_since: datetime) -> Me | None:
    """Who looks through the window with this cookie; None once it was forgotten, or nobody used it for long."""
    row = await db.row(WINDOW_OF_TOKEN, token_hash, db.now, used_since)
    return Me(**row) if row else None


WINDOW_IS_TAKEN = """
SELECT token_hash FROM windows WHERE dealership_id = $1 AND id = $2
"""


async def window_is_taken(db: Db, id: UUID) -> bytes | None:
    """The hash of the cookie of the window with this id, if there is one."""
    found: bytes | None = await db.value(WINDOW_IS_TAKEN, id)
    return found


MARK_SEEN = """
UPDATE windows SET seen_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def mark_seen(db: Db, id: UUID) -> None:
    await db.run(MARK_SEEN, id, db.now)


END_WINDOW = """
UPDATE windows SET ended_at = $3, ended_by = $4, endpoint = NULL, p256dh = NULL, auth = NULL, key_id = NULL
WHERE dealership_id = $1 AND id = $2 AND ended_at IS NULL
"""


async def end_window(db: Db, id: UUID, by: UUID | None = None) -> bool:
    """`by`: who of the house did. False when it was ended before."""
    return await db.run(END_WINDOW, id, db.now, by) == 1


ENDED_FOR_THEM = """
SELECT EXISTS (SELECT 1 FROM windows WHERE dealership_id = $1 AND token_hash = $2 AND ended_by IS NOT NULL)
"""


async def ended_for_them(db: Db, token_hash: bytes) -> bool:
    """Was the window of this cookie ended by the house?"""
    ended: bool = await db.value(ENDED_FOR_THEM, token_hash)
    return ended


WINDOWS_OF_CLIENT = """
SELECT id, opened_at, seen_at, endpoint IS NOT NULL AS pushes FROM windows
WHERE dealership_id = $1 AND client_id = $2 AND ended_at IS NULL AND expires_at > $3 AND seen_at > $4
ORDER BY seen_at DESC, id LIMIT 50
"""


async def windows_of_client(db: Db, client: UUID, used_since: datetime) -> list[Device]:
    """The browsers in which this client reads their talk, the one used last first."""
    return [Device(**row) for row in await db.rows(WINDOWS_OF_CLIENT, client, db.now, used_since)]


STANDING_WINDOWS = """
SELECT id FROM windows
WHERE dealership_id = $1 AND client_id = $2 AND ended_at IS NULL AND expires_at > $3 AND seen_at > $4
"""


async def standing_windows(db: Db, client: UUID, used_since: datetime) -> list[UUID]:
    """The browsers in which this client's window still opens."""
    rows = await db.rows(STANDING_WINDOWS, client, db.now, used_since)
    return [row["id"] for row in rows]


FEED_OF_WINDOW = """
SELECT id, epoch, seq FROM feeds WHERE dealership_id = $1 AND kind = 'window' AND subject_id = $2
"""


async def feed_of_window(db: Db, client: UUID) -> asyncpg.Record:
    """Where the feed of this client's windows stands."""
    found = await db.row(FEED_OF_WINDOW, client)
    assert found is not None  # made with their first window
    return found


CHANGED_MESSAGES = """
SELECT row_id FROM feed_rows
WHERE dealership_id = $1 AND feed_id = $2 AND kind = 'message' AND seq > $3 ORDER BY seq LIMIT $4
"""


async def changed_messages(db: Db, feed: UUID, since: int, most: int) -> list[UUID]:
    return [row["row_id"] for row in await db.rows(CHANGED_MESSAGES, feed, since, most)]


SAID_AT = """
SELECT at FROM messages WHERE dealership_id = $1 AND source_key = $2 AND direction = 'in' AND deleted_at IS NULL
"""


async def said_at(db: Db, source_key: str) -> datetime | None:
    """When this was said; None where it is not here."""
    at: datetime | None = await db.value(SAID_AT, source_key)
    return at


FORGET_WINDOWS = """
DELETE FROM windows WHERE dealership_id = $1 AND (ended_at < $2 OR expires_at < $2 OR seen_at < $2)
"""


async def forget_windows(db: Db, before: datetime) -> int:
    """Remove those that had ended, or were not used any more, at a time."""
    return await db.run(FORGET_WINDOWS, before)


CODE_SHOWN = """
SELECT subject_id, facts FROM entries
WHERE dealership_id = $1 AND client_id = $2 AND at > $3 AND kind = 'phone_code.shown' ORDER BY at DESC, id DESC LIMIT 1
"""


async def code_shown(db: Db, client: UUID, since: datetime) -> asyncpg.Record | None:
    """For which number of the client a code was shown last, and by which act."""
    return await db.row(CODE_SHOWN, client, since)


UNPROVED = """
SELECT EXISTS (SELECT 1 FROM contact_points
               WHERE dealership_id = $1 AND client_id = $2 AND kind = 'phone' AND ended_at IS NULL
                 AND coalesce(label, 'own') = 'own' AND verified_at IS NULL)
"""


async def unproved(db: Db, client: UUID) -> bool:
    """Is there a number of the client's own of which nobody knows for sure that it is theirs?"""
    found: bool = await db.value(UNPROVED, client)
    return found
