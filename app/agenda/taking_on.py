"""The manager ticks a service off: it is theirs from now on. Taken back, the client has what they had before."""

from datetime import datetime
from uuid import UUID

from app.agenda.model import Task
from app.agenda.queries import key_of_task
from app.agenda.reminding import ask_anew, chosen_day, silence_over
from app.agenda.service import FIRST, say_due
from app.agenda.tasks import Follows
from app.conversations.asked import asks_about, reopen_ask
from app.conversations.asking import ask_no_more
from app.deliveries.leaving import recall
from app.kit.auth import Who
from app.kit.db import Db
from app.ownership import events
from app.ownership.actions import end_part, local_day, restore_part
from app.ownership.model import DueEvent
from app.ownership.settling import move_event

STAYS = "stays"
"""The outcome by which the manager says that a car is the client's after all; a plain tick confirms that it left."""


async def service_done(db: Db, who: Who, task: Task, outcome: str | None) -> None:
    """The manager took it on: nothing goes out by itself any more. What the client still answers to a question they
    have counts, and is the manager's task again. A booking for which they have named a time goes on until a visit is
    known, or they have found out what came of it. Where the client said that the car is not theirs, the tick ends
    their part in it."""
    event = await event_of_task(db, task.id)
    if event is None:
        return
    asked_what_came = event.state == "booking" and event.remind_at is None
    if event.state in ("raised", "later") or asked_what_came:
        await move_event(db, event, "handled", by=who.id)
        await ask_no_more(db, event.id)
    elif event.state == "not_theirs" and outcome != STAYS:
        await end_part(db, event.car_id, event.client_id, who.id, await local_day(db))


async def service_reopened(db: Db, who: Who, task: Task) -> None:
    """It is not done after all: what followed from the tick is undone with it."""
    event = await event_of_task(db, task.id)
    if event and event.state == "handled":
        await give_back(db, event, who.id)
    elif event and event.state == "not_theirs" and task.done_at:
        ended_on = await local_day(db, task.done_at)
        if await restore_part(db, event.car_id, event.client_id, who.id, ended_on):
            await give_back_ended(db, event, task.done_at, who.id)


async def give_back_ended(db: Db, said: DueEvent, at: datetime, by: UUID) -> None:
    """What else was open for this car ended with the client's part in it, and goes on with it."""
    for event in await events.events_ended(db, said.car_id, said.client_id, at):
        if event.id != said.id:  # this one ended by the client's own word
            await give_back(db, event, by)
            await say_due(db, event, by_itself=True)


async def give_back(db: Db, event: DueEvent, by: UUID) -> None:
    """The clock goes on where the tick stopped it: with what the client answered, or with the question. One that never
    left is put anew; one that has reached the client, or may have, is not put twice, and its answer counts."""
    asks = await asks_about(db, event.id)
    out = asks[0] if asks and event.reminded_at and asks[0].answer is None else None
    answered = next((ask for ask in asks if ask.answered_at), None)
    if answered and answered.answered_at and answered.answer == "book":
        over = await silence_over(db, event, answered.answered_at)
        await move_event(db, event, "booking", remind_at=over if over > db.now else None, by=by)
        return
    chosen = chosen_day(asks)
    remind_at = None if out else chosen or db.now
    await move_event(db, event, "later" if chosen else "raised", remind_at=remind_at, by=by)
    if out and await recall(db, out.message_id):
        await ask_anew(db, event, db.now, "handled")
    elif out:
        await reopen_ask(db, out.id)


async def event_of_task(db: Db, task: UUID) -> DueEvent | None:
    key = await key_of_task(db, task)
    return await events.lock_event(db, UUID(key)) if key else None


TAKING_ON = Follows(FIRST, service_done, service_reopened)
