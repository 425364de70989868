"""What clients say: recognise who wrote, keep their words once, begin the wait, greet a stranger."""

from datetime import timedelta
from uuid import UUID

import msgspec

from app.clients import contacts
from app.clients.actions import set_line, touch_book
from app.clients.model import BookLine, ContactPoint
from app.clients.queries import client_head, lock_client
from app.conversations import parts, promises, queries, rules
from app.conversations.accounts import clients_behind
from app.conversations.acknowledging import duty_number
from app.conversations.model import Inbound, InboundFile, Sender, Thread
from app.conversations.naming import given_now
from app.conversations.snoozes import end_open_snooze
from app.conversations.speaking import say_by_itself, told
from app.conversations.waiting import begin_wait, touch_line, touch_message_of, touch_thread
from app.coverage.urgency import closes, names_of
from app.deliveries import actions as deliveries
from app.deliveries.model import NewAddress
from app.files.actions import expect
from app.files.model import LARGEST_FETCHED, NewFile
from app.files.queries import file_row
from app.journal.actions import record, show
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.ids import new_id
from app.people.queries import dealership, people, person
from app.standards.queries import urgency_in_force
from app.texts import Phrase, by, say, sentences

ONCE_IN = timedelta(minutes=1)
"""Whoever taps, or sends, ten times is answered once."""


LONGEST_CLOSER = 120
"""Letters of a text that may still be nothing but thanks."""


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote, where an answer goes, and the thread it belongs to."""

    contact: ContactPoint
    address: UUID
    thread: Thread


async def receive_message(db: Db, inbound: Inbound) -> UUID | None:
    """Keep one message of a client. Answers its id, None if it is here already.

    One unit holds all of it: the message, its place in the thread, the wait and its promise, the
    greeting of a stranger, the journal and the feeds.
    """
    if await queries.message_of_source(db, inbound.source_key):
        return None
    return await keep_message(db, await meet(db, inbound.sender), inbound)


async def keep_message(db: Db, met: Met, inbound: Inbound) -> UUID | None:
    """Words of a client who was met, in their thread, which this unit holds. None: a part of what is here."""
    thread = met.thread
    whole = await queries.message_of_source(db, inbound.part_of) if inbound.part_of else None
    if whole:
        await add_part(db, thread, whole, inbound)
        return None
    message = new_id()
    seq = await queries.next_seq(db, thread.id)
    await queries.insert_message(
        db, message, thread.id, seq, "in",
        channel=inbound.sender.channel, kind=inbound.kind, contact_point=met.contact.id,
        source_key=inbound.source_key, reply_to=await answered(db, met.address, inbound.reply_to_key),
        location=inbound.location, channel_at=inbound.channel_at, quiet=inbound.quiet,
    )  # fmt: skip
    await queries.first_text(db, message, inbound.text)
    if inbound.part_of:
        await parts.first_part(db, message, inbound.part_of, inbound.text)
    await keep_file(db, thread, message, inbound)
    await record(db, "message.received", by_client=thread.client_id, client=thread.client_id, subject=message)
    asks = inbound.begins_wait and not await only_closes(db, thread, inbound)
    if asks:
        await begin_wait(db, thread)
    else:
        await end_open_snooze(db, thread.id)
    await told(db, thread, message, rules.first_line(inbound.text), asks=asks)
    if thread.client_id is None and asks and await queries.mark_greeted(db, thread.id):
        await greet_stranger(db, met)
    return message


async def only_closes(db: Db, thread: Thread, inbound: Inbound) -> bool:
    """Thanks and goodbye: nobody waits for an answer to them. A stranger's first words are answered all the same."""
    wordy = inbound.kind in ("text", "other") and not inbound.file and not inbound.uploads
    return wordy and bool(thread.client_id or thread.greeted_at) and await closing(db, inbound.text)


async def closing(db: Db, text: str) -> bool:
    """By the signs in force, and by whom these words may be said to."""
    if not 0 < len(text) <= LONGEST_CLOSER:
        return False
    return closes(text, (await urgency_in_force(db)).rules, names_of(await people(db)))


async def add_part(db: Db, thread: Thread, message: UUID, inbound: Inbound) -> None:
    """One more part of a message that is here: its file and its words join those before. Nothing begins anew."""
    n = await parts.insert_part(db, message, inbound.source_key, inbound.text)
    if n is None:
        return
    await keep_file(db, thread, message, inbound, n)
    if inbound.text:
        words = await parts.words_of_parts(db, message)
        await parts.complete_text(db, message, words)
        await told(db, thread, message, rules.first_line(words))
    else:
        await touch_message(db, message)


async def meet(db: Db, sender: Sender) -> Met:
    """The contact, address and thread of whoever wrote; made on first contact. A stranger gets no card."""
    contact, address = await acquaint(db, sender)
    return Met(contact=contact, address=address, thread=await thread_of(db, contact))


async def acquaint(db: Db, sender: Sender) -> tuple[ContactPoint, UUID]:
    """The contact and address of whoever wrote, without opening a thread yet."""
    contact = await contacts.contact_by_handle(db, sender.channel, sender.handle)
    if contact is None:
        await contacts.insert_contact_point(
            db,
            new_id(),
            None,
            sender.channel,
            handle=sender.handle,
            shown_name=sender.shown_name,
            verified=True,
        )
        contact = await contacts.contact_by_handle(db, sender.channel, sender.handle)
        assert contact is not None
    address, opened = await deliveries.meet_address(
        db,
        NewAddress(
            channel=sender.channel,
            account_id=sender.account_id,
            destination=sender.destination,
            contact_point_id=contact.id,
            language=sender.language,
        ),
    )
    if opened and contact.client_id:  # a client speaks through another bot of ours, or again after a block
        await show_reachable(db, contact, sender.channel, True)
    return contact, address


async def thread_of(db: Db, contact: ContactPoint) -> Thread:
    """The client's one thread, or the lobby thread of an unknown contact; locked."""
    found = await find_thread(db, contact)
    if found is None:
        client = contact.client_id
        if client:
            await lock_client(
                db, client
            )  # whoever hands this client over sees the new thread, or we the new owner
        await queries.insert_thread(db, new_id(), client, None if client else contact.id)
        found = await find_thread(db, contact)
    thread = await queries.lock_thread(db, found) if found else None
    if thread is None:
        raise not_found()
    return thread


async def find_thread(db: Db, contact: ContactPoint) -> UUID | None:
    if contact.client_id:
        return await queries.thread_of_client(db, contact.client_id)
    return await queries.lobby_of_contact_point(db, contact.id)


async def answered(db: Db, address: UUID | None, key: str | None) -> UUID | None:
    """Which message the client answered: one of theirs, or one of ours by the channel's id of it."""
    if key is None:
        return None
    known = await queries.message_of_source(db, key)
    return known or (await deliveries.thing_known_as(db, address, key) if address else None)


async def keep_file(db: Db, thread: Thread, message: UUID, inbound: Inbound, place: int = 1) -> None:
    """Name the files that are here, and note one whose bytes are fetched later, outside any transaction."""
    for n, uploaded in enumerate(inbound.uploads, 1):
        await queries.insert_message_file(db, message, n, uploaded)
    if inbound.file:
        await queries.insert_message_file(db, message, place, await expect_file(db, thread, inbound.file))


async def expect_file(db: Db, thread: Thread, told: InboundFile) -> UUID:
    """A file of this thread whose bytes still lie with the channel."""
    file = NewFile(
        id=new_id(),
        media_kind=told.media_kind,
        media_type=told.media_type,
        name=told.name,
        size=told.size,
        seconds=told.seconds,
        source=told.source,
        thread_id=thread.id,
        client_id=thread.client_id,
    )
    await expect(db, file)
    return file.id


async def greet_stranger(db: Db, met: Met) -> None:
    """The one automatic answer of a lobby thread: who answers, by when, and how to be recognised."""
    promise = await promises.open_promise(db, met.thread.id)
    if promise is None:
        return
    responsible = await person(db, promise["person_id"])
    house = await dealership(db)
    words = Phrase(
        "lobby.first",
        {"house": house.name, "name": responsible.name if responsible else "", "by": by(promise["by_at"])},
    )
    given = await given_now(db, met.thread.owner_id, promise["person_id"])
    if given and given.here_from > db.now:
        words = sentences(words, *await duty_number(db))
    language = await language_of_address(db, met)
    await say_by_itself(db, met.thread, met.address, language, words, ask_phone=phone_button(language))
    await promises.mark_told(db, promise["id"])


def phone_button(language: str) -> str:
    return say(Phrase("button.share_phone"), language)


async def language_of_address(db: Db, met: Met) -> str:
    known = await deliveries.addresses_of(db, [met.contact.id])
    return next((address.language for address in known if address.id == met.address), "ru")


async def touch_message(db: Db, message: UUID) -> None:
    """Phones learn that a message, its delivery or its file changed."""
    place = await queries.message_place(db, message)
    thread = await queries.thread(db, place["thread_id"]) if place else None
    if thread:
        touch_message_of(db, thread, message)
        touch_line(db, thread)


async def file_settled(db: Db, file: UUID) -> None:
    """A file that a client sent is here, or never will be. One that is too large is the client's to send otherwise."""
    row = await file_row(db, file)
    for message in await queries.messages_of_file(db, file):
        await touch_message(db, message)
        if row and row.state == "too_large":
            await say_too_large(db, message)


async def say_too_large(db: Db, message: UUID) -> None:
    """Once for however many files at once; nobody's wait ends by it."""
    place = await queries.message_place(db, message)
    thread = await queries.lock_thread(db, place["thread_id"]) if place else None
    address = await queries.address_of_thread(db, thread.id) if thread else None
    if thread is None or address is None or address["stopped_at"]:
        return
    words = Phrase("inbound.too_large", {"mb": LARGEST_FETCHED // 1_000_000})
    if not await queries.said_since(db, thread.id, words.code, db.now - ONCE_IN):
        client = await client_head(db, thread.client_id) if thread.client_id else None
        language = client.language if client else address["language"]
        await say_by_itself(db, thread, address["id"], language, words)


async def note_reachable(db: Db, sender: Sender, *, reachable: bool, because: str = "blocked") -> None:
    """The client stopped the channel or opened it again; the card and the book say so."""
    contact = await contacts.contact_by_handle(db, sender.channel, sender.handle)
    if contact is None:
        return
    for address in await deliveries.addresses_of(db, [contact.id]):
        if address.account_id != sender.account_id:
            continue
        changed = await (
            deliveries.reopen_address(db, address.id)
            if reachable
            else deliveries.close_address(db, address.id, because)
        )
        if changed:
            await show_reachable(db, contact, sender.channel, reachable)


async def show_reachable(db: Db, contact: ContactPoint, channel: str, reachable: bool) -> None:
    thread_id = await find_thread(db, contact)
    thread = await queries.thread(db, thread_id) if thread_id else None
    if thread:
        touch_thread(db, thread)
    if contact.client_id:
        code = "timeline.channel_back" if reachable else "timeline.channel_lost"
        await show(db, contact.client_id, "channel", Phrase(code, {"channel": Phrase(f"channel.{channel}")}))
        open_still = await clients_behind(db, [contact.id])
        await set_line(db, contact.client_id, BookLine(connected=any(row["reachable"] for row in open_still)))
        await touch_book(db, contact.client_id, "client", contact.client_id)
        await touch_book(db, contact.client_id, "invitation", contact.client_id)
