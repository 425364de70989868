"""The acts of people on threads, each for somebody who may do it, each applied once by its key."""

from typing import Any
from uuid import UUID

from app.clients.seeing import not_yours, sees
from app.conversations import chaining, lines, queries, repeats, rules, waiting
from app.conversations.chains import hold_chain
from app.conversations.drafts import drop_said_draft
from app.conversations.linking import link_by_person
from app.conversations.model import Link, MarkRead, Message, Reply, Thread, ThreadLine, Waive
from app.conversations.speaking import speak
from app.deliveries import actions as deliveries
from app.deliveries.model import Delivery, DeliveryMutation
from app.deliveries.queries import delivery as delivery_row
from app.deliveries.rules import state_phrase
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.kit.ids import feed_of
from app.people.queries import dealership
from app.texts import say


async def readable(db: Db, who: Who, id: UUID, *, lock: bool = False) -> Thread:
    """The thread for someone who may read it, else the same 404 as for a missing one."""
    thread = await (queries.lock_thread if lock else queries.thread)(db, id)
    if thread is None or not await sees_thread(db, who, thread):
        raise not_found()
    return thread


async def sees_thread(db: Db, who: Who, thread: Thread) -> bool:
    """A client's talk is seen with the card; a stranger's by every manager on duty and supervisors."""
    if thread.client_id is None or thread.owner_id is None:
        return rules.may_read(who, thread)
    return await sees(db, who, thread.client_id, thread.owner_id)


async def answerable(db: Db, who: Who, id: UUID) -> Thread:
    """The thread, locked, for someone who may write in it."""
    thread = await readable(db, who, id, lock=True)
    if not rules.may_reply(who, thread):
        if who.role == "manager" and thread.owner_id:
            raise await not_yours(db, who, thread.owner_id)
        raise Problem("not_yours_to_answer", 403)
    return thread


async def reply(db: Db, who: Who, data: Reply) -> Message:
    """Answer a client: the words are queued, the wait ends, the promise is kept or late."""
    thread = await answerable(db, who, data.thread_id)
    said = await speak(db, who, thread, data)
    if thread.waiting_since:
        await waiting.end_wait(db, thread, answered_by=who.id)
    if data.asks_known and thread.client_id:
        await repeats.asked(db, who, thread.client_id, data.id, data.asks_known)
    if await drop_said_draft(db, who.id, thread.id, data.text):
        db.touch(feed_of("person", who.id), "thread", thread.id)
    return said


async def message(db: Db, who: Who, id: UUID) -> Message:
    found = await lines.messages_by_id(db, who, [id], (await dealership(db)).time_zone)
    if not found:
        raise not_found()
    return found[0]


async def line(db: Db, who: Who, thread: UUID) -> ThreadLine:
    """The line of a thread this person was let into already."""
    found = await lines.lines_of_threads(db, who, [thread], let_in=True)
    if not found:
        raise not_found()
    return found[0]


async def waive(db: Db, who: Who, data: Waive) -> ThreadLine:
    """Needs no answer."""
    await waiting.waive(db, who, await answerable(db, who, data.thread_id), data.id)
    return await line(db, who, data.thread_id)


async def unwaive(db: Db, who: Who, data: Waive) -> ThreadLine:
    """Needs an answer after all."""
    await waiting.unwaive(db, who, await answerable(db, who, data.thread_id))
    return await line(db, who, data.thread_id)


async def mark_read(db: Db, who: Who, data: MarkRead) -> ThreadLine:
    """How far this person has read; their other phones learn of it."""
    thread = await readable(db, who, data.thread_id)
    moved = await queries.set_read_mark(db, thread.id, who.id, min(data.seq, thread.last_seq))
    if moved and rules.may_read(who, thread):  # a visit's talk is in no list of this person's phones
        db.touch(feed_of("person", who.id), "thread", thread.id)
    return await line(db, who, data.thread_id)


async def link(db: Db, who: Who, data: Link) -> ThreadLine | None:
    """Say who a stranger is. None when the client is a colleague's: the thread is theirs now."""
    thread = await answerable(db, who, data.thread_id)
    client = await link_by_person(db, who, thread, data)
    own = await queries.thread_of_client(db, client.id)
    return await line(db, who, own) if own and client.owner_id == who.id else None


# --- deliveries, for those who may read their thread


async def delivery(db: Db, who: Who, id: UUID) -> Delivery:
    """One attempt with its state in words."""
    row = await seen_delivery(db, who, id)
    phrase = state_phrase(row["state"], row["reason"], row["queued_at"], row["settled_at"])
    zone = (await dealership(db)).time_zone
    return Delivery(
        id=row["id"],
        message_id=row["thing_id"],
        channel=row["channel"],
        state=row["state"],
        attempt=row["attempt"],
        reason=row["reason"],
        text=say(phrase, who.language, zone, now=db.now),
        at=row["at"],
    )


async def seen_delivery(db: Db, who: Who, id: UUID, *, to_act: bool = False) -> Any:
    row = await delivery_row(db, id)
    place = await queries.message_place(db, row["thing_id"]) if row else None
    if place is None:
        raise not_found()
    await (answerable if to_act else readable)(db, who, place["thread_id"])
    return row


async def send_again(db: Db, who: Who, data: DeliveryMutation) -> Message:
    """A new attempt at the end; for "not confirmed" it may arrive twice."""
    row = await seen_delivery(db, who, data.delivery_id, to_act=True)
    await hold_chain(db, row["thing_id"])  # the house may be opening another way this moment
    await deliveries.send_again(db, data.delivery_id, who.id)
    return await message(db, who, row["thing_id"])


async def go_on(db: Db, who: Who, data: DeliveryMutation) -> Message:
    """By the client's next way, though it may have arrived by this one."""
    row = await seen_delivery(db, who, data.delivery_id, to_act=True)
    await chaining.go_on(db, who, row["thing_id"])
    return await message(db, who, row["thing_id"])


async def confirm(db: Db, who: Who, data: DeliveryMutation) -> Message:
    """It arrived: the person knows."""
    row = await seen_delivery(db, who, data.delivery_id, to_act=True)
    await deliveries.confirm(db, data.delivery_id, who.id)
    return await message(db, who, row["thing_id"])


async def withdraw(db: Db, who: Who, data: DeliveryMutation) -> Message:
    """Take back what has not left yet."""
    row = await seen_delivery(db, who, data.delivery_id, to_act=True)
    await deliveries.withdraw(db, data.delivery_id, who.id)
    return await message(db, who, row["thing_id"])


# --- what phones read by feed


async def read_threads(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    return {found.thread_id: found for found in await lines.lines_of_threads(db, who, ids)}


async def read_messages(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    zone = (await dealership(db)).time_zone
    return {found.id: found for found in await lines.messages_by_id(db, who, ids, zone)}


async def may_read_thread(db: Db, who: Who, thread: UUID) -> bool:
    """May this person see what the thread carries, its files too?"""
    found = await queries.thread(db, thread)
    return found is not None and await sees_thread(db, who, found)
