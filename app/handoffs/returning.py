"""The note back: whoever stood in for a colleague says in a line what the owner must know. It is asked, shown as asked,
and stops nothing."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.clients.actions import touch_book
from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.clients.standing_in import end_stand_in
from app.conversations import promises, queries
from app.conversations.model import Thread
from app.conversations.rules import first_line
from app.conversations.waiting import feeds_of
from app.handoffs import returns
from app.handoffs.model import HandBack, ReturnNote
from app.journal.actions import record, show
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, filled, not_found
from app.kit.ids import feed_of, new_id
from app.people.notices import drop_notice, notice_about, notify
from app.people.queries import person
from app.texts import Phrase, by


async def ask_what_was(db: Db, entry: asyncpg.Record) -> None:
    """Somebody stands in no more: who did something there is asked for a note. Who was let in and did nothing has
    nothing to tell."""
    client, stood_in = entry["client_id"], entry["subject_id"]
    since = datetime.fromisoformat(entry["facts"]["from_at"])
    if await returns.did_something(db, client, stood_in, since):
        await ask(db, client, stood_in, about=entry["id"])


async def ask(db: Db, client: UUID, stood_in: UUID, *, about: UUID) -> None:
    head, colleague = await client_head(db, client), await person(db, stood_in)
    if head is None or head.owner_id == stood_in or colleague is None or colleague.deactivated_at:
        return
    owner = await person(db, head.owner_id)
    if owner is None or not await returns.insert_return(db, notice_about(about), client, stood_in):
        return
    for before in await returns.drop_unanswered(db, client, stood_in, but=notice_about(about)):
        await drop_notice(db, stood_in, before)  # put away or not: it is asked once, and anew
        await touch(db, head, before)
    await record(db, "return.asked", client=client, subject=notice_about(about), person=stood_in)
    # The card is closed to them by now: the notice names who it is, and opens nothing.
    words = Phrase("return.asked", {"form": head.address_form, "owner": owner.name})
    await notify(db, stood_in, "return", words, about=about)
    await touch(db, head, notice_about(about))


async def answer(db: Db, who: Who, note: ReturnNote) -> None:
    """Write the note that was asked for. Raises "note_given" (409) where another one was."""
    found, words = await returns.lock_return(db, note.return_id), filled("words", note.words)
    if found is None or found.person_id != who.id:
        raise not_found()
    if found.words == words:
        return  # a repeat, the first answer was lost
    if found.words is not None:
        raise Problem("note_given", 409)
    await give(db, who, found.id, found.client_id, words)


async def hand_back(db: Db, who: Who, act: HandBack) -> None:
    """They are done with this client. Raises "still_promised" (409) while the client waits for their answer. Where it
    was over before this came, their words are the note that is asked for."""
    place = await queries.thread_of_client(db, act.client_id)
    # Held: a wait that begins at this moment names whoever has the turn after this.
    thread = await queries.lock_thread(db, place) if place else None
    words = act.words.strip()
    if thread is None or who.id not in thread.stand_ins:
        asked = await returns.unanswered_return(db, act.client_id, who.id)
        if asked is None:
            raise not_found()
        if words:
            await give(db, who, asked, act.client_id, words)
        return
    promise = await promises.open_promise(db, thread.id)
    if promise and promise["person_id"] == who.id:
        raise Problem("still_promised", 409, by=by(promise["by_at"]))
    ended = await end_stand_in(db, act.client_id, who.id)
    assert ended is not None
    await record(db, "standing_in.handed_back", by=who.id, client=act.client_id, subject=who.id)
    db.touch(feed_of("person", who.id), "thread", thread.id)
    if words or await returns.did_something(db, act.client_id, who.id, ended["from_at"]):
        await ask(db, act.client_id, who.id, about=new_id())
    asked = await returns.unanswered_return(db, act.client_id, who.id)
    if words and asked:
        await give(db, who, asked, act.client_id, words)


async def give(db: Db, who: Who, id: UUID, client: UUID, words: str) -> None:
    """The owner reads it in the talk, on Today and on the card."""
    await returns.answer_return(db, id, words)
    await record(db, "return.given", by=who.id, client=client, subject=id)
    await drop_notice(db, who.id, id)
    head = await client_head(db, client)
    if head is None:
        return
    await show(db, client, "return", Phrase("timeline.return", {"text": words}), who=who.id, ref=id)
    facts = {"name": who.name, "form": head.address_form, "text": first_line(words)}
    await notify(db, head.owner_id, "return", Phrase("return.given", facts), client=client, about=id)
    await touch(db, head, id)
    await touch_book(db, client, "client", client)


async def touch(db: Db, head: ClientHead, id: UUID) -> None:
    """The phones that have the talk learn that something for the house alone is new there."""
    thread = await thread_of(db, head.id)
    for feed in feeds_of(db, thread) if thread else [feed_of("book", head.owner_id)]:
        db.touch(feed, "inner", id)


async def thread_of(db: Db, client: UUID) -> Thread | None:
    found = await queries.thread_of_client(db, client)
    return await queries.thread(db, found) if found else None
