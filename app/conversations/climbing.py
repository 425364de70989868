"""The ladder at work: whom the house calls about a client who cannot wait, who needs it before the promised time, or
whose promise is broken."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from app.clients.queries import client_head
from app.conversations import ladder_calls
from app.conversations.acknowledging import say_next, say_taken
from app.conversations.called import call_about
from app.conversations.model import Thread
from app.conversations.naming import let_in
from app.conversations.watches import Watch
from app.coverage.calling import Call, late_calls, soon_calls, urgent_calls
from app.coverage.promising import Given
from app.coverage.scheduling import roster_now
from app.journal.actions import record
from app.kit.db import Db
from app.people.notices import notify, withdraw_notice
from app.standards.ladder import Urgency
from app.standards.queries import ladder_versions
from app.texts import Phrase, at

ANYBODY = timedelta(minutes=5)
"""Where nobody else is at work, it is looked again after this whether somebody has come."""

TAKEN_FOR = timedelta(minutes=15)
"""Who opened the talk has so long to answer, or to write down the call they made; then the next is called."""

OFTEN, RARER = 4, 3
"""Of an emergency that nobody takes the last rung is called so often after its minutes, and then after so many times
as many: never no more, and no phone rings itself deaf through a night."""


async def climb(db: Db, thread: Thread, promise: Any, watch: Watch, given: Given) -> Watch:
    """Call whoever has the turn by now. Who is called for something urgent and opens the talk has taken it, for a
    while; about a broken promise somebody is called until the client is answered."""
    if watch.call_at is None or watch.call_at > db.now:
        return watch
    late = promise["by_at"] <= db.now
    began = promise["by_at"] if late else watch.urgent_at or watch.soon_at
    urgency = urgency_of(watch, late)
    called = await ladder_calls.people_called(db, promise["id"], began, urgency)
    must_ring = late and not (watch.urgent_at and called)  # at its very minute, whoever has opened the talk
    if began and not must_ring:
        wanted = [*called, promise["person_id"]]
        taken = await ladder_calls.opened_by(db, thread.id, max(began, db.now - TAKEN_FOR), wanted)
        if taken and taken[1] + TAKEN_FOR > db.now:
            person, opened_at = taken
            await record(db, "ladder.taken", client=thread.client_id, subject=promise["id"], person=person)
            if watch.urgent_at:
                await say_taken(db, thread, person)
            return replace(watch, call_at=opened_at + TAKEN_FOR)
    calls = await calls_now(db, thread, promise, watch)
    if not calls:  # nobody else is at work: who comes first is called when they come
        return replace(watch, call_at=max(given.here_from, db.now + ANYBODY))
    call = next((one for one in calls if not called.issuperset(one.people)), calls[-1])
    after = timedelta(minutes=call.minutes)
    if watch.urgent_at and called.issuperset(call.people):
        before = await ladder_calls.times_called(db, promise["id"], call.people, began, urgency)
        after *= RARER if before + 1 >= OFTEN else 1
    await call_rung(db, thread, promise, watch, call, given, after)
    if watch.urgent_at and not late and called and not called.issuperset(call.people):
        await say_next(db, thread, call.people[0], db.now + after)
    following = watch.call_at + after
    if following <= db.now:  # it came late: the next has their minutes all the same
        following = db.now + after
    return replace(watch, called=watch.called + 1, call_at=following)


def urgency_of(watch: Watch, late: bool) -> Urgency:
    """What the client said counts to the end; that they need it earlier counts until the promised time."""
    if watch.urgent_at:
        return "now"
    return "can_wait" if late or not watch.soon_at else "soon"


async def calls_now(db: Db, thread: Thread, promise: Any, watch: Watch) -> list[Call]:
    rules, roster = (await ladder_versions(db))[0], await roster_now(db)
    urgency = urgency_of(watch, promise["by_at"] <= db.now)
    if urgency == "now":
        return urgent_calls(thread.owner_id, db.now, roster, rules)
    if urgency == "soon":
        return soon_calls(thread.owner_id, db.now, roster, rules)
    return late_calls(thread.owner_id, db.now, roster, rules, promise["person_id"])


async def call_rung(
    db: Db, thread: Thread, promise: Any, watch: Watch, call: Call, given: Given, after: timedelta
) -> None:
    """They see who waits, are let into the talk, and every device of theirs rings; of what is needed early nothing
    rings while nobody is at work: who is on call sees it when they look."""
    urgency = urgency_of(watch, promise["by_at"] <= db.now)
    quiet = urgency == "soon" and given.here_from > db.now
    n = await ladder_calls.calls_made(db, promise["id"]) + 1
    client = await client_head(db, thread.client_id) if thread.client_id else None
    code = f"notice.ladder.{urgency}" + ("" if client else ".stranger")
    facts = {"by": at(promise["by_at"])} | ({"form": client.address_form} if client else {})
    for person in call.people:
        await ladder_calls.insert_call(
            db, promise["id"], n, person, call.step, urgency, call.woken, watch.call_at
        )
        about = call_about(promise["id"], person)
        await withdraw_notice(db, person, about)
        await notify(
            db, person, "ladder", Phrase(code, facts), client=thread.client_id, thread=thread.id, about=about
        )
        await let_in(db, thread, person, given.by_at)
        await record(
            db, "ladder.called", client=thread.client_id, subject=promise["id"], person=person, n=n, step=call.step,
            urgency=urgency, woken=call.woken, due_at=watch.call_at, rings=call.rings, quiet=quiet,
            minutes=int(after / timedelta(minutes=1)),
        )  # fmt: skip
