"""SQL of words begun and not sent."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.conversations.model import Text
from app.kit.db import Db


class NewDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the field now, on which device; nothing but blanks drops what was begun on that device."""

    text: Text
    device: UUID


UPSERT_DRAFT = """
INSERT INTO drafts (dealership_id, person_id, thread_id, text, device_id, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (dealership_id, person_id, thread_id) DO UPDATE
SET text = excluded.text, device_id = excluded.device_id, at = excluded.at
"""


async def upsert_draft(db: Db, person: UUID, thread: UUID, draft: NewDraft) -> None:
    await db.run(UPSERT_DRAFT, person, thread, draft.text, draft.device, db.now)


DROP_DRAFT = """
DELETE FROM drafts WHERE dealership_id = $1 AND person_id = $2 AND thread_id = $3 AND device_id = $4
"""


async def drop_draft(db: Db, person: UUID, thread: UUID, device: UUID) -> None:
    """The field of this device is empty. Words begun on another one stay."""
    await db.run(DROP_DRAFT, person, thread, device)


DROP_SAID_DRAFT = """
DELETE FROM drafts WHERE dealership_id = $1 AND person_id = $2 AND thread_id = $3 AND btrim(text) = btrim($4)
"""


async def drop_said_draft(db: Db, person: UUID, thread: UUID, said: str) -> bool:
    """These words are sent. Others, begun on another device meanwhile, stay."""
    return await db.run(DROP_SAID_DRAFT, person, thread, said) == 1


FORGET_DRAFTS = """
DELETE FROM drafts WHERE dealership_id = $1 AND at < $2
"""


async def forget_drafts(db: Db, before: datetime) -> int:
    """Remove the drafts nobody has touched since a time."""
    return await db.run(FORGET_DRAFTS, before)
