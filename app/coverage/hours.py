"""By when a client needs something, as they say it: "до 6", "в семь утра", "через полчаса", "до открытия"."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.coverage.rules import instant

HOURS = (
    *(("час", 1), ("два", 2), ("двух", 2), ("двум", 2), ("три", 3), ("трех", 3), ("трем", 3)),
    *(("четыре", 4), ("четырех", 4), ("четырем", 4), ("пять", 5), ("пяти", 5), ("шесть", 6), ("шести", 6)),
    *(("семь", 7), ("семи", 7), ("восемь", 8), ("восьми", 8), ("девять", 9), ("девяти", 9)),
)
SPELT = dict(HOURS)
BEFORE = r"(?:в|во|к|ко|до|около|ровно в|часов в|где то в|at|by|before)"
HOUR = r"(?P<hour>\d{1,2}|" + "|".join(SPELT) + r")"
REST = r"(?:\s*[:.\-]\s*(?P<minute>\d{2})(?!\d))?\s*(?P<part>утра|ночи|вечера|дня|am|pm)?"
NOT_HOURS = (
    r"(?!\s*(?:тыс|руб|лет|год|км|раз|мес|дн|день|лит|мест|эта|процент|%|₽|штук|шт|недел|градус|балл|числ|янв|фев|"
    r"мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек|человек|машин|экземпл|комплект|кило|минут|мин|сек|дверн|колес|\d))"
)
CLOCK = re.compile(rf"\b{BEFORE}\s+{HOUR}{REST}\b{NOT_HOURS}")
SPAN = re.compile(
    r"\b(?:через|за|in)\s+"
    r"(?P<half>пол\s?часа|полтора часа|час|минут\w*|(?P<n>\d{1,3})\s*(?P<unit>час\w*|ч|мин\w*|hour\w*|min\w*))\b"
)
SOON = re.compile(
    r"\b(?:до открытия|раньше открытия|на рассвете|рано утром|с утра пораньше|сегодня ночью|до утра)\b"
)
OTHER_DAY = re.compile(
    r"\b(?:послезавтра|понедельник\w*|вторник\w*|сред[уеы]|четверг\w*|пятниц\w*|суббот\w*|воскресень\w*|недел\w*|"
    r"месяц\w*|\d{1,2}\s+(?:янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)\w*|числ\w*|выходн\w*|каникул\w*)\b"
)


def needed_by(
    text: str, now: datetime, zone: str, day: Sequence[int] = (0, 1)
) -> tuple[datetime, str] | None:
    """The first time that is named and still to come, and the words that name it. None where another day is meant.

    An hour without its half of the day is the next such hour; `text` is in small letters.
    """
    if OTHER_DAY.search(text):
        return None
    named = [each for each in (spans(text, now), clocks(text, now, zone, day), soon(text, now)) if each]
    return min(named, default=None)


def spans(text: str, now: datetime) -> tuple[datetime, str] | None:
    found = SPAN.search(text)
    if found is None:
        return None
    n, unit = int(found["n"] or 1), found["unit"] or ""
    minutes = n if unit.startswith(("м", "min")) else n * 60
    if found["half"].startswith("полтора"):
        minutes = 90
    elif found["half"].startswith(("пол", "минут")):
        minutes = 30
    return now + timedelta(minutes=minutes), found[0]


def clocks(text: str, now: datetime, zone: str, day: Sequence[int]) -> tuple[datetime, str] | None:
    times = [
        (at, found[0].strip()) for found in CLOCK.finditer(text) if (at := next_hour(found, now, zone, day))
    ]
    return min(times, default=None)


def next_hour(found: re.Match[str], now: datetime, zone: str, days: Sequence[int]) -> datetime | None:
    hour = SPELT.get(found["hour"]) or int(found["hour"] if found["hour"].isdigit() else 24)
    minute, part = int(found["minute"] or 0), found["part"] or ""
    if hour > 23 or minute > 59:
        return None
    if part in ("вечера", "дня", "pm") and hour < 12:
        hour += 12
    if part in ("ночи", "утра", "am") and hour == 12:
        hour = 0
    either = not part and hour < 12
    today = now.astimezone(ZoneInfo(zone)).date()
    times = [
        instant(today + timedelta(days=n), datetime.min.time().replace(hour=h, minute=minute), zone)
        for n in days
        for h in ((hour, hour + 12) if either else (hour,))
    ]
    return next((at for at in sorted(times) if at > now), None)


def soon(text: str, now: datetime) -> tuple[datetime, str] | None:
    found = SOON.search(text)
    return (now, found[0]) if found else None
