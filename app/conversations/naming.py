"""Who answers a talk, and by when: computed from the schedules when a wait begins, and anew when they change."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.clients.actions import set_line
from app.clients.model import BookLine
from app.clients.standing_in import let_stand_in
from app.conversations import promises, watches
from app.conversations.model import Thread
from app.coverage.promising import Given, promise_from
from app.coverage.scheduling import roster_now
from app.journal.actions import record
from app.kit.db import Db
from app.kit.ids import feed_of, new_id
from app.standards.queries import latest_standard

DAY_GRACE = timedelta(minutes=3)
"""So long somebody who is at work may take to answer before the client is told when they will."""
NIGHT_GRACE = timedelta(seconds=30)
"""So long after their last words a client is told it while nobody is at work."""
AT_THE_LATEST = timedelta(minutes=2)
"""Whoever goes on and on at night is told it after this."""
ONCE_MORE = timedelta(hours=1)
"""Who was told longer ago than this, and writes anew in the same wait, is told once more."""


async def given_now(db: Db, owner: UUID | None, named: UUID | None = None) -> Given | None:
    """What a client of this owner, or a stranger, can be promised now. None: the house has nobody.

    `named`: who was promised to them already, and stays as long as nobody before them on the ladder is at work.
    """
    roster, rules = await roster_now(db), (await latest_standard(db)).answer
    waiting = await promises.waiting_by_person(db)
    return promise_from(owner, db.now, roster, rules.answer_minutes, waiting, named)


async def promise_answer(db: Db, thread: Thread) -> None:
    """Promise the client of this thread, who waits, that somebody answers by a time."""
    given = await given_now(db, thread.owner_id)
    if given is None:
        await record(db, "wait.without_responsible", client=thread.client_id, subject=thread.id)
        return
    standard = await latest_standard(db)
    promise, by_at, person = new_id(), given.by_at, given.person_id
    basis: dict[str, Any] = {
        "rule": "answer_minutes",
        "minutes": standard.answer.answer_minutes,
        "standard": standard.version,
    }
    if given.step != "owner" or not given.planned:
        basis |= {"step": given.step, "planned": given.planned}
    await promises.insert_promise(db, promise, thread.id, person, by_at, basis)
    await record(db, "promise.made", client=thread.client_id, subject=promise, person=person, by_at=by_at)
    if thread.client_id:
        since = thread.waiting_since or db.now
        line = BookLine(waiting_since=since, promise_by_at=by_at, promise_person=person)
        await set_line(db, thread.client_id, line)
    await let_in(db, thread, person, by_at)
    grace = DAY_GRACE if given.here_from <= db.now else NIGHT_GRACE
    await watches.begin_watch(db, promise, db.now + grace, turn_at(db, given), by_at)


def turn_at(db: Db, given: Given) -> datetime:
    """When somebody has the turn who has not got it now: whoever comes first, or who follows on this one."""
    return given.here_until if given.here_from <= db.now else given.here_from


async def let_in(db: Db, thread: Thread, person: UUID, by_at: datetime) -> None:
    """Who was named for a colleague's client sees the talk and may answer in it, until a while after the promise."""
    if thread.client_id and thread.owner_id and person != thread.owner_id:
        await let_stand_in(db, thread.client_id, person, by_at)
        db.touch(feed_of("person", person), "thread", thread.id)


async def said_more(db: Db, thread: Thread) -> None:
    """The client goes on in a wait. At night they are told when they have paused; who was told long ago, once more."""
    promise = await promises.open_promise(db, thread.id)
    told_lately = promise and promise["told_at"] and promise["told_at"] > db.now - ONCE_MORE
    if promise is None or told_lately:
        return
    given = await given_now(db, thread.owner_id, promise["person_id"])
    if given is None:
        return
    by_night = given.here_from > db.now
    if promise["told_at"] is None and by_night:
        until = min(db.now + NIGHT_GRACE, promise["made_at"] + AT_THE_LATEST)
        await watches.tell_later(db, promise["id"], until)
    elif promise["told_at"]:
        grace = NIGHT_GRACE if by_night else DAY_GRACE
        await watches.tell_again(db, promise["id"], db.now + grace, db.now - ONCE_MORE)


async def name_again(db: Db, thread: Thread) -> None:
    """Who answers may be somebody else by now: the open promise names who has the turn, by the time that was told."""
    promise = await promises.open_promise(db, thread.id)
    given = await given_now(db, thread.owner_id, promise["person_id"]) if promise else None
    if promise is None or given is None:
        return
    await watches.turn_ends(db, promise["id"], turn_at(db, given))
    person = given.person_id
    if person == promise["person_id"]:
        return
    await promises.rename_promise(db, promise["id"], person)
    await record(db, "promise.renamed", client=thread.client_id, subject=promise["id"], person=person)
    await let_in(db, thread, person, given.by_at)
    if thread.client_id:
        await set_line(db, thread.client_id, BookLine(promise_person=person))
