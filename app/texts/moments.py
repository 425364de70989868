"""Instants and dates in words: weekday and hour in the reader's zone, never "tomorrow"."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from msgspec import Struct

SMALL_HOURS_END = 5
"""Before this hour "today" is as unclear as "tomorrow": the reader may not have slept yet."""

Words = Callable[..., str]
"""A sentence of the reader's language: `words(code, **args)`."""


class Reader(Struct, frozen=True, kw_only=True):
    """For whom the words are made. Without `now` every date is written in full."""

    language: str
    zone: str | None = None
    house_zone: str | None = None
    now: datetime | None = None


def by(at: datetime) -> dict[str, Any]:
    """An argument: "today by 14:30", "Saturday by 9:15"."""
    return {"$by": _stored(at)}


def at(at: datetime) -> dict[str, Any]:
    """An argument: "today at 14:02", "Saturday at 9:15", "21 November at 14:02"."""
    return {"$at": _stored(at)}


def stamp(at: datetime) -> dict[str, Any]:
    """An argument: the date always and the hour, "21 November, 14:02"."""
    return {"$stamp": _stored(at)}


def hour(at: datetime) -> dict[str, Any]:
    """An argument: "14:02" while it is still that day, else as `stamp`."""
    return {"$hour": _stored(at)}


def on(day: date) -> dict[str, Any]:
    """An argument: "2 February", with the year where it is not this one."""
    return {"$on": day.isoformat()}


def span(seconds: int) -> dict[str, Any]:
    """An argument: the length of a voice message or a call, "0:42"."""
    return {"$span": seconds}


def city(zone: str) -> dict[str, Any]:
    """An argument: the city that a time zone is known by, "Omsk"."""
    return {"$city": zone}


def moment_said(kind: str, value: Any, reader: Reader, words: Words) -> str:
    """An argument made by one of the functions above, in words."""
    if kind == "$span":
        return f"{int(value) // 60}:{int(value) % 60:02d}"
    if kind == "$city":
        return _city(value, reader.language)
    if kind == "$on":
        return _day(date.fromisoformat(value), _today(reader), reader.language, words)
    local = datetime.fromisoformat(value).astimezone(_zone(reader))
    clock = _clock(local, reader, words)
    if kind == "$stamp" or (kind == "$hour" and local.date() != _today(reader)):
        day = _day(local.date(), _today(reader), reader.language, words)
        return words("time.stamp", day=day, hour=clock)
    if kind == "$hour":
        return clock
    return words("time.by" if kind == "$by" else "time.at", day=_near_day(local, reader, words), hour=clock)


def _near_day(local: datetime, reader: Reader, words: Words) -> str:
    today = _today(reader)
    ahead = (local.date() - today).days if today else None
    if ahead == 0 and not _in_small_hours_before(local, reader):
        return words("time.today")
    if ahead is not None and 0 <= ahead < 7:
        return words(f"time.weekday.{local.isoweekday()}")
    return _day(local.date(), today, reader.language, words)


def _in_small_hours_before(local: datetime, reader: Reader) -> bool:
    here = reader.now.astimezone(local.tzinfo) if reader.now else local
    return here < local and here.hour < SMALL_HOURS_END <= local.hour


def _day(day: date, today: date | None, language: str, words: Words) -> str:
    pattern = "time.pattern.day" if today and day.year == today.year else "time.pattern.day_and_year"
    return format_date(day, words(pattern), locale=language)


def _clock(local: datetime, reader: Reader, words: Words) -> str:
    clock = format_time(local.time(), words("time.pattern.hour"), locale=reader.language)
    if reader.zone is None:
        return f"{clock} UTC"
    house = ZoneInfo(reader.house_zone) if reader.house_zone else None
    if house is None or local.astimezone(house).utcoffset() == local.utcoffset():
        return clock
    return words("time.elsewhere", hour=clock, city=_city(reader.zone, reader.language))


def _today(reader: Reader) -> date | None:
    return reader.now.astimezone(_zone(reader)).date() if reader.now else None


def _zone(reader: Reader) -> ZoneInfo:
    return ZoneInfo(reader.zone or "UTC")


def _stored(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone cannot be told to anybody")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _city(zone: str, language: str) -> str:
    """A zone that exists no more has its name only."""
    try:
        return str(get_timezone_location(zone, locale=language, return_city=True))
    except LookupError:
        return zone
