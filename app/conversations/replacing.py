"""Pictures and other files that their sender put in place of others, and all that a message said before."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from app.conversations import queries
from app.conversations.actions import readable
from app.conversations.model import Attachment, Inbound, InboundFile
from app.conversations.receiving import expect_file, touch_message
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import not_found


class EarlierWords(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stood in a message from `at` until they were changed."""

    text: str
    at: datetime
    until: datetime


class EarlierFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that stood in a message until it was replaced."""

    file: Attachment
    until: datetime


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What a message was before, oldest first. Of a deleted one nothing is shown."""

    words: list[EarlierWords]
    files: list[EarlierFile]


FILE_IN_PLACE = """
SELECT p.n, h.file_id, f.source
FROM (SELECT coalesce((SELECT n FROM message_parts WHERE dealership_id = $1 AND source_key = $3), 1) AS n) p
LEFT JOIN message_files h ON h.dealership_id = $1 AND h.message_id = $2 AND h.n = p.n
LEFT JOIN files f ON f.dealership_id = $1 AND f.id = h.file_id
"""


async def file_in_place(db: Db, message: UUID, source_key: str) -> asyncpg.Record | None:
    """The place of a part in its message, and the file that stands there, if one does."""
    return await db.row(FILE_IN_PLACE, message, source_key)


KEEP_FORMER = """
INSERT INTO former_files (dealership_id, message_id, n, file_id, replaced_at)
SELECT $1, message_id, n, file_id, $4 FROM message_files WHERE dealership_id = $1 AND message_id = $2 AND n = $3
ON CONFLICT DO NOTHING
"""


async def keep_former(db: Db, message: UUID, n: int) -> None:
    await db.run(KEEP_FORMER, message, n, db.now)


PUT_IN_PLACE = """
INSERT INTO message_files (dealership_id, message_id, n, file_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (dealership_id, message_id, n) DO UPDATE SET file_id = excluded.file_id
"""


async def put_in_place(db: Db, message: UUID, n: int, file: UUID) -> None:
    await db.run(PUT_IN_PLACE, message, n, file)


SET_KIND = """
UPDATE messages SET kind = $3 WHERE dealership_id = $1 AND id = $2 AND kind <> $3
"""


async def set_kind(db: Db, message: UUID, kind: str) -> None:
    await db.run(SET_KIND, message, kind)


async def change_file(db: Db, inbound: Inbound, *, by: UUID | None = None) -> bool:
    """The client, or the person `by`, put another file into a message that is here: the new one shows, the former
    stays. False where it is the same one, or nobody can tell."""
    message = await queries.message_of_source(db, inbound.source_key)
    place = await queries.message_place(db, message) if message else None
    thread = await queries.lock_thread(db, place["thread_id"]) if place else None
    if inbound.file is None or message is None or place is None or thread is None:
        return False
    stands = await file_in_place(db, message, inbound.source_key)
    assert stands is not None
    if not is_another(inbound.file, stands):
        return False
    if stands["file_id"]:
        await keep_former(db, message, stands["n"])
    await put_in_place(db, message, stands["n"], await expect_file(db, thread, inbound.file))
    if stands["n"] == 1:
        await set_kind(db, message, inbound.kind)
    client = place["client_id"]
    await record(
        db, "message.file_changed", by=by, by_client=None if by else client, client=client, subject=message
    )
    await touch_message(db, message)
    return True


def is_another(file: InboundFile, stands: Any) -> bool:
    """By the channel's own mark of the bytes. Where either has none, it is taken for the same."""
    if stands["file_id"] is None:
        return True
    mark = (stands["source"] or {}).get("mark")
    return bool(mark and file.source.get("mark") and mark != file.source["mark"])


WORDS_BEFORE = """
SELECT v.text, v.at, n.at AS until FROM message_texts v
JOIN message_texts n ON n.dealership_id = $1 AND n.message_id = $2 AND n.n = v.n + 1
WHERE v.dealership_id = $1 AND v.message_id = $2 AND n.at > v.at AND v.text <> '' ORDER BY v.n
"""


async def words_before(db: Db, message: UUID) -> list[EarlierWords]:
    """Words that were changed. Those that only grew while their message came in are no earlier ones."""
    return [EarlierWords(**row) for row in await db.rows(WORDS_BEFORE, message)]


FILES_BEFORE = """
SELECT f.id, f.media_kind AS kind, f.media_type, f.size, f.name, f.seconds,
       CASE f.state WHEN 'queued' THEN 'fetching' ELSE f.state END AS state, r.replaced_at
FROM former_files r JOIN files f ON f.dealership_id = $1 AND f.id = r.file_id
WHERE r.dealership_id = $1 AND r.message_id = $2 ORDER BY r.replaced_at, r.n
"""


async def files_before(db: Db, message: UUID) -> list[asyncpg.Record]:
    return await db.rows(FILES_BEFORE, message)


async def history(db: Db, who: Who, message: UUID) -> History:
    """What this message was before, for whoever may read its talk."""
    place = await queries.message_place(db, message)
    if place is None:
        raise not_found()
    await readable(db, who, place["thread_id"])
    if place["deleted_at"]:
        return History(words=[], files=[])
    files = [earlier_file(row) for row in await files_before(db, message)]
    return History(words=await words_before(db, message), files=files)


def earlier_file(row: Any) -> EarlierFile:
    fields = dict(row)
    return EarlierFile(until=fields.pop("replaced_at"), file=Attachment(**fields))
