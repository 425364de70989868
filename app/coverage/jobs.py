"""Coverage on the timetable and after each change: are all minutes of the days ahead somebody's?"""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.coverage.asking import let_go
from app.coverage.gaps import forget_gaps
from app.coverage.looking_ahead import look_ahead
from app.coverage.requests import forget_requests
from app.coverage.substituting import begin_due, substitute_away, warn_unanswered
from app.coverage.substitutions import forget_substitutions
from app.coverage.writing import forget_absences
from app.kit.db import Database, Db


async def look_for_gaps(database: Database, dealership: UUID, _: Any = None) -> None:
    """Each day another day comes into sight."""
    await database.work(dealership, look_ahead)


async def watch_substitutions(database: Database, dealership: UUID, _: Any = None) -> None:
    """What was agreed begins and ends at its minute; an offer that nobody answers is told of in good time."""

    async def look(db: Db) -> None:
        await begin_due(db)
        await warn_unanswered(db)

    await database.work(dealership, look)


async def forget_coverage(db: Db, before: datetime) -> None:
    """Absences, answered requests, substitutions and gaps that were over before a time."""
    await forget_absences(db, before)
    await forget_requests(db, before)
    await forget_substitutions(db, before)
    await forget_gaps(db, before)


async def coverage_changed(db: Db, entry: asyncpg.Record) -> None:
    """A schedule, a pair, a person or the ladder is not as it was."""
    if entry["kind"] == "person.deactivated":
        await let_go(db, entry["subject_id"])
    if entry["kind"] in ("schedule.absent", "schedule.overridden"):
        await substitute_away(db, entry["id"], entry["subject_id"])
    await look_ahead(db)
