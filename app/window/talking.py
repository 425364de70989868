"""The talk through the window: read it, say something once, answer a question, know who answers by when."""

from uuid import UUID

import msgspec

from app.agenda.supervisors import write_to_supervisor
from app.clients.queries import client_head
from app.conversations import asking, promises, queries, shown
from app.conversations.chaining import read_in_window
from app.conversations.changing import change_words
from app.conversations.entries import entry_typed
from app.conversations.model import Inbound, Kind, Thread
from app.conversations.receiving import Met, meet, receive_message
from app.conversations.welcoming import hours_said
from app.deliveries.fetched import mark_fetched
from app.files.actions import attach
from app.files.model import Opened
from app.files.opening import opened_of
from app.files.queries import file_row
from app.kit import phones
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.kit.zones import zone_of
from app.menu.choosing import choose_by_words
from app.people.model import Dealership
from app.people.queries import dealership, person
from app.standards.queries import latest_standard
from app.sync.actions import apply_by_client
from app.texts import Phrase, by, say
from app.window.entering import sender_of
from app.window.model import (
    CHANGEABLE,
    CHANNEL,
    Changes,
    Kept,
    Me,
    NewAnswer,
    NewSaying,
    NewWords,
    Older,
    Presence,
    Said,
    Talk,
)
from app.window.queries import changed_messages, feed_of_window, said_at, unproved

PAGE = 50
MOST_CHANGES = 200


def reader(me: Me) -> shown.Reader:
    return shown.Reader(client_id=me.client_id, language=me.language, prefix=me.prefix)


# --- read


async def talk(db: Db, me: Me) -> Talk:
    """The window as it opens, all of one instant."""
    feed = await feed_of_window(db, me.client_id)
    house, thread = await dealership(db), await own_thread(db, me)
    head = await client_head(db, me.client_id)
    if head is None:
        raise not_found()
    page = await older(db, me, 2**62)
    return Talk(
        language=me.language,
        time_zone=zone_of(me.time_zone, house.time_zone),
        form=head.address_form,
        house=house.name,
        presence=await presence(db, me, thread, house),
        sayings=page.sayings,
        next=page.next,
        epoch=feed["epoch"],
        seq=feed["seq"],
        unproved=await unproved(db, me.client_id),
    )


async def own_thread(db: Db, me: Me) -> Thread:
    id = await queries.thread_of_client(db, me.client_id)
    found = await queries.thread(db, id) if id else None
    if found is None:
        raise not_found()
    return found


async def older(db: Db, me: Me, before: int) -> Older:
    """A page of the talk before a place, oldest first."""
    thread = await own_thread(db, me)
    found = await shown.sayings_before(db, reader(me), thread.id, before, PAGE)
    more = len(found) == PAGE and found[0].seq > 1
    return Older(sayings=found, next=found[0].seq if more else None)


async def changes(db: Db, me: Me, epoch: UUID | None, since: int) -> Changes:
    """What is new, and what is not shown any more."""
    feed, thread = await feed_of_window(db, me.client_id), await own_thread(db, me)
    ids = await changed_messages(db, feed["id"], since, MOST_CHANGES)
    found = await shown.sayings(db, reader(me), thread.id, ids)
    there = {saying.id for saying in found}
    return Changes(
        presence=await presence(db, me, thread, await dealership(db)),
        sayings=found,
        gone=[id for id in ids if id not in there],
        epoch=feed["epoch"],
        seq=feed["seq"],
        again=feed["epoch"] != epoch or since > feed["seq"] or len(ids) == MOST_CHANGES,
    )


async def presence(db: Db, me: Me, thread: Thread, house: Dealership) -> Presence:
    """The promise that was given, or the hours: never more than that."""
    owner = await person(db, me.owner_id)
    name = owner.name if owner else house.name
    promise = await promises.open_promise(db, thread.id)
    if promise and thread.waiting_since:
        answers = await person(db, promise["person_id"])
        told = promises.told_by(promise)
        facts = {"name": answers.name if answers else name, "by": by(told)}
        late = told <= db.now
        words = Phrase("window.late" if late else "window.answers", facts)
    elif thread.waiting_since:
        words = Phrase("window.received")
    else:
        hours = hours_said((await latest_standard(db)).answer)
        words = Phrase("window.hours", {"name": name, "hours": hours})
    return Presence(
        manager=name,
        text=say(
            words, me.language, zone_of(me.time_zone, house.time_zone), now=db.now, house_zone=house.time_zone
        ),
        waiting=thread.waiting_since is not None,
        phone=phones.shown(house.phone) if house.phone else None,
    )


async def see_until(db: Db, me: Me, seq: int) -> None:
    """The window is before the client's eyes and shows the talk up to here: that much is delivered."""
    thread = await own_thread(db, me)
    until = min(seq, thread.last_seq)
    await mark_fetched(db, await shown.lies_in_window(db, thread.id, 0, until), CHANNEL)
    await read_in_window(db, me.client_id, until)


async def readable_file(db: Db, me: Me, id: UUID) -> Opened:
    """A file of the talk, or one that this client has just brought."""
    row = await file_row(db, id)
    if row is None:
        raise not_found()
    if row.thread_id is None:
        seen = row.uploaded_by == me.client_id
    else:
        thread = await own_thread(db, me)
        names = await shown.named_in_talk(db, thread.id, id)
        seen = row.thread_id == thread.id and bool(await shown.sayings(db, reader(me), thread.id, names))
    opened = opened_of(row) if seen else None
    if opened is None:
        raise not_found()
    return opened


# --- speak


async def say_once(db: Db, me: Me, new: NewSaying, *, to_supervisor: bool = False) -> Said:
    """What the client says, kept once however often it comes; the wait begins and a time is promised."""
    kind = "window.supervisor" if to_supervisor else "window.say"
    act = keep_for_supervisor if to_supervisor else keep
    kept = await apply_by_client(db, me.client_id, new.id, kind, new, lambda: act(db, me, new))
    return await said(db, me, msgspec.json.decode(kept, type=Kept).message_id)


async def change_once(db: Db, me: Me, key: UUID, new: NewWords) -> Said:
    """Other words for what was said in a window of this client: every version stays."""

    async def change() -> Kept:
        text, source = new.text.strip(), f"{me.prefix}{key}"
        said_on = await said_at(db, source)
        if said_on is None:
            raise not_found()
        if not text:
            raise Problem("nothing_to_send", 422)
        if db.now - said_on > CHANGEABLE:
            raise Problem("too_late_to_change", 409)
        await change_words(db, source, text)
        return await kept_as(db, source)

    kept = await apply_by_client(db, me.client_id, new.id, "window.change", (key, new), change)
    return await said(db, me, msgspec.json.decode(kept, type=Kept).message_id)


async def said(db: Db, me: Me, message: UUID) -> Said:
    """It as the window shows it, and who answers by when."""
    thread = await own_thread(db, me)
    found = await shown.sayings(db, reader(me), thread.id, [message])
    if not found:
        raise not_found()
    return Said(saying=found[0], presence=await presence(db, me, thread, await dealership(db)))


async def keep(db: Db, me: Me, new: NewSaying) -> Kept:
    """An answer to what was asked, an entry of the menu by its words, or a message, as in any other channel."""
    inbound = await brought(db, me, new)
    if new.files or not await asking.answer_in_words(db, inbound):
        typed = None if new.files else entry_typed(inbound.text)
        if typed:
            await choose_by_words(db, inbound, typed)
        else:
            await receive_message(db, inbound)
    return await kept_as(db, inbound.source_key)


async def keep_for_supervisor(db: Db, me: Me, new: NewSaying) -> Kept:
    inbound = await brought(db, me, new)
    await write_to_supervisor(db, inbound)
    return await kept_as(db, inbound.source_key)


async def brought(db: Db, me: Me, new: NewSaying) -> Inbound:
    """What came through the window, as any channel brings it; its files lie in the talk."""
    text, sender = new.text.strip(), sender_of(db.dealership, me.client_id, me.language)
    if not text and not new.files:
        raise Problem("nothing_to_send", 422)
    kind = await placed(db, me, await meet(db, sender), new.files)
    return Inbound(
        sender=sender,
        source_key=f"{me.prefix}{new.id}",
        kind=kind,
        text=text,
        channel_at=db.now,
        uploads=new.files,
    )


async def kept_as(db: Db, key: str) -> Kept:
    message = await queries.message_of_source(db, key)
    if message is None:
        raise not_found()
    return Kept(message_id=message)


async def placed(db: Db, me: Me, met: Met, files: list[UUID]) -> Kind:
    """The files belong to the talk from now on; the first of them says what kind of message it is."""
    if not files:
        return "text"
    attached = await attach(db, me.client_id, files, met.thread.id, me.client_id)
    return attached[0].kind


async def answer_once(db: Db, me: Me, new: NewAnswer) -> None:
    """A tapped answer, as a tap in any other channel. Raises 409 with the reason where it does not count."""
    key = f"{me.prefix}{new.id}"

    async def answer() -> Kept:
        sender = sender_of(db.dealership, me.client_id, me.language)
        refusal = await asking.answer_by_tap(db, sender, new.ask_id, new.key, key, db.now)
        if refusal:
            # Whether the question was somebody else's is nothing to be told.
            known = Phrase("ask.unknown") if refusal.code == "ask.other" else refusal
            raise Problem("answer_counts_not", 409, words=known)
        return await kept_as(db, key)

    await apply_by_client(db, me.client_id, new.id, "window.answer", new, answer)
