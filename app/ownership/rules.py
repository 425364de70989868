"""The clock of ownership as judgements: when a service is expected and why, and which odometer to believe."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from msgspec import structs

from app.kit.errors import Problem, bad_field
from app.ownership.model import Facts, Forecast, Reading, Spoken
from app.standards.model import ClockRules
from app.texts import Phrase, on

VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
CYRILLIC = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
"""Letters that look alike and are typed on the wrong keyboard."""

WINDOW = timedelta(days=730)
"""Older readings say how the car was driven once, not how it is driven."""
SHORTEST = 30  # days between two readings that can tell a pace
FURTHEST = 3650  # days ahead; a car that hardly moves is due by the calendar anyway
BY_CALENDAR, BY_PACE, BY_OLD_PACE = 14, 21, 28  # days give or take
STALE = 180  # days from the last reading to the forecast after which it is less sure
EARLIEST = date(1980, 1, 1)  # what people write down of a car begins here; an earlier day is a slip
FASTEST = 1_500  # km a day, every day: nobody drives more


def event_id(car: UUID, client: UUID, kind: str, since_on: date) -> UUID:
    """The same before and after it is raised, in every process; whoever has the car next has an event of their own."""
    return uuid5(car, f"{client}:{kind}:{since_on}")


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def after(facts: Facts, spoken: Spoken | None, rules: ClockRules) -> Facts:
    """What the next event rests on. Where one was raised since the last service that is known, it is counted from the
    day that one was expected, and so many whole intervals later as were over when it was raised: a car of which nobody
    knows anything comes up once in each. The pace from there is unknown."""
    if spoken is None or spoken.since_on < facts.since_on:
        return facts
    begins, raised = max(spoken.expected_on, spoken.since_on + timedelta(days=1)), spoken.raised_on
    months = (raised.year - begins.year) * 12 + raised.month - begins.month - (raised.day < begins.day)
    since_on = months_later(begins, max(0, months) // rules.months * rules.months)
    return structs.replace(facts, since="missed", since_on=since_on, since_km=None)


def forecast(facts: Facts, rules: ClockRules) -> Forecast:
    """Whichever comes first: so many months, or so many kilometres at the pace of the last two years.

    Whole days and kilometres only, so that the statement which raises events over all cars says the same.
    """
    by_calendar = months_later(facts.since_on, rules.months)
    by_pace = reached_on(facts, rules.km)
    if by_pace is None or facts.last_on is None or by_pace >= by_calendar:
        return around(by_calendar, BY_CALENDAR, "months")
    stale = facts.readings < 3 or (by_pace - facts.last_on).days > STALE
    return around(by_pace, BY_OLD_PACE if stale else BY_PACE, "km")


def around(day: date, days: int, by: Any) -> Forecast:
    margin = timedelta(days=days)
    return Forecast(expected_on=day, from_on=day - margin, to_on=day + margin, by=by)


def reached_on(facts: Facts, km: int) -> date | None:
    """The day the car will have gone so far since its last service; None where the pace is unknown."""
    if None in (facts.since_km, facts.first_on, facts.first_km, facts.last_on, facts.last_km):
        return None
    assert facts.since_km is not None
    assert facts.last_on is not None
    assert facts.first_on is not None
    assert facts.last_km is not None
    assert facts.first_km is not None
    days, driven = (facts.last_on - facts.first_on).days, facts.last_km - facts.first_km
    if days < SHORTEST or not 0 < driven <= FASTEST * days:
        return None
    left = max(0, facts.since_km + km - facts.last_km)
    return facts.last_on + timedelta(days=min(FURTHEST, -(-left * days // driven)))


def basis_of(facts: Facts, forecast: Forecast, rules: ClockRules) -> dict[str, Any]:
    """What the forecast rests on, as it is stored: numbers and days, no words."""
    return {
        "by": forecast.by,
        "months": rules.months,
        "km": rules.km,
        "since": facts.since,
        "since_on": facts.since_on.isoformat(),
        "readings": facts.readings,
        "last_km": facts.last_km,
        "last_on": facts.last_on.isoformat() if facts.last_on else None,
    }


def basis_words(basis: dict[str, Any]) -> Phrase:
    """ "15 000 km after the service of 2 February; forecast from 3 readings, the last 38,400 km on 12 March"."""
    since = Phrase(f"clock.since.{basis['since']}", {"on": on(date.fromisoformat(basis["since_on"]))})
    if basis["by"] == "months":
        return Phrase("clock.basis.months", {"n": basis["months"], "since": since})
    return Phrase(
        "clock.basis.km",
        {
            "km": basis["km"],
            "since": since,
            "n": basis["readings"],
            "last_km": basis["last_km"],
            "last_on": on(date.fromisoformat(basis["last_on"])),
        },
    )


def weeks(from_on: date, to_on: date) -> int:
    """Half of the interval, in whole weeks."""
    return max(1, round((to_on - from_on).days / 14))


def day_of(at: datetime, zone: str) -> date:
    """The day of this instant by the clock of the house."""
    return at.astimezone(ZoneInfo(zone)).date()


def owned_from(day: date, zone: str) -> datetime:
    """The instant at which a client's part in a car begins, that is theirs from this day on."""
    return datetime.combine(day, time(), ZoneInfo(zone))


# --- what a person writes down


def valid_vin(text: str | None) -> str | None:
    """A VIN in capitals without spaces, Cyrillic look-alikes read as Latin; None for an empty field."""
    if text is None or not text.strip():
        return None
    vin = re.sub(r"[\s-]", "", text).upper().translate(CYRILLIC)
    if not VIN.fullmatch(vin):
        raise bad_field("vin", "not_a_vin")
    return vin


def trouble_with_day(field: str, day: date, today: date) -> Problem | None:
    """Why nothing can have been on this day."""
    if day > today:
        return bad_field(field, "not_yet")
    return bad_field(field, "too_early", on=on(EARLIEST)) if day < EARLIEST else None


def trouble_with_reading(
    new: Reading, known: Iterable[Reading], today: date, *, confirmed: bool
) -> Problem | None:
    """Why this reading cannot be, by the nearest that it contradicts. Who confirms it says that those were wrong;
    a day that cannot be is refused all the same."""
    if trouble := trouble_with_day("read_on", new.read_on, today):
        return trouble
    wrong = [] if confirmed else contradicting(new, known)
    if not wrong:
        return None
    nearest = min(wrong, key=lambda one: (abs(one.read_on - new.read_on), in_time(one)))
    why = contradiction(nearest, new)
    assert why is not None
    return bad_field("km", why, km=nearest.km, on=on(nearest.read_on))


def contradicting(new: Reading, known: Iterable[Reading]) -> list[Reading]:
    """Those that count and cannot be true if this one is."""
    return [one for one in known if one.set_aside_at is None and contradiction(one, new)]


def contradiction(one: Reading, new: Reading) -> str | None:
    """Why one odometer cannot have shown both. Of one day both orders are possible, but from one source only one
    reading."""
    if (one.read_on, one.source) == (new.read_on, new.source):
        return None if one.km == new.km else "odometer_differs"
    if not in_order(one, new):
        return "odometer_backwards" if one.read_on < new.read_on else "odometer_ahead"
    if too_far(*sorted((one, new), key=in_time)):
        return "odometer_jump" if one.km < new.km else "odometer_lags"
    return None


def in_time(reading: Reading) -> tuple[date, int]:
    return reading.read_on, reading.km


def in_order(one: Reading, other: Reading) -> bool:
    """Does the later of them say at least as much? Of one day both orders are possible."""
    if one.read_on == other.read_on:
        return True
    first, last = sorted((one, other), key=lambda reading: reading.read_on)
    return first.km <= last.km


def too_far(first: Reading, last: Reading) -> bool:
    """Further than anybody drives in that time."""
    return last.km - first.km > FASTEST * ((last.read_on - first.read_on).days + 1)
