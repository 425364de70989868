"""Whose turn it is with somebody's clients, until when, and whose then."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from app.coverage.ladder import Keeper, Roster, local_day, responsible_at, shifts, substitutes
from app.coverage.model import Answering
from app.coverage.spans import instant

AHEAD = timedelta(days=2)
"""So far it is looked for the next change: where there is none, it stays so until then at least."""


class TurnNow(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers now, until when, and who from then on; None: nobody, or nobody else."""

    person: UUID | None
    until_at: datetime
    then: UUID | None


def turn_now(owner: UUID, at: datetime, roster: Roster) -> TurnNow:
    """By the ladder, as it goes on from this instant."""
    now = responsible_at(owner, at, roster)
    last = instant(local_day(at, roster.zone) + AHEAD, 0, roster.zone)
    for edge in edges_after(who_may_change_it(owner, now, roster), at, roster):
        if edge >= last:
            break
        then = person_of(responsible_at(owner, edge, roster))
        if then != person_of(now):
            return TurnNow(person=person_of(now), until_at=edge, then=then)
    return TurnNow(person=person_of(now), until_at=last, then=None)


def person_of(found: Answering | None) -> UUID | None:
    return found.person_id if found else None


def who_may_change_it(owner: UUID, now: Answering | None, roster: Roster) -> Iterable[Keeper]:
    """Whoever stands before the one who answers, and they themselves: of a house that is large only these."""
    own = roster.keepers.get(owner)
    if own is None or now is None or now.step in ("duty", "supervisor"):
        looked_after = substitutes(own, roster) if own else []
        return [*looked_after, *roster.keepers.values()]
    pair = roster.keepers.get(own.pair) if own.pair else None
    return [*substitutes(own, roster), own, *([pair] if pair else [])]


def edges_after(people: Iterable[Keeper], at: datetime, roster: Roster) -> list[datetime]:
    """When any of them comes or goes, in order."""
    today = local_day(at, roster.zone)
    times = (shift for one in people for shift in shifts(one, roster, today - AHEAD, today + AHEAD))
    return sorted({edge for shift in times for edge in (shift.from_at, shift.until_at) if edge > at})
