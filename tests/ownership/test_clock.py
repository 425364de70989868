"""The forecast of the next service: whichever comes first, with its basis; and which odometer is believed."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.kit.errors import Problem
from app.ownership.model import Facts, Reading
from app.ownership.rules import (
    basis_of,
    basis_words,
    contradicting,
    event_id,
    forecast,
    months_later,
    trouble_with_reading,
    valid_vin,
    weeks,
)
from app.standards.model import ClockRules
from app.texts import say

RULES, CAR = ClockRules(), UUID(int=1)
ANNA, BORIS = UUID(int=2), UUID(int=3)
TODAY = date(2026, 11, 22)


def facts(**more: Any) -> Facts:
    plain: dict[str, Any] = {
        "car_id": CAR, "since_on": date(2026, 2, 1), "since": "visit", "since_km": 30_000, "readings": 3,
        "first_on": date(2025, 8, 1), "first_km": 20_000, "last_on": date(2026, 10, 1), "last_km": 40_000,
    }  # fmt: skip
    return Facts(**plain | more)


def reading(day: str, km: int, source: Any = "manager") -> Reading:
    return Reading(car_id=CAR, read_on=date.fromisoformat(day), km=km, source=source)


def test_a_car_that_drives_much_is_due_by_its_kilometres() -> None:
    # 20 000 km in 426 days; 5 000 km are left after 1 October: 106.5 days, so the 107th
    said = forecast(facts(), RULES)
    assert (said.by, said.expected_on) == ("km", date(2026, 10, 1) + timedelta(days=107))
    assert weeks(said.from_on, said.to_on) == 3


def test_a_car_that_drives_little_is_due_by_the_calendar() -> None:
    said = forecast(facts(last_km=25_000), RULES)
    assert (said.by, said.expected_on) == ("months", date(2027, 2, 1))
    assert weeks(said.from_on, said.to_on) == 2


def test_kilometres_that_are_driven_already_make_it_due_on_the_day_they_were_read() -> None:
    assert forecast(facts(last_km=46_000), RULES).expected_on == date(2026, 10, 1)


@pytest.mark.parametrize(
    "unknown",
    [
        {"since_km": None},
        {"readings": 0, "first_on": None, "first_km": None, "last_on": None, "last_km": None},
        {"first_on": date(2026, 9, 15)},
        {"last_km": 20_000},
        {"last_km": 10_000},
        {"last_km": 2_000_000},
    ],
    ids=["no start", "no reading", "too short", "stands still", "runs backwards", "impossible"],
)
def test_without_a_pace_to_believe_the_calendar_counts(unknown: dict[str, Any]) -> None:
    said = forecast(facts(**unknown), RULES)
    assert (said.by, said.expected_on) == ("months", date(2027, 2, 1))


def test_few_or_old_readings_make_the_forecast_wider() -> None:
    few = forecast(facts(readings=2), RULES)
    assert (few.to_on - few.expected_on).days == 28


def test_twelve_months_after_the_29th_of_february_is_the_28th() -> None:
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2025, 12, 31), 2) == date(2026, 2, 28)


def test_the_basis_says_what_the_forecast_rests_on() -> None:
    by_km, by_calendar = facts(), facts(last_km=25_000, since="purchase")
    words = [
        say(basis_words(basis_of(known, forecast(known, RULES), RULES)), language)
        for known in (by_km, by_calendar)
        for language in ("ru", "en")
    ]
    assert words == [
        "15\xa0000 км после ТО 1 февраля 2026 г.: прогноз по 3 показаниям, последнее 40\xa0000 км, 1 октября 2026 г.",
        "15,000 km after the service of 1 February 2026: forecast from 3 readings, the last 40,000 km "
        "on 1 October 2026",
        "12 месяцев после покупки 1 февраля 2026 г.",
        "12 months after the purchase of 1 February 2026",
    ]


def test_an_event_has_one_name_for_ever() -> None:
    name = event_id(CAR, ANNA, "service", date(2026, 2, 1))
    assert name == event_id(CAR, ANNA, "service", date(2026, 2, 1))
    assert name != event_id(CAR, ANNA, "service", date(2026, 2, 2))
    assert name != event_id(CAR, BORIS, "service", date(2026, 2, 1))


# --- what people write down


@pytest.mark.parametrize("text", ["xta gfl110-ly000001", "ХТАGFL110LY000001", " XTAGFL110LY000001 "])
def test_a_vin_is_read_with_spaces_small_letters_and_cyrillic_ones(text: str) -> None:
    assert valid_vin(text) == "XTAGFL110LY000001"


@pytest.mark.parametrize(
    "text", ["XTAGFL110LY00000", "XTAGFL110LY0000011", "XTAGFL1I0LY000001", "ЖTAGFL110LY000001", "🚗" * 17]
)
def test_an_impossible_vin_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        valid_vin(text)
    assert (refused.value.fields[0].field, refused.value.fields[0].code) == ("vin", "not_a_vin")


KNOWN = [reading("2026-01-10", 30_000, "service"), reading("2026-06-10", 38_400, "client")]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (reading("2026-11-22", 41_000), None),
        (reading("2026-06-10", 38_400), None),
        (reading("2026-11-22", 38_000), "odometer_backwards"),
        (reading("2026-03-01", 39_000), "odometer_ahead"),
        (reading("2026-06-11", 384_000), "odometer_jump"),
        (reading("2026-11-23", 41_000), "not_yet"),
    ],
)
def test_an_odometer_runs_forward_and_no_faster_than_a_car(new: Reading, code: str | None) -> None:
    trouble = trouble_with_reading(new, KNOWN, TODAY, confirmed=False)
    assert (trouble.fields[0].code if trouble else None) == code


def test_a_confirmed_reading_sets_aside_what_it_contradicts() -> None:
    wrong = reading("2026-07-01", 384_000)
    assert trouble_with_reading(reading("2026-08-01", 39_000), [*KNOWN, wrong], TODAY, confirmed=True) is None
    assert contradicting(reading("2026-08-01", 39_000), [*KNOWN, wrong]) == [wrong]
