"""Minutes that nobody covers, seen days ahead: one alarm for the house, withdrawn when they are covered."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID, uuid5

from app.coverage import gaps as remembered
from app.coverage import queries
from app.coverage.ladder import Roster, Times, by_day, minutes_in, proposal, shifts, uncovered, without
from app.coverage.model import DayGap, Uncovered
from app.coverage.scheduling import roster_now, today
from app.journal.actions import record
from app.kit.db import Db
from app.people.notices import notify, reword_notice, withdraw_notice
from app.standards.queries import ladder_versions
from app.texts import Phrase, at

StandIns = Callable[[Uncovered], UUID | None]
DAYS = 14
"""So far ahead the house looks; the day it already is counts as one."""
ROLLED_IN = timedelta(days=DAYS - 2)
"""A day farther away than this came into sight by itself: the alarm that stands is put right without a sound. Where it
was in sight, and more of it is uncovered now, somebody made it so."""


async def look_ahead(db: Db) -> None:
    """Compare the days ahead with what the house knew, and tell whom it concerns what is new. Repeating it tells
    nothing twice."""
    known = await remembered.known_gaps(db)
    roster = await roster_now(db)
    gaps = await gaps_ahead(db, roster) if await queries.schedules_begun(db) else []
    found = {gap.on: gap for gap in by_day(gaps, roster.zone)}
    first = today(roster, db.now)
    news = [gap for on, gap in found.items() if grown(known.get(on), gap, db.now)]
    for on, gap in found.items():
        if gap != known.get(on):
            await remembered.keep_gap(db, gap, gap in news)
    await remembered.end_gaps(db, [on for on in known if on not in found])
    loud = any(gap.on < first + ROLLED_IN or gap.on in known for gap in news) or (bool(news) and not known)
    if loud:
        minutes = sum(gap.minutes for gap in found.values())
        await record(db, "coverage.uncovered", days=len(found), minutes=minutes)
    elif known and not found:
        await record(db, "coverage.covered")
    if known or found:
        await tell(db, roster, gaps, loud)


async def gaps_ahead(db: Db, roster: Roster, first: date | None = None, days: int = DAYS) -> list[Uncovered]:
    """What nobody covers from now on."""
    always = (await ladder_versions(db))[0].covers == "day_and_night"
    found = uncovered(roster, first or today(roster, db.now), days, always=always)
    return [gap for gap in found if gap.until_at > db.now]


def grown(known: DayGap | None, gap: DayGap, now: datetime) -> bool:
    """Is a time to come nobody's of which the house did not know that? A hole that shrinks is told of already, one that
    moves is not, however short it has become."""
    if known is None:
        return True
    told: dict[UUID, Times] = {}
    for piece in known.pieces:
        for owner in piece.owners:
            told.setdefault(owner, []).append((piece.from_at, piece.until_at))
    return any(
        without([(max(piece.from_at, now), piece.until_at)], told.get(owner, ()))
        for piece in gap.pieces
        for owner in piece.owners
    )


async def tell(db: Db, roster: Roster, gaps: list[Uncovered], loud: bool) -> None:
    """Supervisors hear of all gaps, managers of those of their clients and of their pair's."""
    owned, stand_in = with_owners(gaps), stand_ins(roster)
    for keeper in roster.keepers.values():
        mine = gaps if keeper.role == "supervisor" else concerning(owned, keeper.id, keeper.pair)
        about = alarm_of(db, keeper.id)
        if not mine or not keeper.active:
            await withdraw_notice(db, keeper.id, about)
        elif loud:
            await withdraw_notice(db, keeper.id, about)
            await notify(
                db, keeper.id, "coverage", words_of(mine, roster, keeper.role, stand_in), about=about
            )
        else:
            await reword_notice(db, keeper.id, about, words_of(mine, roster, keeper.role, stand_in))


def alarm_of(db: Db, person: UUID) -> UUID:
    return uuid5(db.dealership, f"uncovered/{person}")


def with_owners(gaps: list[Uncovered]) -> list[tuple[Uncovered, frozenset[UUID]]]:
    """Each gap with its owners as a set: in a large house each of them is looked for among all."""
    return [(gap, frozenset(gap.owners)) for gap in gaps]


def concerning(gaps: list[tuple[Uncovered, frozenset[UUID]]], *people: UUID | None) -> list[Uncovered]:
    return [gap for gap, owners in gaps if any(person in owners for person in people)]


def words_of(gaps: list[Uncovered], roster: Roster, role: str, stand_ins: StandIns) -> Phrase:
    """How many minutes, when first, and who could step in."""
    first = gaps[0]
    minutes = minutes_in(gaps)
    stand_in = stand_ins(first)
    facts = {
        "hours": minutes // 60,
        "minutes": minutes % 60,
        "from": at(first.from_at),
        "until": at(first.until_at),
        "proposal": Phrase("coverage.proposal", {"name": roster.keepers[stand_in].name})
        if stand_in
        else Phrase("coverage.nobody_free"),
    }
    return Phrase(f"coverage.uncovered.{'house' if role == 'supervisor' else 'mine'}", facts)


def stand_ins(roster: Roster) -> StandIns:
    """Who could step in, judged once for each gap and day however many are told of it."""
    loads = cache(lambda day: duty_around(roster, day))
    found: dict[datetime, UUID | None] = {}

    def stand_in(gap: Uncovered) -> UUID | None:
        if gap.from_at not in found:
            found[gap.from_at] = proposal(gap, roster, loads(gap.from_at.date()))
        return found[gap.from_at]

    return stand_in


def duty_around(roster: Roster, day: date) -> dict[UUID, int]:
    """Minutes of duty that each has in the week around a day: who has the fewest is asked first."""
    first, last = day - timedelta(days=3), day + timedelta(days=3)
    return {
        id: sum(
            int((shift.until_at - shift.from_at).total_seconds()) // 60
            for shift in shifts(keeper, roster, first, last)
            if shift.kind == "duty"
        )
        for id, keeper in roster.keepers.items()
    }
