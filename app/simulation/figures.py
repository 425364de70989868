"""What became of the week, counted anew from the raw times of what was said and done."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.conversations.watching import IN_THE_TALK
from app.coverage.ladder import Roster, here_at, uncovered
from app.coverage.scheduling import roster_now
from app.simulation import queries
from app.simulation.model import BEGINS, DAY, ILL, MINUTE, NO_WORKER, ZONE, Figures, Gap
from app.simulation.queries import Rows
from app.simulation.week import Week

GRACE = 5 * MINUTE
"""Three minutes, or half a minute after words that go on for at most two."""
AFTER_AN_ANSWER = 11 * MINUTE
"""Whoever has just been answered is told nothing by the house for so long."""


async def figures_of(week: Week) -> Figures:
    unit = week.house.unit
    promises, spoken = await unit(queries.promises_made), await unit(queries.spoken)
    calls, noted = await unit(queries.calls_made), await unit(queries.misses_noted)
    fates = {promise["id"]: fate_of(week, promise, spoken) for promise in promises}
    escalated = {call["promise_id"] for call in calls if call["urgency"] == "can_wait"}
    roster, pushes = await unit(roster_now), await unit(queries.pushes_left)
    return Figures(
        heard=sum(one["direction"] == "in" for one in spoken),
        promises=len(promises),
        told=list(fates.values()).count("told"),
        answered_first=list(fates.values()).count("over"),
        in_the_dark=[id for id, fate in fates.items() if fate == "dark"],
        kept=sum(answered_by(promise, spoken, week.now) == "kept" for promise in promises),
        late=sum(answered_by(promise, spoken, week.now) == "late" for promise in promises),
        moved=sum(promise["new_by_at"] is not None for promise in promises),
        escalated=len(escalated),
        off_minute=sum(
            noted.get(promise["id"]) != promise["by_at"]
            for promise in promises
            if promise["missed_at"] and not NO_WORKER.holds(promise["by_at"])
        ),
        called=len(calls),
        woken=sum(call["woken"] for call in calls),
        rest_broken=sum(
            not here_at(roster.keepers[call["person_id"]], roster, call["at"])
            for call in calls
            if call["urgency"] == "can_wait"
        ),
        pushes=len(pushes),
        unshown=sum(not push["shown"] for push in pushes),
        rung_at_rest=sum(at_rest(push, roster, spoken) for push in pushes),
        without_responsible=await unit(queries.without_responsible),
        gaps=await gaps_of(week),
    )


def at_rest(push: dict[str, Any], roster: Roster, spoken: Rows) -> bool:
    """Did it ring at somebody's rest, for no emergency, in a talk that they were not just in?"""
    person, at = push["person_id"], push["at"]
    if push["urgent"] or here_at(roster.keepers[person], roster, at):
        return False
    return not any(
        one["thread_id"] == push["thread_id"]
        and one["author_id"] == person
        and at - IN_THE_TALK < one["at"] <= at
        for one in spoken
    )


def fate_of(week: Week, promise: dict[str, Any], spoken: Rows) -> str:
    """Was it told in time, or over before, or neither?"""
    talk = [one for one in spoken if one["thread_id"] == promise["thread_id"] and one["direction"] == "out"]
    latest = promise["made_at"] + GRACE
    if NO_WORKER.begins - GRACE <= promise["made_at"] < NO_WORKER.ends:
        latest = NO_WORKER.ends + MINUTE
    before = [one["at"] for one in talk if one["author_id"] and one["at"] < promise["made_at"]]
    if before:
        latest = max(latest, max(before) + AFTER_AN_ANSWER)
    if any(not one["author_id"] and promise["made_at"] <= one["at"] <= latest for one in talk):
        return "told"
    return "over" if (promise["ended_at"] or week.now) <= latest else "dark"


def answered_by(promise: dict[str, Any], spoken: Rows, now: datetime) -> str:
    """Kept, late or open: by the first words that a person wrote into this talk, and the time that was told."""
    first = next(
        (
            one["at"]
            for one in spoken
            if one["thread_id"] == promise["thread_id"]
            and one["author_id"]
            and one["at"] >= promise["made_at"]
        ),
        None,
    )
    over: datetime | None = promise["ended_at"]
    if first is None or over is None or over < first:
        return "open"
    return "kept" if first <= promise["by_at"] else "late"


async def gaps_of(week: Week) -> list[Gap]:
    """What nobody covered, by day and night, and how long before it the alarm of its day was raised. The house was
    opened on the first day: of that it could not be told before."""
    roster = await week.house.unit(roster_now)
    begins, ends = BEGINS + DAY, BEGINS + week.size.days * DAY
    zone = ZoneInfo(ZONE)
    raised = await week.house.unit(queries.gaps_raised)
    return [
        Gap(
            begins=gap.from_at,
            minutes=int((gap.until_at - gap.from_at) / MINUTE),
            ahead=gap.from_at - raised[on] if (on := gap.from_at.astimezone(zone).date()) in raised else None,
            sudden=ILL <= gap.from_at < ILL + DAY,
        )
        for gap in uncovered(roster, begins.astimezone(zone).date(), week.size.days, always=True)
        if begins <= gap.from_at < ends
    ]
