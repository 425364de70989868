"""Words begun and not sent: the same on each device of their writer, the last ones written hold."""

from uuid import UUID

from app.conversations import actions
from app.conversations.drafts import NewDraft, drop_draft, upsert_draft
from app.conversations.model import ThreadLine
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.ids import feed_of


async def write_draft(db: Db, who: Who, id: UUID, draft: NewDraft) -> ThreadLine:
    """Keep what was begun; the writer's other devices offer it."""
    thread = await actions.answerable(db, who, id)
    if draft.text.strip():
        await upsert_draft(db, who.id, thread.id, draft)
    else:
        await drop_draft(db, who.id, thread.id, draft.device)
    db.touch(feed_of("person", who.id), "thread", thread.id)
    return await actions.line(db, who, thread.id)
