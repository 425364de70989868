"""Random houses: people with schedules of every kind, and a plain oracle of who is here."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from app.coverage.ladder import Away, Keeper, Roster, Window
from app.coverage.model import Span

ZONES = ("Europe/Samara", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut")
"""Without summer time, with it, by half an hour, and with clocks set at midnight."""
SETTINGS = (date(2026, 3, 27), date(2026, 3, 7), date(2026, 10, 24), date(2026, 10, 31), date(2026, 4, 4))
"""Days around which one of these zones sets its clocks, and others do nothing."""
USUAL = Span(from_minute=540, until_minute=1260)


@st.composite
def spans(draw: st.DrawFn, kinds: tuple[str, ...] = ("work", "duty")) -> list[Span]:
    """Up to three spans of a day that do not overlap; the last may end on the next morning."""
    edges = sorted(draw(st.lists(st.integers(0, 95), min_size=0, max_size=6, unique=True)))
    found = [
        Span(from_minute=begins * 15, until_minute=ends * 15, kind=draw(st.sampled_from(kinds)))  # type: ignore[arg-type]
        for begins, ends in zip(edges[::2], edges[1::2], strict=False)
    ]
    if draw(st.booleans()):
        begins = (found[-1].until_minute if found else 1200) + 15
        if begins < 1440:
            found.append(
                Span(from_minute=begins, until_minute=1440 + draw(st.integers(0, 36)) * 15, kind="duty")
            )
    return found


@st.composite
def keepers(draw: st.DrawFn, id: UUID, near: date) -> Keeper:
    kept = draw(st.booleans())
    days = draw(st.dictionaries(st.integers(-2, 3), spans(), max_size=3))
    absences = []
    if draw(st.booleans()):
        begins = datetime(near.year, near.month, near.day, tzinfo=UTC) + timedelta(
            hours=draw(st.integers(-30, 60))
        )
        ends = None if draw(st.booleans()) else begins + timedelta(hours=draw(st.integers(1, 40)))
        absences = [Away(kind="ill", from_at=begins, until_at=ends)]
    return Keeper(
        id=id,
        name=f"Сотрудник {id.int % 1000}",
        role=draw(st.sampled_from(("manager", "manager", "supervisor"))),
        active=draw(st.integers(0, 9)) > 0,
        version=int(kept),
        week=[draw(spans()) for _ in range(7)] if kept else None,
        days={near + timedelta(days=n): of for n, of in days.items()} if kept else {},
        absences=absences,
    )


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Roster, date]:
    near = draw(st.sampled_from(SETTINGS))
    size = draw(st.integers(1, 5))
    people = [draw(keepers(UUID(int=draw(st.integers(1, 2**90)) * 8 + n), near)) for n in range(size)]
    by_id = {one.id: one for one in people}
    if size > 1 and draw(st.booleans()):
        one, other = people[0], people[1]
        by_id[one.id] = replaced(one, other.id)
        by_id[other.id] = replaced(other, one.id)
    if size > 1 and draw(st.booleans()):
        one = people[draw(st.integers(0, 1))]
        others = [other.id for other in people if other.id != one.id]
        by_id[one.id] = looked_after(by_id[one.id], draw(windows(others, near)))
    return Roster(keepers=by_id, zone=draw(st.sampled_from(ZONES)), usual=USUAL), near


@st.composite
def windows(draw: st.DrawFn, people: list[UUID], near: date) -> list[Window]:
    """One or two times after each other in which somebody looks after the clients."""
    begins = datetime(near.year, near.month, near.day, tzinfo=UTC)
    edges = sorted(draw(st.lists(st.integers(-60, 90), min_size=2, max_size=4, unique=True)))
    return [
        Window(
            person=draw(st.sampled_from(people)),
            from_at=begins + timedelta(hours=start),
            until_at=begins + timedelta(hours=end),
        )
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]


def looked_after(keeper: Keeper, agreed: list[Window]) -> Keeper:
    from msgspec.structs import replace

    return replace(keeper, substitutes=agreed)


def replaced(keeper: Keeper, pair: UUID) -> Keeper:
    from msgspec.structs import replace

    return replace(keeper, pair=pair)


@st.composite
def instants(draw: st.DrawFn, near: date) -> datetime:
    """Around a day, most often on the minute or a second beside it, where the edges are."""
    minutes = draw(st.integers(-24 * 4, 24 * 4 * 3)) * 15
    beside = draw(st.sampled_from((-1, 0, 0, 1, 29)))
    return datetime(near.year, near.month, near.day, tzinfo=UTC) + timedelta(minutes=minutes, seconds=beside)
