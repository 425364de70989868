"""Notices: what a person must learn that is no task, shown until seen."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.ids import feed_of, new_id
from app.people.model import SeeNotice
from app.people.queries import dealership
from app.texts import Phrase, say

SHOWN = 50
"""So many of a person's unseen notices are shown at once, the latest first."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence in the reader's language; `client_id` is the card it is about, `thread_id` the talk it calls to."""

    id: UUID
    kind: str
    client_id: UUID | None
    thread_id: UUID | None
    text: str
    at: datetime
    seen_at: datetime | None


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    notices: list[Notice]


INSERT_NOTICE = """
INSERT INTO notices (dealership_id, id, person_id, kind, client_id, words, at, thread_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def insert_notice(db: Db, *notice: Any) -> None:
    await db.run(INSERT_NOTICE, *notice)


async def notify(
    db: Db,
    person: UUID,
    kind: str,
    words: Phrase,
    *,
    client: UUID | None = None,
    thread: UUID | None = None,
    about: UUID | None = None,
) -> UUID:
    """Tell a person something: their open phone shows it at once, another one when it next comes.

    `about` is the row that the notice tells of, by which it can be withdrawn.
    """
    notice = notice_about(about) if about else new_id()
    await insert_notice(db, notice, person, kind, client, words, db.now, thread)
    db.touch(feed_of("person", person), "notice", notice)
    return notice


def notice_about(row: UUID) -> UUID:
    return uuid5(row, "notice")


async def withdraw_notice(db: Db, person: UUID, about: UUID) -> None:
    """What was told did not happen: the notice leaves the phone."""
    await drop_notice(db, person, notice_about(about))


DROP_NOTICE = """
DELETE FROM notices WHERE dealership_id = $1 AND id = $3 AND person_id = $2
"""


async def drop_notice(db: Db, person: UUID, notice: UUID) -> None:
    """What it asks for is done: it leaves the phone."""
    if await db.run(DROP_NOTICE, person, notice):
        db.touch(feed_of("person", person), "notice", notice, gone=True)


REWORD_NOTICE = """
UPDATE notices SET words = $4 WHERE dealership_id = $1 AND id = $3 AND person_id = $2 AND words <> $4
"""


async def reword_notice(db: Db, person: UUID, about: UUID, words: Phrase) -> None:
    """What a notice tells of is still so, in other figures. One that was put away stays away."""
    if await db.run(REWORD_NOTICE, person, notice_about(about), words):
        db.touch(feed_of("person", person), "notice", notice_about(about))


UNSEEN_NOTICES = """
SELECT id, kind, client_id, thread_id, words, at, seen_at FROM notices
WHERE dealership_id = $1 AND person_id = $2 AND seen_at IS NULL ORDER BY at DESC, id DESC LIMIT $3
"""


async def unseen_notices(db: Db, who: Who) -> list[Notice]:
    """What this person has not put away yet, the latest first."""
    zone = (await dealership(db)).time_zone
    return [notice_of(db, who, zone, row) for row in await db.rows(UNSEEN_NOTICES, who.id, SHOWN)]


def notice_of(db: Db, who: Who, zone: str, row: Any) -> Notice:
    words = msgspec.convert(row["words"], Phrase)
    text = say(words, who.language, zone, now=db.now)
    kept = {name: row[name] for name in ("id", "kind", "client_id", "thread_id", "at", "seen_at")}
    return Notice(text=text, **kept)


NOTICES_BY_ID = """
SELECT id, kind, client_id, thread_id, words, at, seen_at FROM notices
WHERE dealership_id = $1 AND person_id = $2 AND id = ANY ($3::uuid[]) AND seen_at IS NULL
"""


async def notices_by_id(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """Notices for the person's own feed; one that was put away leaves the phone."""
    zone = (await dealership(db)).time_zone
    return {row["id"]: notice_of(db, who, zone, row) for row in await db.rows(NOTICES_BY_ID, who.id, ids)}


MARK_NOTICE = """
UPDATE notices SET seen_at = CASE WHEN $4 THEN coalesce(seen_at, $5) END
WHERE dealership_id = $1 AND person_id = $2 AND id = $3
"""


async def mark_notice(db: Db, who: Who, notice: UUID, seen: bool) -> None:
    if await db.run(MARK_NOTICE, who.id, notice, seen, db.now) == 0:
        raise not_found()
    db.touch(feed_of("person", who.id), "notice", notice)


async def see_notice(db: Db, who: Who, act: SeeNotice) -> None:
    """Put a notice of one's own away, on every phone of theirs."""
    await mark_notice(db, who, act.notice_id, True)


async def unsee_notice(db: Db, who: Who, act: SeeNotice) -> None:
    """Take it back: a slip of the thumb."""
    await mark_notice(db, who, act.notice_id, False)


FORGET_NOTICES = """
DELETE FROM notices WHERE dealership_id = $1 AND at < $2
"""


async def forget_notices(db: Db, before: datetime) -> int:
    """Remove the notices that were given before a time."""
    return await db.run(FORGET_NOTICES, before)
