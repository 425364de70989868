"""When people write: managers in working hours, clients when it suits them; all in the dealership's zone."""

import math
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

OPENS, CLOSES = time(9), time(21)
LAST_ANSWER = time(20, 50)
FIRST_SLOT_HOUR, SLOT_HOURS = 9, 9

WEEKDAYS = (
    "в понедельник",
    "во вторник",
    "в среду",
    "в четверг",
    "в пятницу",
    "в субботу",
    "в воскресенье",
)
MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)


def answered(random: Random, asked: datetime, *, brisk: bool = False) -> datetime:
    """When a manager answers what was written at `asked`: within the hour, and never at night."""
    if asked.time() < OPENS:
        return at_opening(random, asked.date(), asked.tzinfo)
    middle = 4 if brisk else 9
    answer = asked + timedelta(minutes=min(_around(random, middle), 12 if brisk else 55))
    if answer.date() > asked.date() or answer.time() > LAST_ANSWER:
        return at_opening(random, asked.date() + timedelta(days=1), asked.tzinfo)
    return answer


def replied(random: Random, heard: datetime, *, brisk: bool = False) -> datetime:
    """When a client reacts: soon, or some hours later, but not in the middle of the night."""
    if not brisk and random.random() < 0.12:
        reply = heard + timedelta(hours=random.uniform(1, 4))
    else:
        reply = heard + timedelta(minutes=_around(random, 3 if brisk else 5))
    if reply.hour >= 23 or reply.hour < 7:
        morning = reply.date() + timedelta(days=reply.hour >= 23)
        return at(morning, time(7, 30), heard.tzinfo) + timedelta(minutes=random.uniform(0, 100))
    return reply


def chat_begins(
    random: Random, day: date, zone: tzinfo, *, by_client: bool, not_before: time | None
) -> datetime:
    """Somewhere in the day: managers start a talk between ten and six, clients from breakfast to bedtime."""
    if by_client:
        hour = random.triangular(7.5, 22.5, 13)
        return at(day, time(0), zone) + timedelta(hours=hour)
    earliest = max(10.0, not_before.hour + not_before.minute / 60 + 0.1 if not_before else 0)
    return at(day, time(0), zone) + timedelta(hours=random.uniform(earliest, max(18.0, earliest + 1)))


def slot_after(random: Random, moment: datetime) -> datetime:
    """A free half hour of the workshop, one to six days later."""
    day = moment.date() + timedelta(days=random.randint(1, 6))
    return workshop_time(random, open_day(day), moment.tzinfo)


def workshop_time(random: Random, day: date, zone: object) -> datetime:
    hour = FIRST_SLOT_HOUR + random.randrange(SLOT_HOURS)
    return at(day, time(hour, random.choice((0, 0, 30))), zone)


def business_hour(random: Random, day: date, zone: object) -> datetime:
    """A moment when people are in the showroom."""
    return at(day, time(11), zone) + timedelta(minutes=random.uniform(0, 7 * 60))


def open_day(day: date) -> date:
    """The same day, or the first one after the New Year holidays."""
    return date(day.year, 1, 9) if day.month == 1 and day.day < 9 else day


def at_opening(random: Random, day: date, zone: object) -> datetime:
    return at(day, OPENS, zone) + timedelta(minutes=random.uniform(2, 38))


def at(day: date, clock: time, zone: object) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)  # type: ignore[arg-type]


def hello(random: Random, moment: datetime) -> str:
    """The greeting of the hour."""
    if random.random() < 0.45:
        return "Здравствуйте"
    if moment.hour < 11:
        return "Доброе утро"
    return "Добрый день" if moment.hour < 17 else "Добрый вечер"


def slot_words(slot: datetime) -> dict[str, str]:
    day = f"{slot.day} {MONTHS[slot.month - 1]}"
    hour = f"{slot.hour}:{slot.minute:02d}"
    return {"slot": f"{WEEKDAYS[slot.weekday()]} {day} в {hour}", "slot_day": day, "slot_hour": hour}


def _around(random: Random, minutes: float) -> float:
    """A log-normal wait: mostly about so many minutes, sometimes much longer."""
    return 0.4 + minutes * math.exp(random.gauss(0, 0.7))
