"""The time an answer can be promised for, and who answers a stranger."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.standards.model import AnswerRules


def least_busy(waiting: dict[UUID, int]) -> UUID | None:
    """Who answers a stranger: the person with the fewest waiting threads, then by id.

    `waiting` = everybody who may, with the number of threads that wait for them.
    """
    return min(waiting, key=lambda person: (waiting[person], person), default=None)


def answer_by(asked_at: datetime, rules: AnswerRules, zone: str) -> datetime:
    """When an answer can be promised: the answer time counted in opening hours only, on a whole minute.

    The answer minutes run while the house is open and stand still while it is closed, so that a message
    at 20:30 is promised for 9:30 and never for an hour when nobody answers.
    """
    left = timedelta(minutes=rules.answer_minutes)
    local = asked_at.astimezone(ZoneInfo(zone))
    day = local.date() - timedelta(days=1)
    while True:
        opens, closes = open_hours(day, rules, zone)
        begins = max(opens, asked_at)
        if begins < closes:
            if begins + left <= closes:
                return whole_minute(begins + left)
            left -= closes - begins
        day += timedelta(days=1)


def open_hours(day: date, rules: AnswerRules, zone: str) -> tuple[datetime, datetime]:
    """Opening and closing instants of a local day, in UTC."""
    return instant(day, rules.from_time, zone), instant(day, rules.until_time, zone)


def instant(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def whole_minute(at: datetime) -> datetime:
    """The next whole minute, or `at` itself if it is one."""
    floor = at.replace(second=0, microsecond=0)
    return floor if floor == at else floor + timedelta(minutes=1)


DAY = (time(9), time(21))
"""When a text of ours may ring at a client's, whatever hours a house keeps."""


def good_hour(
    now: datetime, rules: AnswerRules, zone: str, never_before: time | None, never_after: time | None
) -> datetime:
    """The first instant from now on at which a text that asks for nothing may reach a client.

    By the client's own clock: by day, while the house is open, and as they wish. Wishes that leave no such
    hour stand above our opening hours; wishes that leave no hour of the day cannot be kept, and the day holds.
    """
    wished = (never_before or DAY[0], never_after or DAY[1])
    house = (rules.from_time, rules.until_time)
    for windows in ((DAY, wished, house), (DAY, wished), (DAY,)):
        opens, closes = max(w[0] for w in windows), min(w[1] for w in windows)
        if opens < closes:
            break
    day = now.astimezone(ZoneInfo(zone)).date()
    while now >= instant(day, closes, zone):
        day += timedelta(days=1)
    return max(now, instant(day, opens, zone))


def open_now(now: datetime, rules: AnswerRules, zone: str) -> bool:
    opens, closes = open_hours(now.astimezone(ZoneInfo(zone)).date(), rules, zone)
    return opens <= now < closes


def next_turn(now: datetime, rules: AnswerRules, zone: str) -> datetime:
    """When the house next opens or closes."""
    day = now.astimezone(ZoneInfo(zone)).date()
    turns = [turn for offset in range(3) for turn in open_hours(day + timedelta(days=offset), rules, zone)]
    return min(turn for turn in turns if turn > now)
