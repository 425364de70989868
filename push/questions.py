"""A colleague asks a specialist, or nobody answers: whoever has the turn learns it on a closed phone too, by day."""

from datetime import datetime
from uuid import UUID, uuid5

import asyncpg
import msgspec

from app.coverage.rules import open_now
from app.handoffs.questions import specialists
from app.kit.db import Db
from app.people import devices
from app.people.queries import active_people, dealership
from app.standards.queries import latest_standard
from push.actions import queue_for
from push.model import ALERT_LIFE, Notice


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question that waits, of which trade, by when, and the clock of its house."""

    trade: str
    by_at: datetime
    time_zone: str


ASKED = """
SELECT q.trade, q.by_at, d.time_zone FROM questions q JOIN dealerships d ON d.id = $1
WHERE q.dealership_id = $1 AND q.id = $2 AND q.state = 'open'
"""


async def asked(db: Db, question: UUID) -> Asked | None:
    """None where it is answered or taken back."""
    row = await db.row(ASKED, question)
    return Asked(**row) if row else None


async def ring_for_question(db: Db, entry: asyncpg.Record) -> None:
    """Every device of the trade's people; and of the supervisors, when it is their turn. While the house is closed
    nothing rings: what is asked then is counted from its opening."""
    found, facts = await asked(db, entry["subject_id"]), entry["facts"]
    hours, zone = (await latest_standard(db)).answer, (await dealership(db)).time_zone
    if found is None or not open_now(db.now, hours, zone):
        return
    bosses = facts.get("step") == "supervisor"
    people = (
        [one["id"] for one in await active_people(db, "supervisor")]
        if bosses
        else await specialists(db, found.trade)
    )
    thing = uuid5(entry["subject_id"], f"push {facts.get('n', 0)}")
    late = entry["kind"] == "question.called"
    notice = Notice(kind="question", question_id=entry["subject_id"], urgent=late)
    for person in people:
        await queue_for(db, await devices.standing_devices(db, person=person), thing, notice, ALERT_LIFE)
