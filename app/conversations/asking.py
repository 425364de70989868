"""Questions with one-tap answers: asked at a good hour where the client is connected; one answer counts.

A tap and the button's words, typed, are the same. Whoever taps twice, or taps what somebody else was asked,
changes nothing and is told so calmly.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec.structs import replace

from app.clients.consents import agrees
from app.clients.contacts import contact_by_handle
from app.clients.model import ContactPoint
from app.clients.queries import client_head
from app.conversations import asked, chains, queries
from app.conversations.asked import Ask, Option, act_of
from app.conversations.handed import Handed, handed, insert_announcements
from app.conversations.model import Inbound, Sender, Thread
from app.conversations.receiving import acquaint, receive_message, touch_message
from app.conversations.speaking import say_by_itself, told
from app.conversations.waiting import feed_of_thread
from app.coverage.rules import good_hour
from app.deliveries import actions as deliveries
from app.deliveries.many import may_have_arrived
from app.deliveries.model import Button, Lane, Parcel
from app.journal.actions import record
from app.kit.db import Db
from app.kit.ids import new_id
from app.kit.zones import zone_of
from app.people.queries import dealership
from app.standards.queries import latest_standard
from app.texts import Phrase, say, typed

Act = Callable[[Db, Ask, str], Awaitable[None]]
"""What follows from an answer, inside its unit: (db, the question, the key of the answer)."""

ANSWERS: dict[str, Act] = {}
"""Kind of question → what its answer does. Filled by `app.worker` and `app.main`, where taps and words arrive."""

Verdict = Literal["counted", "again", "other", "over", "unknown"]
LONGEST_BUTTON = 64


# --- ask


async def ask(
    db: Db,
    client: UUID,
    *,
    kind: str,
    subject: UUID,
    words: Phrase,
    options: list[Option],
    lane: Lane = "reminder",
    purpose: str | None = None,
    at: datetime | None = None,
    at_once: bool = False,
    until: datetime | None = None,
    also: Sequence[Button] = (),
) -> UUID | None:
    """Write the question with its buttons and queue it for the client's first good hour from `at` (now) on.

    `at_once`: the client is here this minute, so the hour does not matter. `purpose`: the consent it needs.
    `also`: buttons above the answers, which answer nothing.
    None: they cannot be reached or have not agreed, and nothing was written.
    """
    to = await reachable(db, client, purpose)
    thread = await queries.lock_thread(db, to.thread_id) if to and to.thread_id else None
    if to is None or thread is None:
        return None
    due_at = max(at or db.now, db.now)
    if at_once:
        lane = "promise"
    else:
        due_at = await good_hour_for(db, to, due_at)
    id, message = new_id(), new_id()
    house_zone = (await dealership(db)).time_zone
    text = say(words, to.language, zone_of(to.time_zone, house_zone), now=due_at, house_zone=house_zone)
    buttons = [Button(text=say(o.words, to.language), act=act_of(id, o.key)) for o in options]
    await insert_announcements(db, [(message, thread.id, to.channel, words, text)])  # type: ignore[list-item]
    parcel = Parcel(text=text, buttons=[*also, *buttons])
    await deliveries.queue_each(db, "message", lane, [(message, to.address_id, parcel, due_at)])  # type: ignore[list-item]
    await asked.insert_ask(
        db,
        Ask(
            id=id, client_id=client, thread_id=thread.id, message_id=message, kind=kind, subject_id=subject,
            options=options, asked_at=db.now, until_at=until, answered_at=None, answer=None,
        ),
    )  # fmt: skip
    await record(db, "message.automatic", client=client, subject=message, text=words.code)
    await record(db, "ask.made", client=client, subject=id, ask=kind, about=subject)
    db.touch(feed_of_thread(db, thread), "message", message)
    return id


async def reachable(db: Db, client: UUID, purpose: str | None) -> Handed | None:
    """Where and how this client is spoken to; None: not connected, or they have not agreed to this purpose."""
    to = next(iter(await handed(db, [client])), None)
    if to is None or to.address_id is None or to.thread_id is None or to.channel is None:
        return None
    return None if purpose and not await agrees(db, client, purpose) else to


async def good_hour_for(db: Db, to: Handed, since: datetime) -> datetime:
    """The first instant from then on at which a question may reach this client."""
    zone = zone_of(to.time_zone, (await dealership(db)).time_zone)
    return good_hour(since, (await latest_standard(db)).answer, zone, to.never_before, to.never_after)


async def stop_asking(db: Db, subject: UUID) -> None:
    """The matter is settled: an answer would change nothing, and what has not left yet stays here."""
    messages = await asked.end_asks(db, subject)
    await end_chains(db, subject)
    if messages:
        await deliveries.withdraw_unsent(db, messages)


async def ask_no_more(db: Db, subject: UUID) -> None:
    """Whatever has not left yet stays here; a question that may have arrived can still be answered."""
    messages = [one.message_id for one in await asked.asks_about(db, subject) if one.is_open(db.now)]
    await end_chains(db, subject)
    if messages:
        await deliveries.withdraw_unsent(db, messages)


async def end_chains(db: Db, subject: UUID) -> None:
    """Whatever was asked about it is not carried any further."""
    for one in await asked.asks_about(db, subject):
        if await chains.end_chain(db, one.message_id, "settled"):
            facts = {"client": one.client_id, "subject": one.message_id}
            await record(db, "chain.ended", because="settled", **facts)
            await touch_message(db, one.message_id)


# --- answer


async def answer_by_tap(
    db: Db, sender: Sender, id: UUID, key: str, source_key: str, at: datetime
) -> Phrase | None:
    """A button was tapped. Answers what to say of it in passing; None: it counts."""
    contact, ask = await who_is(db, sender), await asked.lock_ask(db, id)
    verdict = judged(ask, key, contact, db.now)
    if verdict != "counted" or ask is None or contact is None:
        return said_of(verdict, ask)
    option = ask.option(key)
    assert option is not None
    thread = await thread_of_ask(db, ask)
    head = await client_head(db, ask.client_id)
    if thread is None or head is None:
        return said_of("unknown", ask)
    text, message = say(option.words, head.language), new_id()
    seq = await queries.next_seq(db, thread.id)
    await queries.insert_message(
        db, message, thread.id, seq, "in",
        channel=sender.channel, kind="text", contact_point=contact.id, source_key=source_key,
        reply_to=ask.message_id, channel_at=at, quiet=not option.asks,
    )  # fmt: skip
    await queries.first_text(db, message, text)
    if option.asks:
        await record(db, "message.received", by_client=ask.client_id, client=ask.client_id, subject=message)
    await told(db, thread, message, text, asks=option.asks)
    await count(db, ask, key, contact.id)
    return None


async def answer_in_words(db: Db, inbound: Inbound) -> bool:
    """They typed what a button says. False: these words answer nothing that was asked."""
    if inbound.kind != "text" or len(inbound.text) > LONGEST_BUTTON:
        return False
    found = await out(db, await asked.open_asks(db, inbound.sender.channel, inbound.sender.handle))
    meant = next(((one, o) for one in found for o in one.options if typed(inbound.text, o.words)), None)
    if meant is None:
        return False
    ask, option = await asked.lock_ask(db, meant[0].id), meant[1]
    contact = await who_is(db, inbound.sender)
    if contact is None or judged(ask, option.key, contact, db.now) != "counted" or ask is None:
        return False
    if await receive_message(db, replace(inbound, begins_wait=option.asks, quiet=not option.asks)):
        await count(db, ask, option.key, contact.id)
    return True


async def out(db: Db, asks: list[Ask]) -> list[Ask]:
    """Those of them that have reached the client, or may have: nobody answers what is still to be asked."""
    there = await may_have_arrived(db, [one.message_id for one in asks]) if asks else set()
    return [one for one in asks if one.message_id in there]


async def who_is(db: Db, sender: Sender) -> ContactPoint | None:
    """Whose account this is, heard from just now; a tap makes no contact of somebody unknown."""
    if await contact_by_handle(db, sender.channel, sender.handle) is None:
        return None
    return (await acquaint(db, sender))[0]


def judged(ask: Ask | None, key: str, contact: ContactPoint | None, now: datetime) -> Verdict:
    if ask is None or ask.option(key) is None:
        return "unknown"
    if contact is None or contact.client_id != ask.client_id:
        return "other"
    if ask.answered_at:
        return "again"
    return "over" if ask.until_at and now >= ask.until_at else "counted"


def said_of(verdict: Verdict, ask: Ask | None) -> Phrase:
    """What somebody is told whose answer does not count."""
    given = ask.option(ask.answer) if ask else None
    if verdict == "again" and given:
        return Phrase("ask.again", {"answer": given.words})
    return Phrase(f"ask.{verdict}")


async def count(db: Db, ask: Ask, key: str, contact_point: UUID) -> None:
    """This is the answer, and what follows from it."""
    if not await asked.set_answer(db, ask.id, key, contact_point):
        return
    await record(
        db, "ask.answered", by_client=ask.client_id, client=ask.client_id, subject=ask.id,
        ask=ask.kind, about=ask.subject_id, answer=key,
    )  # fmt: skip
    act = ANSWERS.get(ask.kind)
    if act:
        await act(db, ask, key)


async def answer_back(db: Db, ask: Ask, words: Phrase) -> None:
    """Say something to a client who has just answered: at once, for they are here."""
    thread = await thread_of_ask(db, ask)
    address = await queries.address_of_thread(db, thread.id) if thread else None
    head = await client_head(db, ask.client_id)
    if thread and address and head:
        await say_by_itself(db, thread, address["id"], head.language, words)


async def thread_of_ask(db: Db, ask: Ask) -> Thread | None:
    """The client's talk, held; the one that asked may have been joined with it since."""
    id = await queries.thread_of_client(db, ask.client_id)
    return await queries.lock_thread(db, id) if id else None
