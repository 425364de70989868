"""Every firing of urgency explains itself: which words, what came of it, who was called, whether it was right."""

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from app.coverage.trying import why
from app.coverage.urgency import Class, Reason
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import not_found
from app.menu import marks
from app.people.model import Named
from app.people.queries import dealership
from app.texts import Phrase, say, sentences

PAGE = 30
MONTHS = 3


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """`woken`: it took them out of their rest."""

    person: Named
    woken: bool
    at: datetime


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    urgent: bool
    by: Named
    at: datetime


class NewMark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    urgent: bool


class JudgedBurst(msgspec.Struct, frozen=True, kw_only=True):
    """`because`: the signs with the words they were found in; `told`: what came of it. Who sees no cards sees neither
    the client nor the talk."""

    id: UUID
    at: datetime
    client: str | None
    thread_id: UUID | None
    urgency: Class
    sure: bool
    because: str
    told: str
    standard: int
    called: list[Called]
    mark: Mark | None


class Wakes(msgspec.Struct, frozen=True, kw_only=True):
    """Of a person in a month of the house ("2026-11"): bursts that took them out of their rest, those marked as not
    urgent, and those nobody has marked."""

    month: str
    person: Named
    woken: int
    in_vain: int
    unmarked: int


class JudgedBursts(msgspec.Struct, frozen=True, kw_only=True):
    bursts: list[JudgedBurst]
    wakes: list[Wakes]
    next: UUID | None


async def judged_bursts(db: Db, who: Who, after: UUID | None) -> JudgedBursts:
    """A page of what fired, the newest first; with the first one also what it cost people's rest."""
    rows = await marks.fired(db, None, after, PAGE + 1)
    return JudgedBursts(
        bursts=await shown(db, who, rows[:PAGE]),
        wakes=[] if after else await wakes(db),
        next=rows[PAGE - 1]["message_id"] if len(rows) > PAGE else None,
    )


async def wakes(db: Db) -> list[Wakes]:
    """Of this month of the house and those before it."""
    zone = (await dealership(db)).time_zone
    today = db.now.astimezone(ZoneInfo(zone)).date()
    months = today.year * 12 + today.month - MONTHS
    first = today.replace(year=months // 12, month=months % 12 + 1, day=1)
    since = datetime.combine(first, time(), ZoneInfo(zone))
    return [
        Wakes(
            month=row["month"],
            person=Named(id=row["person_id"], name=row["name"]),
            woken=row["woken"],
            in_vain=row["in_vain"],
            unmarked=row["unmarked"],
        )
        for row in await marks.false_wakes(db, since, zone)
    ]


async def shown(db: Db, who: Who, rows: list[Any]) -> list[JudgedBurst]:
    calls: dict[UUID, list[Called]] = {}
    for row in await marks.called_for(db, [row["message_id"] for row in rows]):
        person = Named(id=row["person_id"], name=row["name"])
        calls.setdefault(row["message_id"], []).append(
            Called(person=person, woken=row["woken"], at=row["at"])
        )
    return [burst_of(row, who, calls.get(row["message_id"], [])) for row in rows]


def burst_of(row: Any, who: Who, called: list[Called]) -> JudgedBurst:
    sees = who.role == "supervisor"
    mark = None
    if row["marked_by"]:
        by = Named(id=row["marked_by"], name=row["marker"])
        mark = Mark(urgent=row["marked_urgent"], by=by, at=row["marked_at"])
    return JudgedBurst(
        id=row["message_id"],
        at=row["judged_at"],
        client=row["client"] if sees else None,
        thread_id=row["thread_id"] if sees else None,
        urgency=row["urgency"],
        sure=row["sure"],
        because=say(because(row), who.language),
        told=say(told(row), who.language),
        standard=row["standard"] or 0,
        called=called,
        mark=mark,
    )


def because(row: Any) -> Phrase:
    """The signs; where there are none, that it had no words, or none the house knows."""
    reasons = msgspec.convert(row["reasons"] or [], list[Reason])
    return sentences(*[why(one) for one in reasons]) if reasons else Phrase("judged.without_signs")


def told(row: Any) -> Phrase:
    """What came of it, and what the client answered where they were asked."""
    came = Phrase(f"judged.outcome.{row['outcome']}")
    return sentences(came, Phrase(f"judged.answer.{row['answer']}")) if row["answer"] else came


# --- was it right?


async def mark(db: Db, who: Who, burst: UUID, data: NewMark) -> JudgedBurst:
    """It was urgent, or it was not. Said twice, it is written down once."""
    rows = await marks.fired(db, burst, None, 1)
    if not rows:
        raise not_found()
    if await marks.set_mark(db, burst, who.id, urgent=data.urgent):
        await record(
            db, "burst.marked", by=who.id, client=rows[0]["client_id"], subject=burst, urgent=data.urgent
        )
    return (await shown(db, who, await marks.fired(db, burst, None, 1)))[0]


async def unmark(db: Db, who: Who, burst: UUID) -> JudgedBurst:
    """Nobody has said anything of it."""
    rows = await marks.fired(db, burst, None, 1)
    if not rows:
        raise not_found()
    if await marks.drop_mark(db, burst):
        await record(db, "burst.unmarked", by=who.id, client=rows[0]["client_id"], subject=burst)
    return (await shown(db, who, await marks.fired(db, burst, None, 1)))[0]
