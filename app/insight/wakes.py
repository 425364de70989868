"""Who was called out of their rest, by month: what a supervisor pays for."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from app.coverage.spans import instant
from app.kit.db import Db
from app.kit.errors import bad_field
from app.people.model import Named
from app.people.queries import dealership

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


class Wakes(msgspec.Struct, frozen=True, kw_only=True):
    """One person's month. However often somebody was called about one wait, they were woken once, at these times."""

    person: Named
    wakes: int
    times: list[datetime]


class WakesBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A month by people, who was woken most first. `month` as 2026-11; `before`, `after`: the months beside it."""

    month: str
    before: str
    after: str | None
    people: list[Wakes]
    wakes: int
    as_of: datetime


WOKEN = """
SELECT p.id, p.name, min(c.at) AS at FROM ladder_calls c
JOIN persons p ON p.dealership_id = $1 AND p.id = c.person_id
WHERE c.dealership_id = $1 AND c.woken AND c.at >= $2::timestamptz - interval '31 days' AND c.at < $3
GROUP BY p.id, p.name, c.promise_id HAVING min(c.at) >= $2 AND min(c.at) < $3
ORDER BY p.name, p.id, at
"""


async def woken(db: Db, from_at: datetime, until_at: datetime) -> list[Any]:
    """Each time somebody was first woken about a wait."""
    return await db.rows(WOKEN, from_at, until_at)


async def wakes(db: Db, month: str | None) -> WakesBoard:
    """A month of the house, this one unless another is named. Raises "not_a_date" for what is no month."""
    zone = (await dealership(db)).time_zone
    here = db.now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    first = month_of(month) if month else here
    last = following(first)
    people: dict[UUID, Wakes] = {}
    for row in await woken(db, instant(first, 0, zone), instant(last, 0, zone)):
        known = people.get(row["id"])
        times = [*(known.times if known else []), row["at"]]
        person = Named(id=row["id"], name=row["name"])
        people[row["id"]] = Wakes(person=person, wakes=len(times), times=times)
    return WakesBoard(
        month=f"{first:%Y-%m}",
        before=f"{first - timedelta(days=1):%Y-%m}",
        after=f"{last:%Y-%m}" if last <= here else None,
        people=sorted(people.values(), key=lambda one: (-one.wakes, one.person.name)),
        wakes=sum(one.wakes for one in people.values()),
        as_of=db.now,
    )


def month_of(text: str) -> date:
    if not MONTH.fullmatch(text):
        raise bad_field("month", "not_a_date")
    return date(int(text[:4]), int(text[5:]), 1)


def following(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
