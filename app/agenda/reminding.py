"""The service reminder: one question to the client at a good hour, and what each answer does.

It goes only while nothing else is open between the client and the house. Whoever cannot be reached, or has not
agreed, is the manager's to call.
"""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.agenda.service import KIND, PURPOSE, opening, say_due, say_task
from app.clients.model import ClientHead
from app.clients.queries import lock_client
from app.conversations import promises
from app.conversations.asked import Ask, Option, ask_of_buttons, asks_about, end_asks
from app.conversations.asking import answer_back, ask, end_chains, good_hour_for, reachable, thread_of_ask
from app.conversations.waiting import begin_wait
from app.deliveries.actions import parcel_of
from app.deliveries.leaving import nobody_got, recall
from app.deliveries.queries import delivery
from app.journal.actions import record
from app.kit.alone import alone
from app.kit.db import Database, Db
from app.kit.failpoints import failpoint
from app.kit.ids import new_id
from app.ownership import events
from app.ownership.actions import add_visit, local_day
from app.ownership.model import DueEvent, NewVisit
from app.ownership.rules import weeks
from app.ownership.settling import OVER, move_event
from app.people.queries import dealership, person
from app.texts import Phrase, at, by, on

BATCH = 200
ASK_AGAIN = timedelta(hours=1)  # until whatever is open between the client and the house may be over
TRY_AGAIN = timedelta(days=1)  # until somebody who cannot be reached may be connected
REMINDS = ("raised", "later")  # states of an event in which the client is asked
GIVE_UP = timedelta(days=30)  # after the last expected day, or the chosen one, nobody is asked
LATER = timedelta(days=14)
OPTIONS = [
    Option(key=key, words=Phrase(f"button.service.{key}"), asks=key == "book")
    for key in ("book", "later", "elsewhere", "gone")
]


async def remind_of_service(database: Database, dealership: UUID, _: Any = None) -> int:
    """Ask every client of this house whose reminder is due, each in a unit of its own. One that fails is tried again
    later and keeps no other waiting."""
    due, _seqs = await database.work(dealership, lambda db: events.events_to_remind(db, BATCH))
    for event in due:
        failpoint("reminder_due")
        await alone(database, dealership, event, remind, "reminder failed", put_off_failed)
        failpoint("reminder_queued")
    return len(due)


async def put_off_failed(db: Db, id: UUID) -> None:
    """Not the first of the next round too, unless it has been answered meanwhile."""
    if await events.take_event(db, id):
        await events.put_off_reminder(db, id, db.now + ASK_AGAIN)


async def remind(db: Db, id: UUID) -> None:
    """Ask about one event, or write down until when it has to wait; of a booking the manager is asked."""
    event = await events.take_event(db, id)
    if event is None:
        return
    client = await lock_client(db, event.client_id)
    if client is None:
        await events.put_off_reminder(db, event.id, None)
        return
    if event.state == "booking":
        await follow_up(db, event)
        return
    if await too_late(db, event):
        await ask_anew(db, event, None, "too_late")
        return
    wait_until = await not_before(db, event, client)
    if wait_until:
        await events.put_off_reminder(db, event.id, wait_until)
        return
    asked = await ask(
        db, client.id, kind=KIND, subject=event.id, words=await reminder(db, event, client), options=OPTIONS,
        purpose=PURPOSE,
    )  # fmt: skip
    failpoint("reminder_asking")
    if asked is None:
        await leave_to_manager(db, event)
        return
    await events.set_reminded(db, event.id)
    await record(db, "due_event.reminded", client=client.id, subject=event.id, event=event.kind, ask=asked)
    await say_task(db, event, "due", Phrase("task.service.reminded", {"at": at(db.now)}), await opening(db))


async def not_before(db: Db, event: DueEvent, client: ClientHead) -> datetime | None:
    """Until when this reminder has to wait; None: it may go this minute."""
    if await events.hindrance(db, event, db.now - timedelta(hours=20)):
        return db.now + ASK_AGAIN
    to = await reachable(db, client.id, PURPOSE)
    good = await good_hour_for(db, to, db.now) if to else db.now
    return good if good > db.now else None


async def leave_to_manager(db: Db, event: DueEvent) -> None:
    """No channel, or no consent: the manager's task says so. Should that change, the reminder still goes."""
    await events.put_off_reminder(db, event.id, db.now + TRY_AGAIN)


async def too_late(db: Db, event: DueEvent) -> bool:
    """Would this question come out of nowhere? Whatever kept it, it is too long ago to speak of."""
    if await local_day(db) <= event.to_on + GIVE_UP:
        return False
    chosen = chosen_day(await asks_about(db, event.id))
    return chosen is None or db.now > chosen + GIVE_UP


async def follow_up(db: Db, event: DueEvent) -> None:
    """They wanted to be booked and no visit is known: the manager finds out what came of it."""
    await events.put_off_reminder(db, event.id, None)
    await say_task(db, event, "came", Phrase("task.service.no_visit"), await opening(db))


# --- what becomes of a reminder on its way


async def still_wanted(db: Db, ask: Ask) -> bool:
    """May a reminder leave that waited for its channel? If something opened meanwhile between the client and the
    house, or they withdrew their consent, it is taken back, and goes when that is over."""
    event = await events.lock_event(db, ask.subject_id)
    if event is None or event.state not in REMINDS:
        return False
    because = await why_not_now(db, event)
    if because is None:
        return True
    if await recall(db, ask.message_id):
        await ask_anew(db, event, db.now + ASK_AGAIN, because)
    return False


async def why_not_now(db: Db, event: DueEvent) -> str | None:
    if await too_late(db, event):
        return "too_late"
    if await reachable(db, event.client_id, PURPOSE) is None:
        return "unreachable"
    return await events.hindrance(db, event, None)


async def reminder_failed(db: Db, entry: asyncpg.Record) -> None:
    """A delivery failed for good. If it was a reminder nobody got, it is not the last word on that service."""
    sent = await delivery(db, entry["subject_id"])
    ask = await ask_of_buttons(db, parcel_of(sent["body"]).buttons) if sent else None
    if sent is None or ask is None or ask.kind != KIND or not ask.is_open(db.now):
        return
    event = await events.lock_event(db, ask.subject_id)
    if (
        event is None
        or event.state not in REMINDS
        or not await nobody_got(db, ask.message_id, sent["attempt"])
    ):
        return
    await ask_anew(db, event, db.now + TRY_AGAIN, sent["reason"])
    if await reachable(db, event.client_id, PURPOSE):  # else the manager calls, with the words at hand
        await end_chains(db, event.id)


async def ask_anew(db: Db, event: DueEvent, at: datetime | None, because: str) -> None:
    """What was asked reached nobody and is over; the manager's task stands as before, until it is put again then."""
    await end_asks(db, event.id)
    await events.forget_reminder(db, event.id, at)
    await record(
        db,
        "due_event.not_reminded",
        client=event.client_id,
        subject=event.id,
        event=event.kind,
        because=because,
    )
    await say_due(db, event, by_itself=at is not None)


async def reminder(db: Db, event: DueEvent, client: ClientHead) -> Phrase:
    """What comes, about when, and what that rests on; and who reads the answer."""
    owner, basis = await person(db, client.owner_id), event.basis
    if basis["last_km"] is not None:
        why = Phrase("reminder.why.km", {"km": basis["last_km"], "on": on(day_of(basis["last_on"]))})
    else:
        why = Phrase(f"reminder.why.{basis['since']}", {"on": on(day_of(basis["since_on"]))})
    facts = {
        "form": client.address_form,
        "car": f"{event.car} {event.plate or ''}".strip(),
        "on": on(event.expected_on),
        "n": weeks(event.from_on, event.to_on),
        "why": why,
        "short": owner.address_form if owner else "",
    }
    return Phrase("reminder.service", facts)


def day_of(text: str) -> Any:
    return datetime.fromisoformat(text).date()


# --- what an answer does


async def service_answered(db: Db, ask: Ask, key: str) -> None:
    """The client said what is to become of it: their manager's task says so from this moment."""
    event = await events.lock_event(db, ask.subject_id)
    client = await lock_client(db, ask.client_id)
    if event is None or client is None:
        return
    if event.state in OVER:
        await answer_back(db, ask, Phrase("ask.over"))
        return
    await ANSWER[key](db, ask, event, client)
    failpoint("answer_counted")


async def book(db: Db, ask: Ask, event: DueEvent, client: ClientHead) -> None:
    """They wait for a time from now on, and hear who names it by when. Who waited before, beyond the time they were
    told, is given no other."""
    await move_event(db, event, "booking", remind_at=await silence_over(db, event, db.now), by_client=True)
    thread = await thread_of_ask(db, ask)
    promise = None
    if thread:
        await begin_wait(db, thread)
        promise = await promises.open_promise(db, thread.id)
    named = await person(db, promise["person_id"]) if promise else None
    by_at = promise["by_at"] if promise and promise["by_at"] > db.now else None
    await say_task(db, event, "book", said_at(db), by_at or await opening(db), client)
    if promise and named and by_at:
        await answer_back(db, ask, Phrase("reminder.answer.book", {"name": named.name, "by": by(by_at)}))
        await promises.mark_told(db, promise["id"])
    elif named:
        await answer_back(db, ask, Phrase("reminder.answer.book_overdue", {"name": named.name}))


async def silence_over(db: Db, event: DueEvent, since: datetime) -> datetime:
    """When a booking without a visit needs a word: its expected days are over, and two weeks since they wanted it."""
    zone = ZoneInfo((await dealership(db)).time_zone)
    return max(since + LATER, datetime.combine(event.to_on + timedelta(days=1), time(), zone))


def chosen_day(asks: list[Ask]) -> datetime | None:
    """When the client would be asked again, by what they answered last; None: they chose no such day."""
    return next((ask.answered_at + LATER for ask in asks if ask.answered_at and ask.answer == "later"), None)


async def later(db: Db, ask: Ask, event: DueEvent, client: ClientHead) -> None:
    again = db.now + LATER
    await move_event(db, event, "later", remind_at=again, by_client=True)
    await say_task(db, event, "later", said_at(db), await opening(db, LATER.days), client)
    await answer_back(db, ask, Phrase("reminder.answer.later", {"on": on(await local_day(db, again))}))


async def elsewhere(db: Db, ask: Ask, event: DueEvent, client: ClientHead) -> None:
    """A visit to somebody else: the clock counts from today, and the manager has a reason to ask."""
    visit = NewVisit(
        id=new_id(), car_id=event.car_id, client_id=client.id, at=db.now, place="elsewhere", source="client"
    )
    await add_visit(db, visit, by_client=True)
    await say_task(db, event, "elsewhere", said_at(db), await opening(db), client)
    await answer_back(db, ask, Phrase("reminder.answer.elsewhere"))


async def gone(db: Db, ask: Ask, event: DueEvent, client: ClientHead) -> None:
    """Their part in the car does not end by a tap: the manager is asked to make sure."""
    await move_event(db, event, "not_theirs", by_client=True)
    because = Phrase("task.service.said_gone", {"at": at(db.now)})
    await say_task(db, event, "gone", because, await opening(db), client)
    await answer_back(db, ask, Phrase("reminder.answer.gone"))


ANSWER = {"book": book, "later": later, "elsewhere": elsewhere, "gone": gone}


def said_at(db: Db) -> Phrase:
    return Phrase("task.service.said", {"at": at(db.now)})
