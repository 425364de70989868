"""A page of a talk, for whoever may read it."""

from uuid import UUID

from app.conversations import actions, lines
from app.conversations.model import Messages
from app.kit.auth import Who
from app.kit.db import Db
from app.people.queries import dealership

PAGE = 100


async def messages(db: Db, who: Who, thread: UUID, before: int | None, limit: int) -> Messages:
    await actions.readable(db, who, thread)
    limit = max(1, min(limit, PAGE))
    place = max(0, min(before, 2**62)) if before is not None else 2**62
    zone = (await dealership(db)).time_zone
    page = await lines.messages_page(db, who, thread, place, limit, zone)
    following = page[0].seq if len(page) == limit and page[0].seq > 1 else None
    return Messages(thread=await actions.line(db, who, thread), messages=page, next=following)
