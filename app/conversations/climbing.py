"""The ladder at work: whom the house calls about a client who cannot wait, or whose promise is broken."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from msgspec.structs import replace

from app.clients.queries import client_head
from app.conversations import watches
from app.conversations.model import Thread
from app.conversations.naming import let_in
from app.conversations.watches import Watch
from app.coverage.calling import Call, late_calls, urgent_calls
from app.coverage.promising import Given
from app.coverage.scheduling import roster_now
from app.journal.actions import record
from app.kit.db import Db
from app.people.notices import notify, withdraw_notice
from app.standards.queries import ladder_versions
from app.texts import Phrase, at

ANYBODY = timedelta(minutes=5)
"""Where nobody else is at work, it is looked again after this whether somebody has come."""


async def climb(db: Db, thread: Thread, promise: Any, watch: Watch, given: Given) -> Watch:
    """Call whoever has the turn by now. Who is called for something urgent and opens the talk has taken it; a broken
    promise is called about until somebody answers."""
    if watch.call_at is None or watch.call_at > db.now:
        return watch
    late = promise["by_at"] <= db.now
    if watch.urgent_at:
        since = max(watch.urgent_at, promise["by_at"]) if late else watch.urgent_at
        if await watches.opened_since(db, thread.id, since):
            await record(db, "ladder.taken", client=thread.client_id, subject=promise["id"])
            return replace(watch, call_at=None, called=1 if late else 0)
    rules, roster = (await ladder_versions(db))[0], await roster_now(db)
    calls = (
        urgent_calls(thread.owner_id, db.now, roster, rules)
        if watch.urgent_at
        else late_calls(thread.owner_id, db.now, roster, rules, promise["person_id"])
    )
    if not calls:  # nobody else is at work: who comes first is called when they come
        return replace(watch, call_at=max(given.here_from, db.now + ANYBODY))
    call = calls[min(watch.called, len(calls) - 1)]
    for person in call.people:
        await call_person(db, thread, promise, watch, call, person, given)
    following = max(watch.call_at + timedelta(minutes=call.minutes), db.now)
    return replace(watch, called=watch.called + 1, call_at=following)


async def call_person(
    db: Db, thread: Thread, promise: Any, watch: Watch, call: Call, person: UUID, given: Given
) -> None:
    """They see who waits, are let into the talk, and every device of theirs rings."""
    urgency = "now" if watch.urgent_at else "can_wait"
    n = watch.called + 1
    await watches.insert_call(db, promise["id"], n, person, call.step, urgency, call.woken, watch.call_at)
    client = await client_head(db, thread.client_id) if thread.client_id else None
    code = f"notice.ladder.{urgency}" + ("" if client else ".stranger")
    facts = {"by": at(promise["by_at"])} | ({"form": client.address_form} if client else {})
    about = call_about(promise["id"], person)
    await withdraw_notice(db, person, about)
    await notify(db, person, "ladder", Phrase(code, facts), client=thread.client_id, about=about)
    await let_in(db, thread, replace(given, person_id=person))
    await record(
        db, "ladder.called", client=thread.client_id, subject=promise["id"], person=person, n=n, step=call.step,
        urgency=urgency, woken=call.woken, due_at=watch.call_at,
    )  # fmt: skip


def call_about(promise: UUID, person: UUID) -> UUID:
    return uuid5(promise, f"call {person}")


async def call_off(db: Db, promise: UUID) -> None:
    """The wait is over: what the called still read of it is withdrawn."""
    for person in await watches.people_called(db, promise):
        await withdraw_notice(db, person, call_about(promise, person))
