"""Keep one's own schedule; and a supervisor's emergency override of somebody else's."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from app.coverage import queries, writing
from app.coverage.ladder import Away, Keeper, Roster
from app.coverage.model import MOST_DAYS, AbsenceKind, Back, DayPlan, NewAbsence, Overridden, Plan, PlanChange
from app.coverage.spans import DAY, instant, refuse_days, refuse_week, refuse_zone
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.people.house import zone_named
from app.people.notices import notify
from app.people.queries import active_people
from app.texts import Phrase, at

FARTHEST = timedelta(days=400)
"""So far ahead a day or an absence may lie: further is a slip of the finger."""


async def roster_now(db: Db) -> Roster:
    """Everybody with what holds from the day before yesterday on: a night's end may lie today."""
    return await queries.roster(db, (db.now - timedelta(days=3)).date(), db.now - timedelta(days=3))


async def planned_roster(db: Db) -> Roster:
    """The same for those who read or change hours. Raises "zone_unknown" (409): hours of no zone are no hours."""
    refuse_zone(await zone_named(db))
    return await roster_now(db)


async def own_keeper(db: Db, who: Who) -> tuple[Roster, Keeper]:
    """Raises 404 for those who answer no clients."""
    roster = await planned_roster(db)
    keeper = roster.keepers.get(who.id)
    if keeper is None or not keeper.active:
        raise not_found()
    return roster, keeper


def today(roster: Roster, now: datetime) -> date:
    return now.astimezone(ZoneInfo(roster.zone)).date()


async def change_schedule(db: Db, who: Who, change: PlanChange) -> None:
    """Put one's own schedule in force. Raises "schedule_moved" (409) where it was changed elsewhere meanwhile; the
    refusal carries the one in force."""
    roster, keeper = await own_keeper(db, who)
    current = queries.plan_of(keeper, roster.usual)
    plan = kept_plan(replace(change, week=current.week) if change.follows else change, roster, db.now)
    refuse_plan(plan, roster, db.now)
    if change.version != current.version:
        raise Problem("schedule_moved", 409, current=current)
    own_week = keeper.week is not None or plan.week != current.week
    if not await writing.put_plan(db, who.id, plan, who.id, own_week=own_week):
        roster, keeper = await own_keeper(db, who)  # somebody was quicker in this very moment
        raise Problem("schedule_moved", 409, current=queries.plan_of(keeper, roster.usual))
    await record(db, "schedule.changed", by=who.id, subject=who.id, version=plan.version)


def kept_plan(plan: Plan, roster: Roster, now: datetime) -> Plan:
    """The next version; dates that passed are let go."""
    yesterday = today(roster, now) - timedelta(days=1)
    days = sorted((day for day in plan.days if day.on >= yesterday), key=lambda day: day.on)
    return Plan(version=plan.version + 1, week=plan.week, days=days)


def refuse_plan(plan: Plan, roster: Roster, now: datetime) -> None:
    refuse_week(plan.week)
    if len(plan.days) > MOST_DAYS:
        raise bad_field("days", "too_many", most=MOST_DAYS)
    if plan.days and plan.days[-1].on > today(roster, now) + FARTHEST:
        raise bad_field("days", "too_far_ahead")
    refuse_days(plan.week, plan.days)


def changed(keeper: Keeper, roster: Roster, days: list[DayPlan], now: datetime) -> Plan:
    """This schedule with other spans on these days. Raises as for any schedule."""
    old = queries.plan_of(keeper, roster.usual)
    fresh = {day.on: day for day in old.days} | {day.on: day for day in days}
    if len({day.on for day in days}) < len(days):
        raise bad_field("days", "day_twice")
    if any(day.on < today(roster, now) for day in days):
        raise bad_field("days", "day_gone")
    plan = kept_plan(replace(old, days=list(fresh.values())), roster, now)
    refuse_plan(plan, roster, now)
    return plan


# --- away and back


async def go_away(db: Db, who: Who, new: NewAbsence) -> None:
    """Leave, or illness: from a day or from now on, until a day or until one is back. Raises where it lies in the past,
    or on another of its kind: who has leave to come may fall ill today."""
    roster, keeper = await own_keeper(db, who)
    from_at, until_at = bounds(new.from_on, new.until_on, roster, db.now)
    if until_at is None and new.kind == "leave":
        raise bad_field("until_on", "required")
    refuse_double(keeper.absences, new.kind, from_at, until_at)
    if not await writing.insert_absence(db, new.id, who.id, new.kind, from_at, until_at, who.id):
        raise bad_field("id", "taken")
    await record(db, "schedule.absent", by=who.id, subject=who.id, absence=str(new.id))


def bounds(
    from_on: date | None, until_on: date | None, roster: Roster, now: datetime
) -> tuple[datetime, datetime | None]:
    """The instants of an absence by days, the last included."""
    here = today(roster, now)
    if from_on is not None and from_on < here:
        raise bad_field("from_on", "day_gone")
    if until_on is not None and until_on < (from_on or here):
        raise bad_field("until_on", "not_after_start")
    if max(from_on or here, until_on or here) > here + FARTHEST:
        raise bad_field("until_on" if until_on else "from_on", "too_far_ahead")
    begins = now if from_on is None else max(now, instant(from_on, 0, roster.zone))
    return begins, None if until_on is None else instant(until_on, DAY, roster.zone)


def refuse_double(known: list[Away], kind: AbsenceKind, from_at: datetime, until_at: datetime | None) -> None:
    for one in known:
        if one.kind != kind:
            continue
        if (until_at is None or one.from_at < until_at) and (one.until_at is None or one.until_at > from_at):
            raise Problem("absent_already", 409)


async def come_back(db: Db, who: Who, back: Back) -> None:
    """An absence of one's own ends now, whoever entered it; one that lies ahead is taken back. One that is over is
    left so: a repeat, the first answer was lost."""
    await own_keeper(db, who)
    ended = await writing.end_absence(db, back.absence_id, who.id)
    if not ended and not await writing.drop_absence(db, back.absence_id, who.id):
        if await queries.absent(db, back.absence_id) != who.id:
            raise not_found()
        return
    await record(db, "schedule.returned", by=who.id, subject=who.id, absence=str(back.absence_id))


# --- the emergency override


async def override(db: Db, who: Who, act: Overridden) -> None:
    """A supervisor enters at once what somebody cannot: they are away, or have other hours. The person, their pair and
    the other supervisors learn it at the same moment. Raises 404 for anybody else than a supervisor."""
    roster = await planned_roster(db)
    keeper = roster.keepers.get(act.person_id)
    if who.role != "supervisor" or keeper is None or not keeper.active:
        raise not_found()
    if act.away == bool(act.days):
        raise bad_field("away", "away_or_days")
    if act.away:
        await send_away(db, who, act, roster, keeper)
    else:
        plan = changed(keeper, roster, act.days, db.now)
        if not await writing.put_plan(db, keeper.id, plan, who.id, own_week=keeper.week is not None):
            raise Problem("conflict", 409)
    kind = "away" if act.away else "days"
    await record(db, "schedule.overridden", by=who.id, subject=keeper.id, what=kind)
    await tell_all(db, who, keeper, kind)


async def send_away(db: Db, who: Who, act: Overridden, roster: Roster, keeper: Keeper) -> None:
    from_at, until_at = bounds(None, act.until_on, roster, db.now)
    refuse_double(keeper.absences, "away", from_at, until_at)
    if not await writing.insert_absence(db, act.id, keeper.id, "away", from_at, until_at, who.id):
        raise bad_field("id", "taken")


async def tell_all(db: Db, who: Who, keeper: Keeper, kind: str) -> None:
    told: set[UUID] = {boss["id"] for boss in await active_people(db, "supervisor")} | {keeper.id}
    if keeper.pair:
        told.add(keeper.pair)
    facts = {"by": who.name, "name": keeper.name, "at": at(db.now)}
    for person in sorted(told - {who.id}):
        code = f"schedule.overridden.{kind}" + (".yours" if person == keeper.id else "")
        await notify(db, person, "schedule", Phrase(code, facts))
