"""What can be promised: who answers a client, and by when, computed from the schedules of the house."""

from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from app.coverage.ladder import Keeper, Roster, Times, ladder, shifts, wanted_on, without
from app.coverage.model import Step
from app.coverage.rules import least_busy, whole_minute
from app.coverage.spans import days_between

EACH_TAKES = timedelta(minutes=3)
"""So long one answer takes: whoever has many waiting is promised for no sooner than these are answered."""
FARTHEST = (3, 15)
"""Days that are looked through: first few, and where nobody is here in them, as many as gaps are looked for."""

LATEST = datetime.max.replace(tzinfo=UTC)
Rungs = list[tuple[Step, list[Keeper]]]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers, by when; from when until when they have the turn. `planned` is false where nobody says that they
    are here, and the opening hours of the house stand for everybody."""

    person_id: UUID
    step: Step
    by_at: datetime
    here_from: datetime
    here_until: datetime
    planned: bool = True


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which these people of one step are here, and nobody of an earlier one."""

    from_at: datetime
    until_at: datetime
    step: Step
    people: tuple[UUID, ...]


def promise_from(
    owner: UUID | None,
    at: datetime,
    roster: Roster,
    minutes: int,
    waiting: dict[UUID, int],
    named: UUID | None = None,
) -> Given | None:
    """What a client who writes at this instant can be promised. None: the house has nobody who could answer.

    The first on the ladder who is at work answers, or who comes first. The answer minutes run while anybody of the
    ladder is at work, and stand still while nobody is: a night on call is no time for what can wait. `waiting`: how
    many wait for each; of several on one step the least busy answers, or whoever is `named` already; and many make the
    answer later.
    """
    rungs = rungs_of(owner, roster)
    for days in FARTHEST:
        turns = turns_of(rungs, at, roster, days, by_plan=True)
        given = promised_in(turns, at, minutes, waiting, named)
        if given:
            return given
    turns = turns_of(rungs, at, roster, FARTHEST[0], by_plan=False)
    given = promised_in(turns, at, minutes, waiting, named)
    if given is None and owner is not None:  # nobody of their ladder works here any more: somebody else does
        given = promise_from(None, at, roster, minutes, waiting, named)
        given = msgspec.structs.replace(given, step="duty") if given else None
    return msgspec.structs.replace(given, planned=False) if given else None


def rungs_of(owner: UUID | None, roster: Roster) -> Rungs:
    """Who may answer, one step after the other. A stranger is any manager's, and no supervisor writes to them."""
    if owner is not None:
        return [(step, [one for one in people if one.active]) for step, people in ladder(owner, roster)]
    everybody = [one for one in roster.keepers.values() if one.active and one.role == "manager"]
    return [("owner", sorted(everybody, key=lambda one: one.id))]


def promised_in(
    turns: list[Turn], at: datetime, minutes: int, waiting: dict[UUID, int], named: UUID | None
) -> Given | None:
    """The first turn names who answers, and all of them together run the minutes down."""
    if not turns:
        return None
    loads = {one: waiting.get(one, 0) for one in turns[0].people}
    person = named if named in loads else least_busy(loads)
    assert person is not None
    left = max(timedelta(minutes=minutes), EACH_TAKES * (waiting.get(person, 0) + 1))
    for turn in turns:
        begins = max(turn.from_at, at)
        if begins + left <= turn.until_at:
            return Given(
                person_id=person,
                step=turns[0].step,
                by_at=whole_minute(begins + left),
                here_from=max(turns[0].from_at, at),
                here_until=leaves_at(person, turns),
            )
        left -= turn.until_at - begins
    return None


def leaves_at(person: UUID, turns: list[Turn]) -> datetime:
    """When this person, who has the first turn, has it no more."""
    until_at = turns[0].until_at
    for turn in turns[1:]:
        if turn.from_at != until_at or person not in turn.people:
            break
        until_at = turn.until_at
    return until_at


def turns_of(rungs: Rungs, at: datetime, roster: Roster, days: int, *, by_plan: bool) -> list[Turn]:
    """Who has the turn from this instant on, in order."""
    first = at.astimezone(ZoneInfo(roster.zone)).date()
    last = first + timedelta(days=days)
    times = {
        (step, one.id): at_work(one, roster, (first, last), step, by_plan=by_plan)
        for step, people in rungs
        for one in people
    }
    edges = sorted(
        {edge for several in times.values() for piece in several for edge in piece if edge > at} | {at}
    )
    found = [turn for begins, ends in pairwise(edges) if (turn := turn_at(rungs, times, begins, ends))]
    joined = groupby(joinable(found), key=lambda one: one[0])
    return [
        msgspec.structs.replace(several[0][1], until_at=several[-1][1].until_at)
        for _, group in joined
        if (several := list(group))
    ]


def joinable(turns: list[Turn]) -> list[tuple[int, Turn]]:
    """Each turn with the number of its stretch: the same people without a break."""
    numbered: list[tuple[int, Turn]] = []
    for turn in turns:
        n, last = numbered[-1] if numbered else (0, None)
        same = (
            last and last.until_at == turn.from_at and last.people == turn.people and last.step == turn.step
        )
        numbered.append((n if same else n + 1, turn))
    return numbered


def turn_at(
    rungs: Rungs, times: dict[tuple[Step, UUID], Times], begins: datetime, ends: datetime
) -> Turn | None:
    for step, people in rungs:
        here = tuple(
            one.id
            for one in people
            if any(start <= begins and ends <= end for start, end in times[step, one.id])
        )
        if here:
            return Turn(from_at=begins, until_at=ends, step=step, people=here)
    return None


def at_work(keeper: Keeper, roster: Roster, days: tuple[date, date], step: Step, *, by_plan: bool) -> Times:
    """When this person, on this step, answers what is not urgent: at work; on call only while the house is open."""
    open_hours = [wanted_on(roster, day, always=False) for day in days_between(*days)]
    if not by_plan:
        # What was agreed bounds a substitute, whoever says anything of their hours.
        away = (
            [(one.from_at, one.until_at or LATEST) for one in keeper.absences] if step == "substitute" else []
        )
        return without(open_hours, away) if step != "duty" else []
    found: Times = []
    for shift in shifts(keeper, roster, days[0] - timedelta(days=2), days[1]):
        piece = (shift.from_at, shift.until_at)
        if shift.kind == "duty":
            found += overlaps(piece, open_hours)
        elif step != "duty":
            found.append(piece)
    return merged(found)


def overlaps(piece: tuple[datetime, datetime], times: Times) -> Times:
    both = ((max(piece[0], start), min(piece[1], end)) for start, end in times)
    return [(start, end) for start, end in both if start < end]


def merged(times: Times) -> Times:
    found: Times = []
    for start, end in sorted(times):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
