"""Who answers, and by when an answer can honestly be promised."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coverage.rules import answer_by, least_busy, next_turn, open_hours, open_now
from app.standards.model import AnswerRules

SAMARA = "Europe/Samara"
RULES = AnswerRules()
VERA, OLEG = UUID(int=1), UUID(int=2)


def local(text: str, zone: str = SAMARA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("2026-11-20 10:00:00", "2026-11-20 11:00"),
        ("2026-11-20 10:00:01", "2026-11-20 11:01"),
        ("2026-11-20 20:00:00", "2026-11-20 21:00"),
        ("2026-11-20 20:30:00", "2026-11-21 09:30"),
        ("2026-11-20 21:00:00", "2026-11-21 10:00"),
        ("2026-11-20 23:50:00", "2026-11-21 10:00"),
        ("2026-11-21 03:00:00", "2026-11-21 10:00"),
        ("2026-12-31 22:00:00", "2027-01-01 10:00"),
    ],
)
def test_the_answer_time_runs_only_while_the_house_is_open(asked: str, promised: str) -> None:
    assert answer_by(local(asked), RULES, SAMARA) == local(promised)


def test_an_answer_time_longer_than_a_day_goes_over_several_days() -> None:
    rules = AnswerRules(from_time=time(10), until_time=time(12), answer_minutes=5 * 60)
    assert answer_by(local("2026-11-20 10:00"), rules, SAMARA) == local("2026-11-22 11:00")


def test_the_hour_that_does_not_exist_is_not_counted() -> None:
    rules = AnswerRules(from_time=time(1), until_time=time(5), answer_minutes=120)
    asked = local("2027-03-28 01:00", "Europe/Berlin")
    assert answer_by(asked, rules, "Europe/Berlin") == asked + timedelta(hours=2)


instants = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001
    datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
zones = st.sampled_from([SAMARA, "Europe/Berlin", "Asia/Vladivostok", "America/New_York"])
rules_of_houses = st.builds(
    lambda start, length, minutes: AnswerRules(
        from_time=time(start), until_time=time(min(23, start + length)), answer_minutes=minutes
    ),
    st.integers(0, 21),
    st.integers(1, 12),
    st.integers(5, 600),
)


@given(instants, rules_of_houses, zones)
def test_a_promise_lies_in_opening_hours_and_never_before_the_question(
    asked: datetime, rules: AnswerRules, zone: str
) -> None:
    promised = answer_by(asked, rules, zone)
    assert promised >= asked
    opens, closes = open_hours(promised.astimezone(ZoneInfo(zone)).date(), rules, zone)
    assert opens <= promised <= closes


@given(instants, rules_of_houses, zones)
def test_the_house_turns_at_the_next_turn_and_not_before(
    now: datetime, rules: AnswerRules, zone: str
) -> None:
    turn = next_turn(now, rules, zone)
    assert turn > now
    just_before = turn - timedelta(seconds=1)
    if just_before > now:
        assert open_now(just_before, rules, zone) == open_now(now, rules, zone)
    assert open_now(turn, rules, zone) != open_now(now, rules, zone)


def test_a_stranger_is_answered_by_the_manager_with_the_fewest_waiting_then_by_id() -> None:
    assert least_busy({VERA: 2, OLEG: 1}) == OLEG
    assert least_busy({OLEG: 1, VERA: 1}) == VERA
    assert least_busy({}) is None
