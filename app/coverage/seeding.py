"""Schedules of a house that is made at once: what its people's own changes would have left."""

from uuid import UUID

from app.coverage.model import Plan
from app.coverage.requests import insert_pair
from app.coverage.writing import put_plan
from app.journal.actions import record
from app.kit.db import Db


async def keep_schedule(db: Db, person: UUID, plan: Plan) -> None:
    """Somebody's first schedule, made by themselves."""
    await put_plan(db, person, plan, person)
    await record(db, "schedule.changed", by=person, subject=person, version=plan.version)


async def join_pair(db: Db, one: UUID, other: UUID) -> None:
    """They agreed to answer each other's clients."""
    await insert_pair(db, one, other)
    await record(db, "pair.made", by=other, subject=one)
