"""The years with a client in one stream: what happened, what was said, what was logged; joined when read."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from app.clients.places import mark_of, place_of
from app.clients.seeing import sees
from app.conversations.logged import TouchRow
from app.conversations.model import Timeline, TimelineItem
from app.conversations.rules import first_line, preview
from app.kit.auth import STANDING, STANDS, Outdated, Who
from app.kit.db import Db
from app.kit.errors import bad_field, not_found
from app.people.model import Named
from app.people.queries import dealership, require_standing
from app.texts import Phrase, say

GROUPS = ("talk", "touch", "car", "card")
"""Messages; calls, visits and notes; cars and service; the card, its people, channels and consents."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOP = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)

# Each half walks its own index downwards and stops at a page; only the page's rows are joined.
TIMELINE_PAGE = f"""
WITH {STANDING}, page AS (
    (SELECT l.id, l.kind, l.at, l.who_id, l.ref_id, l.words, NULL::uuid AS message_id, NULL AS message_kind,
            NULL AS direction, false AS automatic, NULL::timestamptz AS deleted_at
     FROM timeline l
     WHERE l.dealership_id = $1 AND l.client_id = $5 AND (l.at, l.id) < ($6, $7)
       AND CASE WHEN l.kind IN ('call', 'visit', 'note') THEN 'touch'
                WHEN l.kind IN ('deal', 'service', 'car') THEN 'car' ELSE 'card' END = ANY ($9::text[])
     ORDER BY l.at DESC, l.id DESC LIMIT $8)
    UNION ALL
    (SELECT m.id, 'message', m.at, m.author_id, m.thread_id, NULL, m.id, m.kind, m.direction,
            m.phrase IS NOT NULL, m.deleted_at
     FROM messages m
     WHERE m.dealership_id = $1 AND 'talk' = ANY ($9::text[]) AND (m.at, m.id) < ($6, $7)
       AND m.thread_id = (SELECT t.id FROM threads t
                          WHERE t.dealership_id = $1 AND t.client_id = $5 AND t.merged_into IS NULL)
     ORDER BY m.at DESC, m.id DESC LIMIT $8)
    ORDER BY at DESC, id DESC LIMIT $8
)
SELECT {STANDS}, c.owner_id, page.*, p.name AS who_name, left(v.text, 600) AS text, f.seconds, f.name AS file_name
FROM clients c
LEFT JOIN page ON true
LEFT JOIN persons p ON p.dealership_id = $1 AND p.id = page.who_id
LEFT JOIN LATERAL (SELECT x.text FROM message_texts x WHERE x.dealership_id = $1 AND x.message_id = page.message_id
                   ORDER BY x.n DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (SELECT g.seconds, g.name FROM message_files h
                   JOIN files g ON g.dealership_id = $1 AND g.id = h.file_id
                   WHERE h.dealership_id = $1 AND h.message_id = page.message_id ORDER BY h.n LIMIT 1) f ON true
WHERE c.dealership_id = $1 AND c.id = $5 AND c.archived_at IS NULL
ORDER BY page.at DESC, page.id DESC
"""


async def timeline_page(
    db: Db, who: Who, client: UUID, place: tuple[datetime, UUID], limit: int, groups: tuple[str, ...] = GROUPS
) -> list[asyncpg.Record]:
    """What happened before the given place, newest first, of these groups; each row with whose client it is and
    whether the session stands. One row without an `id` where nothing happened, none for a missing client."""
    return await db.rows(TIMELINE_PAGE, who.session, db.now, who.remembered, client, *place, limit, groups)


async def read_timeline(db: Db, who: Who, client: UUID, after: str, limit: int, kinds: str) -> Timeline:
    """A page for someone who may see the card. A place never moves: what comes in between is simply read there.

    Raises Outdated when the session has ended.
    """
    place, groups = place_of(after), groups_of(kinds)
    rows = await timeline_page(db, who, client, place, limit + 1, groups)
    if not rows:
        await require_standing(db, who)
        raise not_found()
    if not rows[0]["stands"]:
        raise Outdated
    if not await sees(db, who, client, rows[0]["owner_id"]):
        raise not_found()
    zone = (await dealership(db)).time_zone
    rows = [row for row in rows if row["id"]]
    items = [item_of(row, who, zone, db.now) for row in rows[:limit]]
    return Timeline(items=items, next=mark_of(items[-1]) if len(rows) > limit else None)


def item_of(row: Any, who: Who, zone: str, now: datetime) -> TimelineItem:
    return TimelineItem(
        id=row["id"],
        kind=row["kind"],
        at=row["at"],
        who=Named(id=row["who_id"], name=row["who_name"]) if row["who_id"] else None,
        text=said if isinstance(said := words_of(row), str) else say(said, who.language, zone, now=now),
        ref_id=row["ref_id"],
        direction=row["direction"],
        automatic=row["automatic"],
    )


def words_of(row: Any) -> Phrase | str:
    if row["message_id"] is None:
        return msgspec.convert(row["words"], Phrase)
    return preview(
        row["message_kind"],
        first_line(row["text"] or "", 280),
        seconds=row["seconds"],
        name=row["file_name"],
        deleted=row["deleted_at"] is not None,
    )


async def item_of_touch(db: Db, who: Who, line: UUID, touch: TouchRow, words: Phrase) -> TimelineItem:
    """The line of a touch as its maker sees it at once."""
    zone = (await dealership(db)).time_zone
    return TimelineItem(
        id=line,
        kind=touch.kind,
        at=touch.at,
        who=Named(id=who.id, name=who.name),
        text=say(words, who.language, zone, now=db.now),
        ref_id=touch.id,
    )


def groups_of(kinds: str) -> tuple[str, ...]:
    """The groups an address asks for, separated by commas; all of them for none."""
    asked = tuple(dict.fromkeys(word for word in kinds.split(",") if word))
    if not set(asked) <= set(GROUPS):
        raise bad_field("kinds", "wrong_choice")
    return asked or GROUPS
