"""Whom the house calls about a client who waits, one rung after the other."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from app.coverage.ladder import Keeper, Roster, here_at, ladder
from app.coverage.model import Step
from app.coverage.promising import at_work
from app.standards.ladder import LadderRules, Rung


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One rung: these people are called together; after `minutes` the next has the turn. `woken`: it is their rest;
    `rings`: their telephones ring too."""

    step: Step
    people: tuple[UUID, ...]
    minutes: int
    woken: bool
    rings: bool = False


def urgent_calls(owner: UUID | None, at: datetime, roster: Roster, rules: LadderRules) -> list[Call]:
    """Who is here comes first, by the ladder; then those who are not, whom it takes out of their rest."""
    steps = [(step, [one for one in people if one.active]) for step, people in steps_of(owner, roster)]
    rungs = rungs_of(rules.now)
    here: list[Call] = []
    absent: list[Call] = []
    called: set[UUID] = set()
    for step, people in steps:
        if step not in rungs:
            continue
        now = [one for one in people if stands(one, step, at, roster)]
        here += one_call(step, now, rungs[step], called, woken=False)
    for step, people in steps:
        if step in rungs and step != "duty":
            rested = [one for one in people if not is_away(one, at)]
            absent += one_call(step, rested, rungs[step], called, woken=True)
    return here + absent or last_resort(roster, rungs["supervisor"], at)


def soon_calls(owner: UUID | None, at: datetime, roster: Roster, rules: LadderRules) -> list[Call]:
    """It is needed before the promised time: who is here, at work or on call, by the ladder. Nobody is woken."""
    calls: list[Call] = []
    called: set[UUID] = set()
    rungs = rungs_of(rules.soon)
    for step, people in steps_of(owner, roster):
        here = [one for one in people if one.active and stands(one, step, at, roster)]
        if step in rungs:
            calls += one_call(step, here, rungs[step], called, woken=False)
    return calls


def late_calls(
    owner: UUID | None, at: datetime, roster: Roster, rules: LadderRules, named: UUID
) -> list[Call]:
    """A promise of `named` is broken: who of the others is at work by now, by the ladder. Nobody's rest is broken."""
    calls: list[Call] = []
    called = {named}
    today = at.astimezone(ZoneInfo(roster.zone)).date()
    rungs = rungs_of(rules.can_wait)
    for step, people in steps_of(owner, roster):
        now = [
            one
            for one in people
            if one.active
            and any(
                start <= at < end for start, end in at_work(one, roster, (today, today), step, by_plan=True)
            )
        ]
        if step in rungs:
            calls += one_call(step, now, rungs[step], called, woken=False)
    return calls


def rungs_of(rungs: Sequence[Rung]) -> dict[Step, Rung]:
    """The rung of each step. A substitute stands where the first rung is, has its minutes, and rings as it does."""
    found: dict[Step, Rung] = {rung.who: rung for rung in rungs}
    return found | {"substitute": rungs[0]}


def steps_of(owner: UUID | None, roster: Roster) -> list[tuple[Step, list[Keeper]]]:
    """The ladder of an owner; a stranger's begins with all managers who are here."""
    if owner is not None:
        return list(ladder(owner, roster))
    everybody = sorted(roster.keepers.values(), key=lambda one: one.id)
    return [
        ("owner", [one for one in everybody if one.role == "manager"]),
        ("duty", everybody),
        ("supervisor", [one for one in everybody if one.role == "supervisor"]),
    ]


def stands(keeper: Keeper, step: Step, at: datetime, roster: Roster) -> bool:
    return any(step != "duty" or shift.kind == "duty" for shift in here_at(keeper, roster, at))


def is_away(keeper: Keeper, at: datetime) -> bool:
    """On leave, or ill: nobody is woken there."""
    return any(
        away.from_at <= at and (away.until_at is None or away.until_at > at) for away in keeper.absences
    )


def one_call(
    step: Step, people: Sequence[Keeper], rung: Rung, called: set[UUID], *, woken: bool
) -> list[Call]:
    fresh = tuple(one.id for one in people if one.id not in called)
    called.update(fresh)
    call = Call(step=step, people=fresh, minutes=rung.minutes, woken=woken, rings=rung.rings)
    return [call] if fresh else []


def last_resort(roster: Roster, rung: Rung, at: datetime) -> list[Call]:
    """Everybody of the ladder is away: supervisors are called wherever they are; in a house without one everybody who
    rests, or whoever there is."""
    active = sorted((one for one in roster.keepers.values() if one.active), key=lambda one: one.id)
    bosses = [one for one in active if one.role == "supervisor"]
    rested = [one for one in active if not is_away(one, at)]
    return one_call("supervisor", bosses or rested or active, rung, set(), woken=True)
