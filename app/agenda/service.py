"""The periodic service of a car as the manager's task: from the day it is raised until it is done or not theirs."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from app.agenda.model import NewTask, Task
from app.agenda.queries import key_of_task
from app.agenda.tasks import finish_task, put_task
from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.conversations.asking import reachable, stop_asking
from app.coverage.rules import good_hour
from app.kit.auth import Who
from app.kit.db import Db
from app.ownership import events
from app.ownership.actions import end_part, local_day, restore_part
from app.ownership.model import DueEvent
from app.ownership.rules import basis_words
from app.ownership.settling import move_event
from app.people.queries import dealership
from app.standards.queries import latest_standard
from app.texts import Phrase

KIND, PURPOSE = "service", "reminders"
STAYS = "stays"
"""The outcome by which the manager says that a car is the client's after all; a plain tick confirms that it left."""


async def service_raised(db: Db, entry: asyncpg.Record) -> None:
    """The clock says that a service is near: the client's manager has a task from the next opening hour on."""
    event = await events.lock_event(db, entry["subject_id"])
    if event and event.state == "raised":
        by_itself = await reachable(db, event.client_id, PURPOSE)
        await say_task(db, event, "due" if by_itself else "call", basis_words(event.basis), await opening(db))


async def service_settled(db: Db, entry: asyncpg.Record) -> None:
    """It came, as the house knows: nobody is asked, nobody has anything left to do. What a client said by a tap
    has its own task already."""
    await stop_asking(db, entry["subject_id"])
    if entry["actor_kind"] != "client":
        await finish_task(db, KIND, str(entry["subject_id"]), entry["facts"]["state"])


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


# --- ticked off by the manager


async def service_done(db: Db, who: Who, task: Task, outcome: str | None) -> None:
    """The manager took it on: nothing goes out by itself any more. Where the client said that the car is not theirs,
    the tick ends their part in it."""
    event = await event_of_task(db, task.id)
    if event is None:
        return
    if event.state in ("raised", "later"):
        await move_event(db, event, "handled", by=who.id)
        await stop_asking(db, event.id)
    elif event.state == "not_theirs" and outcome != STAYS:
        await end_part(db, event.car_id, event.client_id, who.id, await local_day(db))


async def service_reopened(db: Db, who: Who, task: Task) -> None:
    """It is not done after all: what followed from the tick is undone with it."""
    event = await event_of_task(db, task.id)
    if event and event.state == "handled":
        remind_at = None if event.reminded_at else db.now
        await move_event(db, event, "raised", remind_at=remind_at, by=who.id)
    elif event and event.state == "not_theirs":
        await restore_part(db, event.car_id, event.client_id, who.id, await local_day(db))


async def event_of_task(db: Db, task: UUID) -> DueEvent | None:
    key = await key_of_task(db, task)
    return await events.lock_event(db, UUID(key)) if key else None
