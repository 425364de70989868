"""Today."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from litestar import Router, get

from app.agenda.model import Day, OnDuty
from app.agenda.queries import next_steps
from app.conversations.lines import sees_all, waiting_lines
from app.coverage.rules import next_turn, open_now
from app.kit.auth import Who, with_clients
from app.kit.db import Db
from app.kit.http import AsWho, InUnit
from app.people.model import Named
from app.people.queries import dealership
from app.standards.queries import latest_standard


@get("/api/day", guards=[with_clients])
async def show_day(unit: InUnit, who: AsWho) -> Day:
    """Who waits for me by promised time, and what comes next by the clock."""
    return await unit.read(lambda db: day(db, who), snapshot=True)


async def day(db: Db, who: Who) -> Day:
    zone, rules = (await dealership(db)).time_zone, (await latest_standard(db)).answer
    me = Named(id=who.id, name=who.name)
    here = open_now(db.now, rules, zone)
    return Day(
        on_duty=OnDuty(
            person=me if here else None,
            until_at=next_turn(db.now, rules, zone),
            then=None if here else me,
        ),
        waiting=await waiting_lines(db, who),
        items=await next_steps(db, who.id, sees_all(who), end_of_day(db.now, zone)),
        reach_out=[],
    )


def end_of_day(now: datetime, zone: str) -> datetime:
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(zone))


router = Router("/", route_handlers=[show_day])
