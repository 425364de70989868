"""Who is responsible at any minute: an agreed substitute, the owner, their pair, whoever is on duty, a supervisor; and
when nobody is.

`responsible_at` judges one client at one instant; `RESPONSIBLE_NOW` in the queries says the same of all clients of a
house at once, and a test holds the two together.
"""

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from app.coverage.model import AbsenceKind, Answering, DayGap, Shift, Span, Step, Uncovered
from app.coverage.spans import DAY, days_between, instant, spans_on

Times = list[tuple[datetime, datetime]]
EARLIEST = datetime.min.replace(tzinfo=UTC)


class Away(msgspec.Struct, frozen=True, kw_only=True):
    kind: AbsenceKind
    from_at: datetime
    until_at: datetime | None


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """From when until when this person looks after a colleague's clients, as both agreed."""

    person: UUID
    from_at: datetime
    until_at: datetime


class Keeper(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be responsible: a manager or a supervisor with their schedule. `week` None: the house's."""

    id: UUID
    name: str
    role: str
    active: bool = True
    version: int = 0
    week: list[list[Span]] | None = None
    days: dict[date, list[Span]] = {}
    absences: list[Away] = []
    pair: UUID | None = None
    substitutes: list[Window] = []
    """In order; no two at one time."""


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody of a house who may be responsible, its zone, and its opening hours."""

    keepers: dict[UUID, Keeper]
    zone: str
    usual: Span


def week_of(keeper: Keeper, roster: Roster) -> list[list[Span]]:
    return [[roster.usual]] * 7 if keeper.week is None else keeper.week


def shifts(keeper: Keeper, roster: Roster, first: date, last: date) -> list[Shift]:
    """When this person is here by the spans of these days, absences taken out. Of somebody who left: never."""
    found: list[Shift] = []
    if not keeper.active:
        return found
    away = [(one.from_at, one.until_at or datetime.max.replace(tzinfo=UTC)) for one in keeper.absences]
    week = week_of(keeper, roster)
    for day in days_between(first, last):
        for span in spans_on(week, keeper.days, day):
            begins = instant(day, span.from_minute, roster.zone)
            ends = instant(day, span.until_minute, roster.zone)
            found += [
                Shift(from_at=start, until_at=end, kind=span.kind)
                for start, end in without([(begins, ends)], away)
            ]
    return sorted(found)


def here_at(keeper: Keeper, roster: Roster, at: datetime) -> list[Shift]:
    """The shifts of this person that the instant lies in. Those of two days ago may last until today, where a clock
    is set at midnight."""
    today = at.astimezone(ZoneInfo(roster.zone)).date()
    near = shifts(keeper, roster, today - timedelta(days=2), today + timedelta(days=1))
    return [shift for shift in near if shift.from_at <= at < shift.until_at]


def works_from(keeper: Keeper, roster: Roster, at: datetime) -> datetime | None:
    """When this person is at work, now or next; None: not in two weeks. On call is not at work."""
    today = at.astimezone(ZoneInfo(roster.zone)).date()
    near = shifts(keeper, roster, today - timedelta(days=2), today + timedelta(days=14))
    return next((max(one.from_at, at) for one in near if one.kind == "work" and one.until_at > at), None)


def responsible_at(owner: UUID, at: datetime, roster: Roster) -> Answering | None:
    """Who answers the clients of `owner` at this instant, and by which step; None: nobody does.

    The first on the ladder who is here. Whose client it is never changes by that.
    """
    for step, people in ladder(owner, roster):
        for keeper in people:
            shifts_now = here_at(keeper, roster, at)
            if any(step != "duty" or shift.kind == "duty" for shift in shifts_now):
                return Answering(person_id=keeper.id, step=step)
    return None


def ladder(owner: UUID, roster: Roster) -> Iterator[tuple[Step, list[Keeper]]]:
    """Who would answer, one step after the other; among several of one step the first by id."""
    own = roster.keepers.get(owner)
    pair = roster.keepers.get(own.pair) if own and own.pair else None
    everybody = sorted(roster.keepers.values(), key=lambda keeper: keeper.id)
    yield "substitute", substitutes(own, roster) if own else []
    yield "owner", [own] if own else []
    yield "pair", [pair] if pair else []
    yield "duty", everybody
    yield "supervisor", [keeper for keeper in everybody if keeper.role == "supervisor"]


def substitutes(own: Keeper, roster: Roster) -> list[Keeper]:
    """Who looks after these clients by agreement, each with their own schedule, away outside of what was agreed."""
    agreed: dict[UUID, list[Window]] = {}
    for window in own.substitutes:
        agreed.setdefault(window.person, []).append(window)
    return [
        only_in(roster.keepers[person], windows)
        for person, windows in agreed.items()
        if person in roster.keepers
    ]


def only_in(keeper: Keeper, windows: list[Window]) -> Keeper:
    begins = [EARLIEST, *(one.until_at for one in windows)]
    ends = [*(one.from_at for one in windows), None]
    outside = [
        Away(kind="away", from_at=start, until_at=end) for start, end in zip(begins, ends, strict=True)
    ]
    return msgspec.structs.replace(keeper, absences=[*keeper.absences, *outside])


# --- gaps


def uncovered(roster: Roster, first: date, days: int, *, always: bool) -> list[Uncovered]:
    """The times of these days in which nobody answers for some owners, in order, cut at midnight of the house.

    `always`: day and night must be covered; otherwise only the opening hours.
    """
    last = first + timedelta(days=days - 1)
    early, late = first - timedelta(days=2), last + timedelta(days=1)
    all_shifts = {id: shifts(keeper, roster, early, late) for id, keeper in roster.keepers.items()}
    common = [
        (shift.from_at, shift.until_at)
        for id, several in all_shifts.items()
        for shift in several
        if shift.kind == "duty" or roster.keepers[id].role == "supervisor"
    ]
    wanted = [wanted_on(roster, day, always) for day in days_between(first, last)]
    open_to_all = without(wanted, common)
    pieces: dict[UUID, Times] = {}
    for keeper in roster.keepers.values():
        if keeper.role == "manager" and keeper.active:
            theirs = all_shifts[keeper.id] + (all_shifts.get(keeper.pair, []) if keeper.pair else [])
            for other in substitutes(keeper, roster):
                theirs = theirs + shifts(other, roster, early, late)
            pieces[keeper.id] = without(open_to_all, [(one.from_at, one.until_at) for one in theirs])
    return laid_together(pieces, roster.zone)


def wanted_on(roster: Roster, day: date, always: bool) -> tuple[datetime, datetime]:
    begins, ends = (0, DAY) if always else (roster.usual.from_minute, roster.usual.until_minute)
    return instant(day, begins, roster.zone), instant(day, ends, roster.zone)


def laid_together(pieces: dict[UUID, Times], zone: str) -> list[Uncovered]:
    """Pieces of several owners as one row of times, each with all owners it holds for."""
    edges = sorted({edge for times in pieces.values() for piece in times for edge in piece})
    begins: dict[datetime, list[UUID]] = {}
    ends: dict[datetime, list[UUID]] = {}
    for owner, times in pieces.items():
        for start, end in times:
            begins.setdefault(start, []).append(owner)
            ends.setdefault(end, []).append(owner)
    found: list[Uncovered] = []
    open_now: set[UUID] = set()
    for start, end in itertools.pairwise(edges):
        open_now.difference_update(ends.get(start, ()))
        open_now.update(begins.get(start, ()))
        if open_now:
            add_piece(found, Uncovered(from_at=start, until_at=end, owners=tuple(sorted(open_now))), zone)
    return found


def add_piece(found: list[Uncovered], piece: Uncovered, zone: str) -> None:
    """Join it to the one before where it goes on with the same owners, on the same day."""
    last = found[-1] if found else None
    same_day = last and local_day(last.from_at, zone) == local_day(piece.from_at, zone)
    if last and same_day and last.until_at == piece.from_at and last.owners == piece.owners:
        found[-1] = msgspec.structs.replace(last, until_at=piece.until_at)
    else:
        found.append(piece)


def by_day(gaps: Iterable[Uncovered], zone: str) -> list[DayGap]:
    """Gaps as the house remembers them: for each day how many minutes, from when, whose clients, and
    which times of whom."""
    days: dict[date, list[Uncovered]] = {}
    for gap in gaps:
        days.setdefault(local_day(gap.from_at, zone), []).append(gap)
    return [
        DayGap(
            on=on,
            first_at=several[0].from_at,
            minutes=max(1, minutes_in(several)),
            owners=tuple(sorted({owner for gap in several for owner in gap.owners})),
            pieces=tuple(several),
        )
        for on, several in days.items()
    ]


def minutes_in(gaps: Iterable[Uncovered]) -> int:
    return sum(int((gap.until_at - gap.from_at).total_seconds()) for gap in gaps) // 60


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def proposal(gap: Uncovered, roster: Roster, loads: dict[UUID, int]) -> UUID | None:
    """Who could step in: a pair of the owners first, then a manager, then a supervisor; of equals whoever has the
    fewest hours of duty ahead. Nobody who is away then."""
    pairs = {roster.keepers[owner].pair for owner in gap.owners}
    free = [keeper for keeper in roster.keepers.values() if keeper.active and not is_away(keeper, gap)]
    best = min(
        free,
        key=lambda keeper: (
            keeper.id not in pairs, keeper.role != "manager", loads.get(keeper.id, 0), keeper.id,
        ),
        default=None,
    )  # fmt: skip
    return best.id if best else None


def is_away(keeper: Keeper, gap: Uncovered) -> bool:
    return any(
        away.from_at < gap.until_at and (away.until_at is None or away.until_at > gap.from_at)
        for away in keeper.absences
    )


def without(times: Times, taken: Iterable[tuple[datetime, datetime]]) -> Times:
    """These times less those. An end that is not after its beginning holds nothing."""
    left = [(start, end) for start, end in times if start < end]
    for begins, ends in taken:
        if begins >= ends:
            continue
        rest: Times = []
        for start, end in left:
            if end <= begins or ends <= start:
                rest.append((start, end))
                continue
            if start < begins:
                rest.append((start, begins))
            if ends < end:
                rest.append((ends, end))
        left = rest
    return left
