"""Who is responsible at any minute, over random houses, zones and clocks that are set."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.ladder import (
    Away,
    Keeper,
    Roster,
    by_day,
    here_at,
    proposal,
    responsible_at,
    shifts,
    uncovered,
)
from app.coverage.model import DayPlan, Span
from app.coverage.spans import instant, refuse_days, refuse_week, refuse_zone
from app.kit.errors import Problem
from tests.coverage.houses import USUAL, instants, rosters

VERA, OLEG, IRINA = (UUID(int=n) for n in (1, 2, 3))
NIGHT = Span(from_minute=1260, until_minute=1980, kind="duty")
DAYTIME = Span(from_minute=540, until_minute=1260)
EVERY_DAY = [[DAYTIME]] * 7


def house(*people: Keeper, zone: str = "Europe/Berlin") -> Roster:
    return Roster(keepers={one.id: one for one in people}, zone=zone, usual=USUAL)


def manager(id: UUID, week: list[list[Span]] | None = None, **more: object) -> Keeper:
    role = more.pop("role", "manager")
    return Keeper(id=id, name=str(id.int), role=role, version=1, week=week or EVERY_DAY, **more)  # type: ignore[arg-type]


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def looks_after(keeper: Keeper, roster: Roster, now: datetime) -> list[UUID]:
    """Who is here and agreed to look after this person's clients now."""
    agreed = [one.person for one in keeper.substitutes if one.from_at <= now < one.until_at]
    return [person for person in agreed if here_at(roster.keepers[person], roster, now)]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_at_every_minute_one_named_person_or_an_explicit_gap(data: st.DataObject) -> None:
    roster, near = data.draw(rosters())
    now = data.draw(instants(near))
    gaps = uncovered(roster, near - timedelta(days=2), 7, always=True)
    for owner, keeper in roster.keepers.items():
        if keeper.role != "manager" or not keeper.active:
            continue
        found = responsible_at(owner, now, roster)
        in_gap = [gap for gap in gaps if gap.from_at <= now < gap.until_at and owner in gap.owners]
        assert (found is None) == (len(in_gap) == 1), (found, in_gap)
        if found:
            answering = roster.keepers[found.person_id]
            assert here_at(answering, roster, now), "nobody answers who is not here"
            assert answering.active
            assert found.step != "owner" or found.person_id == owner
            agreed = looks_after(keeper, roster, now)
            assert (found.step == "substitute") == bool(agreed), "whoever agreed to it comes first"
            assert not agreed or found.person_id == agreed[0]
            assert found.step in ("substitute", "owner") or not here_at(keeper, roster, now), "then the owner"
            assert found == responsible_at(owner, now, roster)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whoever_else_is_added_or_goes_the_owner_who_is_here_answers(data: st.DataObject) -> None:
    roster, near = data.draw(rosters())
    now = data.draw(instants(near))
    for owner, keeper in roster.keepers.items():
        if here_at(keeper, roster, now) and not looks_after(keeper, roster, now):
            found = responsible_at(owner, now, roster)
            assert found
            assert (found.person_id, found.step) == (owner, "owner")


def test_the_ladder_goes_owner_pair_duty_supervisor() -> None:
    now = at("2026-11-24 23:30")
    off = [[DAYTIME]] * 7
    nights = [[NIGHT]] * 7
    vera, oleg = manager(VERA, off, pair=OLEG), manager(OLEG, nights, pair=VERA)
    third = manager(UUID(int=9), nights)
    boss = manager(IRINA, nights, role="supervisor")

    def step(*people: Keeper) -> tuple[int, str] | None:
        found = responsible_at(VERA, now, house(*people))
        return (found.person_id.int, found.step) if found else None

    assert step(manager(VERA, nights, pair=OLEG), oleg, third, boss) == (1, "owner")
    assert step(vera, oleg, third, boss) == (2, "pair")
    away = [Away(kind="ill", from_at=now - timedelta(hours=1), until_at=None)]
    assert step(vera, manager(OLEG, nights, pair=VERA, absences=away), third, boss) == (3, "duty"), (
        "the first by id"
    )
    only_works = [[Span(from_minute=1260, until_minute=1980)]] * 7
    assert step(vera, manager(UUID(int=9), only_works), manager(IRINA, only_works, role="supervisor")) == (
        3,
        "supervisor",
    )
    assert step(vera, manager(UUID(int=9), only_works)) is None


def test_a_night_keeps_its_length_of_the_wall_clock_where_clocks_are_set() -> None:
    week: list[list[Span]] = [[NIGHT]] * 7
    keeper = manager(VERA, week)
    spring = shifts(keeper, house(keeper), date(2026, 3, 28), date(2026, 3, 28))
    autumn = shifts(keeper, house(keeper), date(2026, 10, 24), date(2026, 10, 24))
    assert [one.until_at - one.from_at for one in spring + autumn] == [
        timedelta(hours=11),
        timedelta(hours=13),
    ]
    assert spring[0].until_at == at("2026-03-29 09:00")


def test_two_who_change_in_an_hour_that_comes_twice_leave_no_minute_between_them() -> None:
    early = [[Span(from_minute=0, until_minute=150)]] * 7
    late = [[Span(from_minute=150, until_minute=600)]] * 7
    vera, oleg = manager(VERA, early, pair=OLEG), manager(OLEG, late, pair=VERA)
    roster = house(vera, oleg)
    for minute in range(240):
        now = at("2026-10-25 00:30") + timedelta(minutes=minute)
        present = [one.id for one in (vera, oleg) if here_at(one, roster, now)]
        assert len(present) == 1, now


def test_leave_without_a_pair_shows_its_minutes_and_who_could_step_in() -> None:
    start, end = at("2026-11-24 00:00"), at("2026-11-25 00:00")
    vera = manager(VERA, absences=[Away(kind="leave", from_at=start, until_at=end)])
    roster = house(vera, manager(OLEG))
    gaps = uncovered(roster, date(2026, 11, 23), 3, always=False)
    assert [(gap.from_at, gap.until_at, gap.owners) for gap in gaps] == [
        (at("2026-11-24 09:00"), at("2026-11-24 21:00"), (VERA,))
    ]
    assert proposal(gaps[0], roster, {}) == OLEG
    [day] = by_day(gaps, roster.zone)
    assert (day.on, day.minutes, day.owners) == (date(2026, 11, 24), 720, (VERA,))
    nights = uncovered(roster, date(2026, 11, 23), 1, always=True)
    assert [(gap.until_at - gap.from_at, gap.owners) for gap in nights] == [
        (timedelta(hours=9), (VERA, OLEG)),
        (timedelta(hours=3), (VERA, OLEG)),
    ]


@pytest.mark.parametrize(
    ("spans", "code"),
    [
        ([(600, 600)], "span_inverted"),
        ([(600, 540)], "span_inverted"),
        ([(0, 1500)], "span_too_long"),
        ([(0, 1440), (1439, 1500)], "day_too_long"),
        ([(540, 780), (720, 900)], "spans_overlap"),
        ([(540, 780), (540, 780)], "spans_overlap"),
        ([(1200, 1980)], None),
        ([(540, 780), (780, 900), (1020, 1260)], None),
        ([(0, 1440)], None),
        ([(1320, 1320 + 1440)], None),
    ],
)
def test_hours_that_make_no_sense_are_refused(spans: list[tuple[int, int]], code: str | None) -> None:
    day = [Span(from_minute=begins, until_minute=ends) for begins, ends in spans]
    empty: list[list[Span]] = [[] for _ in range(7)]
    assert refusal(lambda: refuse_week([day, *empty[1:]])) == code
    assert refusal(lambda: refuse_days(empty, [DayPlan(on=date(2026, 11, 24), spans=day)])) == code


def test_a_night_that_runs_into_the_next_morning_overlaps_it_also_over_the_end_of_the_week() -> None:
    empty: list[list[Span]] = [[] for _ in range(7)]
    monday_early = Span(from_minute=480, until_minute=600)
    assert refusal(lambda: refuse_week([[monday_early], *empty[2:], [NIGHT]])) == "spans_overlap"
    week = [[NIGHT], *empty[1:]]  # Monday's night ends on Tuesday at nine
    tuesday = date(2026, 11, 24)
    early, at_nine = Span(from_minute=480, until_minute=600), Span(from_minute=540, until_minute=600)
    assert refusal(lambda: refuse_days(week, [DayPlan(on=tuesday, spans=[early])])) == "spans_overlap"
    assert refusal(lambda: refuse_days(week, [DayPlan(on=tuesday, spans=[at_nine])])) is None
    twice = [DayPlan(on=tuesday, spans=[]), DayPlan(on=tuesday, spans=[at_nine])]
    assert refusal(lambda: refuse_days(week, twice)) == "day_twice"


def test_a_zone_that_does_not_exist_is_named() -> None:
    with pytest.raises(Problem) as refused:
        refuse_zone("Europe/Atlantis")
    assert (refused.value.code, refused.value.status) == ("zone_unknown", 409)


def refusal(act: object) -> str | None:
    try:
        act()  # type: ignore[operator]
    except Problem as problem:
        return problem.fields[0].code
    return None


def test_an_hour_that_comes_twice_or_not_at_all_is_read_the_later_way() -> None:
    left_out = instant(date(2026, 3, 29), 150, "Europe/Berlin")
    twice = instant(date(2026, 10, 25), 150, "Europe/Berlin")
    assert (left_out, twice) == (
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
