"""Minutes of work counted in the opening hours of the house."""

from datetime import datetime

from msgspec.structs import replace

from app.coverage.rules import answer_by
from app.kit.db import Db
from app.people.queries import dealership
from app.standards.queries import latest_standard


async def working_time(db: Db, since: datetime, minutes: int) -> datetime:
    """When so many minutes of opening hours have passed since then."""
    rules = replace((await latest_standard(db)).answer, answer_minutes=minutes)
    return answer_by(since, rules, (await dealership(db)).time_zone)
