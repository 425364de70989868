"""A stranger becomes known: by their own phone, by an invitation, or by a person's decision."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from app.clients import actions as clients
from app.clients import contacts
from app.clients.model import BookLine, ClientHead, ContactPoint
from app.clients.queries import client_head, lock_client
from app.clients.reaching import note_added
from app.conversations import merging, promises, queries, watches
from app.conversations.called import call_off
from app.conversations.ladder_calls import opened_by, people_called
from app.conversations.model import Link, Thread
from app.conversations.naming import let_in, name_again, promise_answer
from app.conversations.waiting import (
    feed_of_thread,
    touch_thread,
    touch_window,
)
from app.files import actions as files
from app.journal.actions import record, show
from app.kit import phones
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.ids import feed_of, new_id
from app.texts import Phrase


async def link_contact(
    db: Db, contact: ContactPoint, client: ClientHead, *, by: UUID | None, because: str
) -> Thread:
    """This contact is that client: their lobby thread and the client's thread become one.

    Locks the client, so that two contacts of theirs come one after the other, then both threads, the smaller
    id first. Answers the client's one thread.
    """
    if contact.client_id and contact.client_id != client.id:
        raise Problem("already_linked", 409)
    await lock_client(db, client.id)
    lobby = await queries.lobby_of_contact_point(db, contact.id)
    own = await queries.thread_of_client(db, client.id)
    for id in sorted(id for id in (lobby, own) if id):
        await queries.lock_thread(db, id)
    if contact.client_id is None:
        if not await contacts.link_contact_point(db, contact.id, client.id):
            raise Problem("already_linked", 409)  # somebody linked it elsewhere since it was read
        await note_linked(db, contact, client, by, because)
    thread = await joined(db, lobby, own, client)
    line = BookLine(thread_id=thread.id) if contact.phone else BookLine(thread_id=thread.id, connected=True)
    await clients.set_line(db, client.id, line)
    touch_thread(db, thread)
    db.touch(feed_of("book", client.owner_id), "invitation", client.id)
    return thread


async def note_linked(
    db: Db, contact: ContactPoint, client: ClientHead, by: UUID | None, because: str
) -> None:
    """A messenger connects the client; a number from which they rang stands on the card from now on."""
    if contact.phone and await contacts.twice_on_card(db, client.id, contact.phone):
        await contacts.end_contact_point(db, contact.id, by)  # a number of the family stands there already
        return
    if contact.phone:
        await note_added(db, client.id, "phone", contact.phone, contact.label or "own", by, contact.id)
        return
    await record(db, "contact.linked", by=by, client=client.id, subject=contact.id, because=because)
    channel = Phrase(f"channel.{contact.kind}")
    await show(db, client.id, "channel", Phrase("timeline.channel_linked", {"channel": channel}), who=by)


async def joined(db: Db, lobby: UUID | None, own: UUID | None, client: ClientHead) -> Thread:
    if lobby and own and lobby != own:
        await merge(db, lobby, own, client)
    elif lobby:
        await leave_lobby(db, lobby)
        await merging.give_thread(db, lobby, client.id)
        await files.move(db, await merging.files_of_thread(db, lobby), lobby, client.id)
        await hand_promise(db, lobby, client)
    elif own is None:
        own = new_id()
        await queries.insert_thread(db, own, client.id, None)
    thread = await queries.thread(db, own or lobby or new_id())
    if thread is None:
        raise not_found()
    for message in await merging.messages_of_thread(db, thread.id) if lobby else []:
        db.touch(feed_of_thread(db, thread), "message", message)
        touch_window(db, thread, message)
    return thread


async def leave_lobby(db: Db, lobby: UUID) -> None:
    feed = feed_of("lobby", db.dealership)
    db.touch(feed, "thread", lobby, gone=True)
    for message in await merging.messages_of_thread(db, lobby):
        db.touch(feed, "message", message, gone=True)


async def merge(db: Db, lobby: UUID, own: UUID, client: ClientHead) -> None:
    """The stranger's messages take the next places of the client's thread, in their order."""
    await leave_lobby(db, lobby)
    stranger = await queries.thread(db, lobby)
    moved = len(await merging.messages_of_thread(db, lobby))
    last = await queries.next_seq(db, own, moved) if moved else 0
    await merging.move_messages(db, lobby, own, last - moved)
    await files.move(db, await merging.files_of_thread(db, own), own, client.id)
    promise = await promises.open_promise(db, lobby)
    if promise:
        await promises.end_promise(db, promise["id"], "withdrawn")
        await watches.end_watch(db, promise["id"])
        await record(db, "promise.withdrawn", client=client.id, subject=promise["id"])
    await merging.close_merged(db, lobby, own)
    await record(db, "thread.merged", client=client.id, subject=own, lobby=lobby)
    await show(db, client.id, "thread", Phrase("timeline.lobby_linked"))
    if stranger and stranger.waiting_since:
        await queries.begin_wait(db, own, stranger.waiting_since)
        promised_here = await promises.open_promise(db, own) is not None
        await carry_wait(db, own, client, stranger.waiting_since, promise["by_at"] if promise else None)
        if promise:
            await carry_haste(
                db, client.id, own, promise, told=bool(promise["told_at"]) and not promised_here
            )


async def carry_haste(db: Db, client: UUID, own: UUID, lobby: Record, *, told: bool) -> None:
    """What could not wait in the lobby cannot wait here: its ladder is climbed from the foot again. `told`: they know
    who answers, and by when, the later time too."""
    promise, thread = await promises.open_promise(db, own), await queries.thread(db, own)
    if promise is None or thread is None:
        return
    if told:
        await promises.mark_told(db, promise["id"])
        if lobby["new_by_at"]:
            await promises.move_promise(db, promise["id"], lobby["new_by_at"])
            await clients.set_line(db, client, BookLine(promise_new_by_at=lobby["new_by_at"]))
    await let_taker_in(db, thread, lobby, promise["by_at"])
    await call_off(db, lobby["id"])
    urgent_at, soon_at = await watches.haste_of(db, lobby["id"])
    if urgent_at:
        await watches.call_now(db, promise["id"])
    elif soon_at:
        await watches.needed_soon(db, promise["id"])


async def let_taker_in(db: Db, thread: Thread, lobby: Record, by_at: datetime) -> bool:
    """Who was called about a stranger, and came, goes on with the client they turned out to be. False: nobody came."""
    called = sorted(await people_called(db, lobby["id"]))
    taken = await opened_by(db, lobby["thread_id"], lobby["made_at"], called)
    if taken:
        await let_in(db, thread, taken[0], by_at)
    return taken is not None


async def hand_promise(db: Db, thread_id: UUID, client: ClientHead) -> None:
    """The thread left the lobby: from now on its owner answers, by the time that was promised."""
    promise = await promises.open_promise(db, thread_id)
    thread = await queries.thread(db, thread_id)
    if promise and thread and thread.waiting_since:
        line = BookLine(
            waiting_since=thread.waiting_since,
            promise_by_at=promise["by_at"],
            promise_new_by_at=promise["new_by_at"],
            promise_person=promise["person_id"],
        )
        await clients.set_line(db, client.id, line)
        await name_again(db, thread)
        if not await let_taker_in(db, thread, promise, promise["by_at"]):
            await watches.call_anew(db, promise["id"])


async def carry_wait(db: Db, own: UUID, client: ClientHead, since: datetime, told: datetime | None) -> None:
    """The stranger waited, so the client waits: since the earlier of both, no longer than either was told."""
    since = await merging.wait_since(db, own, since)
    thread = await queries.thread(db, own)
    assert thread is not None
    if await promises.open_promise(db, own) is None:
        await promise_answer(db, thread)
    promise = await promises.open_promise(db, own)
    if promise is None:
        return
    by_at = promise["by_at"]
    if told and told < by_at:
        by_at = told
        await promises.bring_forward(db, promise["id"], told)
        await watches.look_by(db, own, db.now)
        await record(db, "promise.brought_forward", client=client.id, subject=promise["id"], by_at=told)
    line = BookLine(
        waiting_since=since,
        promise_by_at=by_at,
        promise_new_by_at=promise["new_by_at"],
        promise_person=promise["person_id"],
    )
    await clients.set_line(db, client.id, line)


async def link_by_phone(db: Db, contact: ContactPoint, phone: str) -> ClientHead | None:
    """The stranger's own, verified phone: whose card is it? None if it identifies nobody; the number is kept.

    The number of a family or a company may be held by any of them, even if only one has a card: a person
    decides who it is, never a guess.
    """
    held = await contacts.contact_by_phone(db, phone)
    if held and held.client_id:
        client = await client_head(db, held.client_id)
        if client is None:
            return None
        await contacts.verify_contact_point(db, held.id)
        await show(db, client.id, "phone", Phrase("timeline.phone_verified", {"phone": phones.shown(phone)}))
        await link_contact(db, contact, client, by=None, because="own_phone")
        return client
    if held is None and not await contacts.shared_phone(db, phone):
        await contacts.insert_contact_point(db, new_id(), None, "phone", phone=phone, verified=True)
    await record(db, "contact.phone_shared", subject=contact.id)
    return None


async def link_by_person(db: Db, who: Who, thread: Thread, link: Link) -> ClientHead:
    """A person decides who the stranger is: a client of this house, or somebody new with a new card."""
    if thread.client_id is not None or thread.contact_point_id is None:
        raise Problem("already_linked", 409)
    if (link.client_id is None) == (link.client is None):
        raise bad_field("client_id", "one_of_two")
    contact = await contacts.contact_point(db, thread.contact_point_id)
    if link.client is not None:
        await clients.create_client(db, who, link.client)
        contact = await contacts.contact_point(
            db, thread.contact_point_id
        )  # its number may be the new card's
    client = await client_head(db, link.client_id or (link.client.id if link.client else thread.id))
    if contact is None or client is None:
        raise not_found()
    await link_contact(db, contact, client, by=who.id, because="person")
    return client
