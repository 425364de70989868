"""A client has said what they had to say: whoever cannot wait wakes the house, and at night a doubt is asked about."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

import asyncpg

from app.clients.contacts import contact_point
from app.clients.queries import client_head
from app.conversations import asking, own_chats, promises, queries, rules, watches
from app.conversations.acknowledging import duty_number
from app.conversations.asked import Ask, Option
from app.conversations.asking import answer_back
from app.conversations.entries import buttons_of
from app.conversations.model import Thread
from app.conversations.naming import given_now
from app.conversations.receiving import Met, language_of_address
from app.conversations.speaking import say_by_itself
from app.coverage.trying import why
from app.coverage.urgency import Burst, Verdict, judged, names_of
from app.journal.actions import record, show
from app.journal.jobs import pause_after
from app.kit.alone import alone
from app.kit.db import Database, Db
from app.kit.failpoints import failpoint
from app.menu import bursts
from app.menu.answering import Chosen, still_to_come
from app.menu.bursts import Said
from app.menu.queries import answered_since
from app.menu.strangers import answer_stranger
from app.menu.urgency import call_at_once, open_urgent, urgent_stands
from app.people.queries import dealership, people
from app.standards.queries import urgency_in_force
from app.texts import Phrase, pressed, sentences

KIND = "burst"
NOW = Option(key="now", words=Phrase("button.burst.now"), asks=True)
WAIT = Option(key="wait", words=Phrase("button.burst.wait"))
IN_THE_TALK = timedelta(minutes=10)
"""So long after their last words somebody of the house counts as being in the talk."""
BATCH = 50

Outcome = Literal[
    "woke", "asked", "none", "by_day", "answered", "read", "in_talk", "called_before", "asked_before", "own_chat",
    "unreachable",
]  # fmt: skip


async def hear(db: Db, entry: asyncpg.Record) -> None:
    """A client wrote: it is judged when they have paused. What they tapped, or said in a button's words, is answered
    by what the button does."""
    message: UUID = entry["subject_id"]
    place = await queries.message_place(db, message)
    thread = await queries.lock_thread(db, place["thread_id"]) if place else None
    if thread is None or thread.waiting_since is None:
        return
    if pressed(await queries.latest_text(db, message) or "") is None:
        await bursts.add_to_burst(db, thread.id, message, entry["at"])
        db.wake("bursts")


async def judge_due(database: Database, dealership: UUID) -> int:
    """Judge each burst whose pause is over, in a unit of its own; one that fails keeps no other waiting."""
    due = (await database.work(dealership, lambda db: bursts.due_bursts(db, BATCH)))[0]
    for burst in due:
        failpoint("burst_due")
        await alone(database, dealership, burst, judge, "burst not judged", put_off)
        failpoint("burst_judged")
    return len(due)


async def put_off(db: Db, burst: UUID) -> None:
    held = await bursts.hold_burst(db, burst)
    if held:
        await bursts.put_off_burst(db, burst, db.now + pause_after(min(held["attempts"] + 1, 8)))


async def judge(db: Db, burst: UUID) -> None:
    """How urgent it is, by the signs in force; and what follows, in the one unit that ends the burst."""
    place = await queries.message_place(db, burst)
    # The talk before the burst, as where they are heard: else each would wait for what the other holds.
    thread = await queries.lock_thread(db, place["thread_id"]) if place else None
    if await bursts.hold_burst(db, burst) is None:
        return
    said = [one for one in await bursts.said_since(db, burst) if pressed(one.text) is None]
    standard = await urgency_in_force(db)
    if thread is None or thread.waiting_since is None or not said:
        await bursts.end_burst(db, burst, None, "answered", standard.version)
        return
    promise = await promises.open_promise(db, thread.id)
    zone = (await dealership(db)).time_zone
    verdict = judged(
        burst_of(said), standard.rules, db.now, promise["by_at"] if promise else None, zone,
        names_of(await people(db)),
    )  # fmt: skip
    outcome = await follow(db, burst, thread, said, verdict)
    await bursts.end_burst(db, burst, verdict, outcome, standard.version)
    await record(
        db, "burst.judged", client=thread.client_id, subject=burst, urgency=verdict.urgency, outcome=outcome,
        standard=standard.version,
    )  # fmt: skip
    failpoint("burst_judging")


def burst_of(said: list[Said]) -> Burst:
    return Burst(
        texts=[one.text for one in said if one.text.strip()],
        wordless=[one.kind for one in said if not one.text.strip()],
    )


async def follow(db: Db, burst: UUID, thread: Thread, said: list[Said], verdict: Verdict) -> Outcome:
    """What comes of it. A doubt that is met with more words of trouble is none any more."""
    if verdict.urgency not in ("now", "before"):
        return "none"
    if verdict.urgency == "before" and not await bursts.is_read(db, thread.id, said[-1].seq):
        await let_see(db, thread)
    met = await met_in(db, thread, said[-1])
    if (
        met is None
    ):  # a call by night of somebody without a messenger: whoever is on call sees it when they look
        if verdict.urgency == "now" and not await bursts.is_read(db, thread.id, said[-1].seq):
            await let_see(db, thread)
        return "unreachable"
    asked_here, answer = await asked_in_wait(db, thread)
    again = asked_here and answer is None and verdict.urgency == "now" and bool(verdict.reasons)
    if verdict.sure or again:
        return await wake(db, thread, met, said[-1], verdict)
    return await ask_if_urgent(db, burst, thread, met, said, verdict, asked_here=asked_here, answer=answer)


async def let_see(db: Db, thread: Thread) -> None:
    """Whoever is here learns that it may be needed before the promised time, whether the client is asked or not."""
    promise = await promises.open_promise(db, thread.id)
    if promise:
        await watches.needed_soon(db, promise["id"])


async def asked_in_wait(db: Db, thread: Thread) -> tuple[bool, str | None]:
    """Was the client asked since they wait, and what did they answer?"""
    if thread.client_id is None or thread.waiting_since is None:
        return False, None
    return await bursts.asked_since(db, thread.client_id, KIND, thread.waiting_since)


async def met_in(db: Db, thread: Thread, last: Said) -> Met | None:
    """Who speaks, and where an answer goes."""
    address = await queries.address_of_thread(db, thread.id)
    contact = await contact_point(db, last.contact_point_id) if last.contact_point_id else None
    return Met(contact=contact, address=address["id"], thread=thread) if address and contact else None


# --- wake


async def wake(db: Db, thread: Thread, met: Met, last: Said, verdict: Verdict) -> Outcome:
    """As if the client had said it themselves, with the words it rests on for whoever is called."""
    if await bursts.is_read(db, thread.id, last.seq):
        return "read"
    because = sentences(*[why(reason) for reason in verdict.reasons])
    client = await client_head(db, thread.client_id) if thread.client_id else None
    if client is None:
        if await answered_since(db, thread.id, "urgent", thread.waiting_since or db.now):
            return "called_before"
        await answer_stranger(db, met, "urgent", last.id)
        return "woke"
    if await urgent_stands(db, met, client):
        return "called_before"
    await call_at_once(db, Chosen(entry="urgent", met=met, client=client, message=last.id, text=""), because)
    await show(db, client.id, "urgent", Phrase("timeline.burst.woke", {"because": because}), ref=last.id)
    return "woke"


# --- ask


async def ask_if_urgent(
    db: Db,
    burst: UUID,
    thread: Thread,
    met: Met,
    said: list[Said],
    verdict: Verdict,
    *,
    asked_here: bool,
    answer: str | None,
) -> Outcome:
    """Once in a wait, at night, and only where nobody of the house is in the talk."""
    given = await given_now(db, thread.owner_id)
    if given and given.here_from <= db.now:
        return "by_day"
    if said[-1].channel == own_chats.CHANNEL:
        return "own_chat"
    if await bursts.is_read(db, thread.id, said[-1].seq):
        return "read"
    if await bursts.person_spoke_since(db, thread.id, db.now - IN_THE_TALK):
        return "in_talk"
    if await open_urgent(db, met):
        return "called_before"
    if asked_here and (answer is None or verdict.wordless or verdict.unclear):
        return "asked_before"
    client = await client_head(db, thread.client_id) if thread.client_id else None
    words = await question(db, thread, client.address_form if client else None, said, verdict)
    if client is None:
        return await ask_stranger(db, thread, met, words)
    promise = await promises.open_promise(db, thread.id)
    put = await asking.ask(
        db, client.id, kind=KIND, subject=burst, words=words, options=[NOW, WAIT], at_once=True,
        until=promise["by_at"] if promise and promise["by_at"] > db.now else None,
    )  # fmt: skip
    if put and promise:
        await promises.mark_told(db, promise["id"])
    return "asked" if put else "unreachable"


async def ask_stranger(db: Db, thread: Thread, met: Met, words: Phrase) -> Outcome:
    """They have no card that an answer could stand on: the menu's own button is theirs too."""
    if await queries.said_since(db, thread.id, "burst.question", thread.waiting_since or db.now):
        return "asked_before"
    language = await language_of_address(db, met)
    await say_by_itself(db, thread, met.address, language, words, buttons=buttons_of(("urgent",), language))
    return "asked"


async def question(db: Db, thread: Thread, form: str | None, said: list[Said], verdict: Verdict) -> Phrase:
    """What came, that nobody is there to read it now, and until when it would wait."""
    got = (
        Phrase("burst.got.words")
        if not verdict.wordless
        else Phrase(
            "burst.got.wordless",
            {"what": rules.preview(said[-1].kind, "", seconds=None, name=None, deleted=False)},
        )
    )
    named = Phrase("burst.form", {"form": form, "got": got}) if form else got
    given = await still_to_come(db, thread.id)
    waits = [Phrase("burst.by", given.facts)] if given else []
    asks = Phrase("burst.earlier") if verdict.urgency == "before" else Phrase("burst.urgent")
    return Phrase("burst.question", {"sentences": [named, *waits, *await duty_number(db), asks]})


async def heard(db: Db, ask: Ask, key: str) -> None:
    """The client said whether it can wait."""
    await bursts.note_answer(db, ask.subject_id, key)
    thread = await asking.thread_of_ask(db, ask)
    if thread is None:
        return
    if key != NOW.key:
        await wait_as_promised(db, thread)
        given = await still_to_come(db, thread.id)
        await answer_back(
            db, ask, Phrase("burst.waits", given.facts) if given else Phrase("burst.waits.nobody")
        )
        return
    client = await client_head(db, ask.client_id)
    said = await bursts.said_since(db, ask.subject_id)
    met = await met_in(db, thread, said[-1]) if said else None
    if client is None or met is None or await urgent_stands(db, met, client):
        return
    because = Phrase("burst.said_so")
    await call_at_once(
        db, Chosen(entry="urgent", met=met, client=client, message=said[-1].id, text=""), because
    )
    await show(db, client.id, "urgent", Phrase("timeline.burst.said_so"), ref=said[-1].id)
    failpoint("burst_answered")


async def wait_as_promised(db: Db, thread: Thread) -> None:
    promise = await promises.open_promise(db, thread.id)
    if promise:
        await watches.not_soon(db, promise["id"])
