"""A rung of the ladder was called: every device of theirs rings, and a line goes into their own messenger."""

from datetime import datetime
from uuid import UUID, uuid5

import asyncpg
import msgspec

from app.conversations.promises import last_words
from app.deliveries import actions as deliveries
from app.deliveries.devices import is_open
from app.deliveries.model import Claimed, Moot, Parcel
from app.journal.actions import record
from app.kit.db import Db
from app.people import devices
from app.people.accounts import staff_accounts
from app.people.queries import person
from app.texts import Phrase, by, say
from push import queries
from push.actions import queue_for
from push.model import ALERT_LIFE, Notice

THING = "call"
CODES = {"now": "alert.call.now", "soon": "alert.call.soon", "can_wait": "alert.call"}


class CallParcel(Parcel, frozen=True, kw_only=True, omit_defaults=True):
    """What is written to whoever is called, and the message that waits, by which it is judged when it leaves."""

    message_id: UUID


async def ring_for_ladder(db: Db, entry: asyncpg.Record) -> None:
    """Every device of the person who has the turn, and their own messenger where they linked one."""
    if entry["facts"].get("quiet"):
        return
    called = await person(db, entry["facts"]["person"])
    message = await last_words(db, entry["subject_id"])
    found = await queries.waits(db, message) if message else None
    if called is None or message is None or found is None or not found.waiting:
        return
    about = uuid5(entry["subject_id"], f"call {entry['facts']['n']} {called.id}")
    theirs = await devices.standing_devices(db, person=called.id)
    notice = Notice(kind="call", message_id=message, urgent=entry["facts"]["urgency"] == "now")
    rang = await queue_for(db, theirs, uuid5(about, "push"), notice, ALERT_LIFE)
    for account in await staff_accounts(db, called.id):
        if not await is_open(db, account.address_id):
            continue
        code = CODES[entry["facts"]["urgency"]]
        told = {"by": by(found.by_at)} if found.by_at else {}
        text = say(Phrase(code, told), account.language, found.time_zone, now=db.now)
        await deliveries.queue(
            db,
            (THING, uuid5(about, account.channel)),
            account.address_id,
            "announcement",
            [CallParcel(text=text, message_id=message)],
            until=db.now + ALERT_LIFE,
        )
        rang = True
    if not rang:
        await record(db, "ladder.unreached", subject=entry["subject_id"], person=called.id)


async def still_called(db: Db, item: Claimed) -> datetime | Moot | None:
    """The line may have been down meanwhile: of a client who was answered since then nothing is written."""
    found = await queries.waits(db, msgspec.convert(item.body, CallParcel).message_id)
    return None if found and found.waiting else Moot(reason="not_needed")
