"""What can be promised: against a walk over the quarters of an hour, in random houses with every kind of schedule."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.calling import late_calls, urgent_calls
from app.coverage.ladder import Away, Keeper, Roster, here_at, ladder, wanted_on
from app.coverage.model import Span
from app.coverage.promising import EACH_TAKES, FARTHEST, promise_from
from app.coverage.spans import days_between
from app.standards.ladder import LadderRules
from tests.coverage.houses import USUAL, instants, rosters

QUARTER = timedelta(minutes=15)
MONDAY = datetime(2026, 11, 23, 5, tzinfo=UTC)  # nine in Samara
VERA, OLEG, IRINA = (UUID(int=n) for n in (1, 2, 3))


def at_work(keeper: Keeper, roster: Roster, step: str, at: datetime) -> bool:
    """Here, and not merely on call while the house is shut."""
    near = days_between((at - timedelta(days=2)).date(), (at + timedelta(days=2)).date())
    opens = any(start <= at < end for start, end in (wanted_on(roster, day, always=False) for day in near))
    kinds = {shift.kind for shift in here_at(keeper, roster, at)}
    return ("duty" in kinds and opens) or ("work" in kinds and step != "duty")


def by_walking(owner: UUID, at: datetime, roster: Roster, minutes: int) -> tuple[UUID, datetime] | None:
    """Who is the first to be at work, and when so many minutes with anybody at work are over."""
    first: UUID | None = None
    left, now = timedelta(minutes=minutes), at
    while now < at + timedelta(days=FARTHEST[1]):
        found = [
            keeper.id
            for step, people in ladder(owner, roster)
            for keeper in sorted(people, key=lambda one: one.id)
            if at_work(keeper, roster, step, now)
        ]
        if found:
            first = first or found[0]
            left -= QUARTER
            if left <= timedelta(0):
                return first, now + QUARTER + left
        now += QUARTER
    return None


@settings(max_examples=60, deadline=None)
@given(data=st.data(), minutes=st.sampled_from((15, 30, 60, 240)))
def test_a_promise_names_who_is_first_at_work_and_runs_only_while_somebody_is(
    data: st.DataObject, minutes: int
) -> None:
    roster, near = data.draw(rosters())
    at = data.draw(instants(near)).replace(second=0, microsecond=0)
    at -= timedelta(minutes=at.minute % 15)
    owner = data.draw(st.sampled_from(sorted(roster.keepers)))
    given_ = promise_from(owner, at, roster, minutes, {})
    walked = by_walking(owner, at, roster, minutes)
    if given_ is None or not given_.planned:
        assert walked is None or walked[1] > at + timedelta(days=FARTHEST[1] - 1), (
            "far away is as good as never"
        )
    else:
        assert walked == (given_.person_id, given_.by_at)
        assert given_.here_from < given_.by_at
        assert given_.here_from < given_.here_until


def house(vera: list[Span] | None, *, away: list[Away] | None = None, pair: bool = False) -> Roster:
    """Vera with the same day every day, Oleg and the supervisor Irina by the hours of the house."""
    people = {
        VERA: Keeper(
            id=VERA, name="Вера", role="manager", version=int(vera is not None), absences=away or [],
            week=None if vera is None else [vera] * 7, pair=OLEG if pair else None,
        ),
        OLEG: Keeper(id=OLEG, name="Олег", role="manager", pair=VERA if pair else None),
        IRINA: Keeper(id=IRINA, name="Ирина", role="supervisor"),
    }  # fmt: skip
    return Roster(keepers=people, zone="Europe/Samara", usual=USUAL)


def hours(*spans: tuple[int, int]) -> list[Span]:
    return [Span(from_minute=a * 60, until_minute=b * 60) for a, b in spans]


def test_a_split_day_of_hers_is_kept_and_her_pair_has_the_turn_between() -> None:
    roster = house(hours((9, 12), (17, 21)), pair=True)
    noon = MONDAY + timedelta(hours=4)
    found = promise_from(VERA, noon, roster, 60, {})
    assert found
    assert (found.person_id, found.step, found.by_at) == (OLEG, "pair", noon + timedelta(hours=1))
    assert found.here_until == MONDAY + timedelta(hours=8), "she is back at five"


def test_many_who_wait_make_the_answer_later_and_among_strangers_managers_the_least_busy_answers() -> None:
    roster = house(None)
    waiting = {VERA: 39, OLEG: 4}
    mine = promise_from(VERA, MONDAY, roster, 60, waiting)
    assert mine
    assert (mine.person_id, mine.by_at) == (VERA, MONDAY + EACH_TAKES * 40)
    stranger = promise_from(None, MONDAY, roster, 60, waiting)
    assert stranger
    assert (stranger.person_id, stranger.by_at) == (OLEG, MONDAY + timedelta(hours=1))
    stays = promise_from(None, MONDAY, roster, 60, waiting, VERA)
    assert stays
    assert stays.person_id == VERA, "whoever was named stays while they are here"


def test_of_a_house_where_nobody_will_be_the_opening_hours_are_promised_and_said_to_be_no_plan() -> None:
    away = [Away(kind="ill", from_at=MONDAY - timedelta(days=1), until_at=None)]
    roster = house(None, away=away)
    alone = Roster(keepers={VERA: roster.keepers[VERA]}, zone=roster.zone, usual=roster.usual)
    found = promise_from(VERA, MONDAY, alone, 60, {})
    assert found
    assert (found.person_id, found.planned) == (VERA, False)
    gone = Keeper(id=VERA, name="Вера", role="manager", active=False)
    empty = Roster(keepers={VERA: gone}, zone=roster.zone, usual=roster.usual)
    assert promise_from(VERA, MONDAY, empty, 60, {}) is None
    assert promise_from(None, MONDAY, empty, 60, {}) is None


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_ladder_calls_everybody_once_and_nobody_who_is_away_while_others_are_there(
    data: st.DataObject,
) -> None:
    roster, near = data.draw(rosters())
    at = data.draw(instants(near))
    owner = data.draw(st.sampled_from(sorted(roster.keepers)))
    calls = urgent_calls(owner, at, roster, LadderRules())
    called = [person for call in calls for person in call.people]
    assert len(called) == len(set(called))
    assert [call.woken for call in calls] == sorted(call.woken for call in calls), "rest is broken last"
    for call in calls:
        for person in call.people:
            assert (
                call.woken is not bool(here_at(roster.keepers[person], roster, at))
                or call.step == "supervisor"
            )
    if any(one.role == "supervisor" and one.active for one in roster.keepers.values()):
        assert calls, "somebody is always called"
    late = late_calls(owner, at, roster, LadderRules(), owner)
    assert owner not in {person for call in late for person in call.people}
    assert not any(call.woken for call in late)
    assert all(at_work(roster.keepers[one], roster, call.step, at) for call in late for one in call.people)
