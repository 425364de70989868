"""A rung of the ladder has the turn: the telephones of whoever it calls ring."""

from datetime import datetime
from uuid import uuid5

import asyncpg
import msgspec

from app.conversations.promises import last_words
from app.deliveries.model import Claimed, Moot
from app.journal.actions import record
from app.kit.db import Db
from app.people.queries import person
from app.texts import Phrase, by, say
from push.queries import waits
from telephony import queries
from telephony.actions import ring
from telephony.model import THING, Ring

WORDS = {"now": "telephony.say.now", "soon": "telephony.say.soon", "can_wait": "telephony.say.late"}


async def ring_phone(db: Db, entry: asyncpg.Record) -> None:
    """Beside the pushes of the same rung, where its standard says so. Without a number the climb goes on all the
    same, and the journal says who could not be rung."""
    facts = entry["facts"]
    if not facts.get("rings") or facts.get("quiet") or (await queries.telephony(db)).webhook_sealed is None:
        return
    called, message = await person(db, facts["person"]), await last_words(db, entry["subject_id"])
    found = await waits(db, message) if message else None
    if called is None or called.deactivated_at or found is None or not found.waiting:
        return
    if await queries.phone_of(db, called.id) is None:
        await record(db, "ladder.no_number", subject=entry["subject_id"], person=called.id)
        return
    told = {"by": by(found.by_at)} if found.by_at else {}
    code = WORDS[facts["urgency"]] + ("" if found.by_at else ".no_time")
    text = say(Phrase(code, told), called.language, found.time_zone, now=db.now)
    thing = uuid5(entry["subject_id"], f"{THING} {facts['n']} {called.id}")
    await ring(db, called.id, called.language, thing, Ring(text=text, message_id=message))


async def still_wanted(db: Db, item: Claimed) -> datetime | Moot | None:
    """The line may have been down meanwhile: about a client who was answered since then nobody is rung."""
    message = msgspec.convert(item.body, Ring).message_id
    found = await waits(db, message) if message else None
    return None if message is None or (found and found.waiting) else Moot(reason="not_needed")


async def forget_number(db: Db, entry: asyncpg.Record) -> None:
    """Who works here no more is rung no more, and their number is nobody's to keep."""
    await queries.drop_phone(db, entry["subject_id"])
