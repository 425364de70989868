"""What people see of coverage: their own schedule, who is on duty, and the supervisor's map."""

from datetime import date, timedelta

from app.coverage import queries, requests, substitutions
from app.coverage.festive import holiday
from app.coverage.ladder import Keeper, Roster, minutes_in, responsible_at, shifts, week_of
from app.coverage.looking_ahead import DAYS, concerning, gaps_ahead, stand_ins, with_owners
from app.coverage.model import (
    AbsenceKind,
    Ahead,
    Coverage,
    DayPlan,
    Duty,
    Gap,
    Here,
    Mine,
    Row,
    Schedule,
    Shift,
    Uncovered,
)
from app.coverage.scheduling import own_keeper, planned_roster, today
from app.coverage.spans import DAY, days_between, instant, spans_on
from app.kit.auth import Who
from app.kit.db import Db
from app.people.model import Named
from app.texts import Phrase, at, say

NEXT = timedelta(hours=24)


async def my_schedule(db: Db, who: Who) -> Schedule:
    """My schedule, the two weeks that follow from it, and what others ask of me."""
    roster, keeper = await own_keeper(db, who)
    plan = queries.plan_of(keeper, roster.usual)
    all_gaps = await gaps_ahead(db, roster)
    mine = concerning(with_owners(all_gaps), who.id) if keeper.role == "manager" else all_gaps
    changed_at, changed_by = await queries.maker(db, who.id)
    first = today(roster, db.now)
    return Schedule(
        version=plan.version,
        week=plan.week,
        days=plan.days,
        usual=roster.usual,
        follows=keeper.week is None,
        changed_at=changed_at,
        changed_by=changed_by,
        absences=await queries.absences_of(db, who.id),
        pair=named(roster.keepers.get(keeper.pair)) if keeper.pair else None,
        pair_ahead=hours_ahead(roster.keepers.get(keeper.pair), roster, first) if keeper.pair else [],
        colleagues=[
            one
            for other in by_name(roster)
            if other.role == "manager" and other.active and not other.pair and other.id != who.id
            if (one := named(other))
        ],
        helpers=[
            one for other in by_name(roster) if other.active and other.id != who.id and (one := named(other))
        ],
        substitutions=await substitutions.standing(db, who.id),
        requests=await requests.open_requests(db, who.id, first),
        ahead=[
            ahead(keeper, roster, on, who.language)
            for on in days_between(first, first + timedelta(days=DAYS - 1))
        ],
        gaps=shown_gaps(mine, roster),
        warnings=[say(words, who.language, roster.zone, now=db.now) for words in warned(keeper, mine)],
    )


def named(keeper: Keeper | None) -> Named | None:
    return Named(id=keeper.id, name=keeper.name) if keeper else None


def hours_ahead(keeper: Keeper | None, roster: Roster, first: date) -> list[DayPlan]:
    if keeper is None:
        return []
    week = week_of(keeper, roster)
    days = days_between(first, first + timedelta(days=DAYS - 1))
    return [DayPlan(on=on, spans=spans_on(week, keeper.days, on)) for on in days]


def by_name(roster: Roster) -> list[Keeper]:
    return sorted(roster.keepers.values(), key=lambda keeper: (keeper.name, keeper.id))


def ahead(keeper: Keeper, roster: Roster, on: date, language: str) -> Ahead:
    spans = spans_on(week_of(keeper, roster), keeper.days, on)
    return Ahead(
        on=on,
        spans=sorted(spans, key=lambda span: span.from_minute),
        shifts=shifts(keeper, roster, on, on),
        differs=on in keeper.days,
        away=away_on(keeper, roster, on),
        holiday=holiday(on, language),
    )


def away_on(keeper: Keeper, roster: Roster, on: date) -> AbsenceKind | None:
    """An absence that takes something of that day, whether there was anything to take or not."""
    begins, ends = instant(on, 0, roster.zone), instant(on, DAY, roster.zone)
    lasting = (
        away.kind
        for away in keeper.absences
        if away.from_at < ends and (away.until_at is None or away.until_at > begins)
    )
    return next(lasting, None)


def shown_gaps(gaps: list[Uncovered], roster: Roster) -> list[Gap]:
    find = stand_ins(roster)
    return [
        Gap(
            from_at=gap.from_at,
            until_at=gap.until_at,
            owners=[one for owner in gap.owners if (one := named(roster.keepers[owner]))],
            proposal=named(roster.keepers[stand_in]) if (stand_in := find(gap)) else None,
        )
        for gap in gaps
    ]


def warned(keeper: Keeper, gaps: list[Uncovered]) -> list[Phrase]:
    """Leave is nobody's to refuse; but whoever goes without a pair sees what they leave open."""
    if keeper.role != "manager" or not keeper.absences or keeper.pair:
        return []
    open_then = [
        gap
        for gap in gaps
        if any(away.from_at < gap.until_at and (not away.until_at or away.until_at > gap.from_at)
               for away in keeper.absences)
    ]  # fmt: skip
    if not open_then:
        return []
    minutes = minutes_in(open_then)
    facts = {"hours": minutes // 60, "minutes": minutes % 60, "from": at(open_then[0].from_at)}
    return [Phrase("schedule.no_pair", facts)]


# --- who is on duty


async def duty(db: Db, who: Who) -> Duty:
    """Who is here now, who comes within a day, and who answers my clients."""
    roster = await planned_roster(db)
    first = today(roster, db.now)
    now: list[Here] = []
    later: list[Here] = []
    for keeper in by_name(roster):
        near = joined(shifts(keeper, roster, first - timedelta(days=2), first + timedelta(days=2)))
        lasting = [one for one in near if one.from_at <= db.now < one.until_at]
        coming = [one for one in near if db.now < one.from_at <= db.now + NEXT]
        now += [here(keeper, one) for one in lasting]
        later += [here(keeper, one) for one in coming[:1]]
    return Duty(
        now=sorted(now, key=lambda one: (one.kind != "duty", one.until_at)),
        next=sorted(later, key=lambda one: one.from_at),
        mine=answering_mine(who, roster, db) if who.role == "manager" else None,
    )


def joined(several: list[Shift]) -> list[Shift]:
    """Shifts of one kind that touch are one: nobody goes at midnight to come at midnight."""
    found: list[Shift] = []
    for shift in several:
        last = found[-1] if found else None
        if last and last.until_at == shift.from_at and last.kind == shift.kind:
            found[-1] = Shift(from_at=last.from_at, until_at=shift.until_at, kind=last.kind)
        else:
            found.append(shift)
    return found


def here(keeper: Keeper, shift: Shift) -> Here:
    return Here(
        person=Named(id=keeper.id, name=keeper.name),
        role=keeper.role,
        kind=shift.kind,
        from_at=shift.from_at,
        until_at=shift.until_at,
    )


def answering_mine(who: Who, roster: Roster, db: Db) -> Mine:
    found = responsible_at(who.id, db.now, roster)
    if found is None:
        return Mine(person=None, step=None)
    return Mine(person=named(roster.keepers[found.person_id]), step=found.step)


# --- the map


async def coverage(db: Db, first: date | None) -> Coverage:
    """A week by people from a day on, today unless another is named; and what nobody covers in it."""
    roster = await planned_roster(db)
    here = today(roster, db.now)
    first = min(max(first or here, here), here + timedelta(days=60))
    last = first + timedelta(days=6)
    gaps = await gaps_ahead(db, roster, first, 7)
    return Coverage(
        from_on=first,
        until_on=last,
        people=[map_row(keeper, roster, first, last, db) for keeper in by_name(roster) if keeper.active],
        gaps=shown_gaps(gaps, roster),
        minutes=minutes_in(gaps),
        requests=await requests.open_requests(db, None, here),
        substitutions=await substitutions.standing(db, None),
    )


def map_row(keeper: Keeper, roster: Roster, first: date, last: date, db: Db) -> Row:
    week = shifts(keeper, roster, first - timedelta(days=1), last)
    begins = instant(first, 0, roster.zone)
    lasting = (
        one.kind
        for one in keeper.absences
        if one.from_at <= db.now and (not one.until_at or one.until_at > db.now)
    )
    return Row(
        person=Named(id=keeper.id, name=keeper.name),
        role=keeper.role,
        pair=named(roster.keepers.get(keeper.pair)) if keeper.pair else None,
        kept=keeper.week is not None,
        away=next(lasting, None),
        shifts=[shift for shift in week if shift.until_at > begins],
    )
