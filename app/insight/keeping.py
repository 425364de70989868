"""The promise board, put together: of the house for a supervisor, of themselves for a manager."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.insight import promises, rules
from app.insight.promise_model import (
    REASONS,
    BrokenPromise,
    BrokenPromises,
    Figures,
    OfHour,
    OfPerson,
    PromiseBoard,
    Repeats,
    WhyBroken,
)
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import bad_field, not_found
from app.people.model import Dealership, Named
from app.people.queries import dealership, person
from app.texts import Phrase, at, by, say, sentences

PERIODS = (7, 28, 91)
PAGE = 50
MOST = 10_000
"""So many broken promises are asked why, at most."""
MINUTE = timedelta(minutes=1)


async def promise_board(db: Db, who: Who, days: int, of: UUID | None) -> PromiseBoard:
    """How promises of the last days were kept; a manager sees their own whatever they ask for."""
    house = await dealership(db)
    since = beginning(db, house, days)
    named = await asked_for(db, who, of)
    only = named.id if named else None
    rows = await promises.how_kept(db, since, only)
    repeated = await promises.told_twice(db, since, only)
    met = await promises.contacts(db, since, only, house.time_zone)
    counts = Counter(
        rules.why_broken(row) for row in await promises.broken_facts(db, since, only, None, MOST)
    )
    names = {row["person_id"]: row["name"] for row in rows if row["person_id"]}
    for other in (*met, *repeated):  # who was promised to nobody can have asked twice all the same
        if other and other not in names and (found := await person(db, other)):
            names[other] = found.name
    figures = {row["person_id"]: figures_of(row) for row in rows}
    nothing = figures.get(None) or figures_of(None)
    return PromiseBoard(
        days=days,
        since_on=since.astimezone(ZoneInfo(house.time_zone)).date(),
        person=named,
        figures=nothing,
        repeats=repeats_of(
            sum(row["repeats"] for row in repeated.values()),
            sum(row["told"] for row in repeated.values()),
            sum(met.values()),
        ),
        reasons=[
            WhyBroken(reason=one, text=say(Phrase(f"broken.reason.{one}"), who.language), count=counts[one])
            for one in REASONS
            if counts[one]
        ],
        hours=[
            OfHour(
                hour=row["hour"],
                answered=row["answered"],
                median=minutes(row["median"]),
                p90=minutes(row["p90"]),
            )
            for row in await promises.by_hour(db, since, only, house.time_zone)
        ],
        people=[
            OfPerson(
                person=Named(id=id, name=name),
                figures=figures.get(id) or figures_of(None),
                repeats=of_one(repeated.get(id), met.get(id, 0)),
            )
            for id, name in sorted(names.items(), key=lambda one: one[1])
        ],
        as_of=db.now,
    )


def beginning(db: Db, house: Dealership, days: int) -> datetime:
    """The first midnight of the house in these days, today included."""
    if days not in PERIODS:
        raise bad_field("days", "wrong_choice")
    zone = ZoneInfo(house.time_zone)
    first = db.now.astimezone(zone).date() - timedelta(days=days - 1)
    return datetime.combine(first, time(), zone)


async def asked_for(db: Db, who: Who, of: UUID | None) -> Named | None:
    """Whose promises; None: everybody's."""
    if who.role != "supervisor":
        return Named(id=who.id, name=who.name)
    found = await person(db, of) if of else None
    if of and found is None:
        raise not_found()
    return Named(id=found.id, name=found.name) if found else None


def figures_of(row: asyncpg.Record | None) -> Figures:
    if row is None:
        return Figures(made=0, kept=0, broken=0, open=0, withdrawn=0, kept_share=None, median=None, p90=None)
    broken = row["late"] + row["missed"]
    return Figures(
        made=row["made"],
        kept=row["kept"],
        broken=broken,
        open=row["open"],
        withdrawn=row["withdrawn"],
        kept_share=rules.share(row["kept"], row["kept"] + broken),
        median=minutes(row["median"]) if row["median"] is not None else None,
        p90=minutes(row["p90"]) if row["p90"] is not None else None,
    )


def minutes(taken: timedelta) -> float:
    return round(taken / MINUTE, 1)


def of_one(row: asyncpg.Record | None, met: int) -> Repeats:
    return repeats_of(row["repeats"] if row else 0, row["told"] if row else 0, met)


def repeats_of(repeats: int, told: int, met: int) -> Repeats:
    per_hundred = round(100 * repeats / met, 1) if met else None
    return Repeats(repeats=repeats, told=told, contacts=met, per_hundred=per_hundred)


# --- the list behind the figure


async def broken_promises(db: Db, who: Who, days: int, of: UUID | None, after: UUID | None) -> BrokenPromises:
    """Which were broken, the newest first, and what each rested on."""
    house = await dealership(db)
    named = await asked_for(db, who, of)
    since = beginning(db, house, days)
    rows = await promises.broken_facts(db, since, named.id if named else None, after, PAGE + 1)
    return BrokenPromises(
        promises=[broken_of(row, who, house.time_zone, db.now) for row in rows[:PAGE]],
        next=rows[PAGE - 1]["id"] if len(rows) > PAGE else None,
    )


def broken_of(row: asyncpg.Record, who: Who, zone: str, now: datetime) -> BrokenPromise:
    seen = who.role == "supervisor" or row["owner_id"] in (None, who.id)
    reason = rules.why_broken(row)
    return BrokenPromise(
        id=row["id"],
        client=row["client"] if seen else None,
        thread_id=row["thread_id"] if seen else None,
        person=Named(id=row["person_id"], name=row["person"]),
        by_at=row["by_at"],
        answered_at=None if row["ending"] == "withdrawn" else row["ended_at"],
        late=int(((row["ended_at"] or now) - row["by_at"]) / MINUTE),
        reason=reason,
        reason_text=say(Phrase(f"broken.reason.{reason}"), who.language),
        basis=say(basis_of(row), who.language, zone, now=now),
    )


def basis_of(row: Any) -> Phrase:
    """When it was promised and by which rule, what the client was told since, and what was done."""
    basis = row["basis"] or {}
    found = [Phrase("broken.promised", {"made": at(row["made_at"]), "by": by(row["by_at"])})]
    if basis.get("minutes"):
        found.append(Phrase("broken.rule", {"n": basis["minutes"]}))
    if basis.get("step", "owner") in ("substitute", "pair", "duty", "supervisor"):
        found.append(Phrase(f"broken.step.{basis['step']}"))
    if row["new_by_at"]:
        found.append(Phrase("broken.moved", {"by": by(row["new_by_at"])}))
    if row["said_at"]:
        found.append(Phrase("broken.said", {"at": at(row["said_at"])}))
    if row["beside"]:
        found.append(Phrase("broken.beside", {"n": row["beside"]}))
    if row["called"]:
        found.append(Phrase("broken.called", {"n": row["called"]}))
    return sentences(*found, ending_of(row))


def ending_of(row: Any) -> Phrase:
    if row["ended_at"] is None:
        return Phrase("broken.open")
    over = "waived" if row["ending"] == "withdrawn" else "answered"
    return Phrase(f"broken.{over}", {"at": at(row["ended_at"])})
