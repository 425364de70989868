"""The periodic service of a car as the manager's task: from the day it is raised until it is done or not theirs."""

from datetime import datetime, timedelta

import asyncpg

from app.agenda.model import NewTask
from app.agenda.tasks import finish_task, put_task
from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.conversations.asking import reachable, stop_asking
from app.coverage.rules import good_hour
from app.kit.db import Db
from app.ownership import events
from app.ownership.model import DueEvent
from app.ownership.rules import basis_words
from app.ownership.settling import OVER
from app.people.queries import dealership
from app.standards.queries import latest_standard
from app.texts import Phrase

KIND, PURPOSE = "service", "reminders"
FIRST = frozenset({"task.service.due", "task.service.call"})
"""What the task says until the client has answered."""


async def service_raised(db: Db, entry: asyncpg.Record) -> None:
    """The clock says that a service is near, or that it is counted from another day: the client's manager has a task
    from the next opening hour on. Once the client is asked, the task says that."""
    event = await events.lock_event(db, entry["subject_id"])
    if event and event.state == "raised" and event.reminded_at is None:
        await say_due(db, event, by_itself=True)


async def service_settled(db: Db, entry: asyncpg.Record) -> None:
    """It came, as the house knows: nobody is asked, nobody has anything left to do. What a client said by a tap
    has its own task already."""
    event = await events.lock_event(db, entry["subject_id"])
    if event is None or event.state not in OVER:
        return  # taken back before anybody read of it
    await stop_asking(db, event.id)
    if entry["actor_kind"] != "client":
        await finish_task(db, KIND, str(event.id), event.state)


async def say_due(db: Db, event: DueEvent, *, by_itself: bool) -> None:
    """It is near, and what that rests on. Whoever is not asked by itself is the manager's to call."""
    asked = by_itself and await reachable(db, event.client_id, PURPOSE)
    await say_task(db, event, "due" if asked else "call", basis_words(event.basis), await opening(db))


async def say_task(
    db: Db, event: DueEvent, code: str, because: Phrase, due_at: datetime, client: ClientHead | None = None
) -> None:
    """What the manager has to do about this event now, and why."""
    client = client or await client_head(db, event.client_id)
    if client:
        words = Phrase(f"task.service.{code}", {"form": client.address_form, "car": named(event)})
        task = NewTask(
            person=client.owner_id, kind=KIND, key=str(event.id), words=words, due_at=due_at, client=client.id,
            because=because,
        )  # fmt: skip
        await put_task(db, task)


def named(event: DueEvent) -> str:
    return f"{event.car}, {event.plate}" if event.plate else event.car


async def opening(db: Db, days: int = 0) -> datetime:
    """The first minute from now, or so many days on, at which the house is open."""
    rules, zone = (await latest_standard(db)).answer, (await dealership(db)).time_zone
    return good_hour(db.now + timedelta(days=days), rules, zone, None, None)
