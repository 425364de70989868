"""Spans of the wall clock: which are refused, and which instants they are, also where clocks are set."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.coverage.model import MOST_SPANS, DayPlan, Span
from app.kit.errors import Problem, bad_field
from app.kit.zones import exists

DAY = 24 * 60
WEEK = 7 * DAY


def refuse_zone(name: str) -> None:
    """Raises "zone_unknown" (409) where the zone of the house does not exist, or not any more."""
    if not exists(name):
        raise Problem("zone_unknown", 409, zone=name[:60])


@lru_cache(50_000)
def instant(day: date, minute: int, zone: str) -> datetime:
    """The instant of a wall-clock time, minutes counted from midnight of `day`.

    An hour that a clock passes twice is meant the second time, one that it leaves out is as long after midnight as
    it would have been: both are the later of the two readings, which is how PostgreSQL reads them too.
    """
    wall = datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(minutes=minute)
    return max(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def minutes_of(at: time) -> int:
    return at.hour * 60 + at.minute


# --- refusals


def refuse_spans(field: str, spans: list[Span]) -> None:
    """Raises where a span ends before it begins or is longer than a day, or those of one day are, or are too many."""
    total = 0
    if len(spans) > MOST_SPANS:
        raise bad_field(field, "too_many", most=MOST_SPANS)
    for span in spans:
        if span.until_minute <= span.from_minute:
            raise bad_field(field, "span_inverted")
        if span.until_minute - span.from_minute > DAY:
            raise bad_field(field, "span_too_long")
        total += span.until_minute - span.from_minute
    if total > DAY:
        raise bad_field(field, "day_too_long")


def refuse_week(week: list[list[Span]]) -> None:
    """Raises for spans that make no sense, or overlap: of one day, or a night's end with the next morning."""
    for weekday, spans in enumerate(week):
        refuse_spans(f"week.{weekday}", spans)
    laid = sorted(
        (weekday * DAY + span.from_minute, weekday * DAY + span.until_minute, weekday)
        for weekday, spans in enumerate(week)
        for span in spans
    )
    if laid:
        first = laid[0]
        laid.append((first[0] + WEEK, first[1] + WEEK, first[2]))
    refuse_overlaps("week", laid)


def refuse_days(week: list[list[Span]], days: list[DayPlan]) -> None:
    """Raises where a date is named twice, or its spans overlap each other or those of the days beside it."""
    by_date = {day.on: day.spans for day in days}
    if len(by_date) < len(days):
        raise bad_field("days", "day_twice")
    for day in days:
        refuse_spans(f"days.{day.on}", day.spans)
    for day in days:
        laid = []
        for beside in (-1, 0, 1):
            on = day.on + timedelta(days=beside)
            laid += [
                (beside * DAY + span.from_minute, beside * DAY + span.until_minute, day.on)
                for span in spans_on(week, by_date, on)
            ]
        refuse_overlaps("days", sorted(laid))


def refuse_overlaps(field: str, laid: Sequence[tuple[int, int, object]]) -> None:
    for (_, until, _), (begins, _, where) in itertools.pairwise(laid):
        if begins < until:
            raise bad_field(f"{field}.{where}", "spans_overlap")


def spans_on(week: list[list[Span]], by_date: dict[date, list[Span]], on: date) -> list[Span]:
    """What the schedule says of a day: its own spans, else those of the day of the week."""
    return by_date[on] if on in by_date else week[on.weekday()]


def days_between(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
