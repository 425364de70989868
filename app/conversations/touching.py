"""Calls, visits and notes: a person logs one, and takes it back within a day.

What people log about themselves is their word: it stands in tables of its own and in entries marked so, apart
from what a client's message proves. It ends a client's wait only where the person says so.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from app.clients.actions import set_line, touch_book
from app.clients.model import BookLine, ClientHead
from app.clients.seeing import not_yours, own_client, seen_client
from app.clients.standing_in import stands_in
from app.clients.steps import Step, set_step, show_step, step_of_client
from app.conversations import promises, queries, rules, timeline, touches, waiting
from app.conversations.linking import carry_wait
from app.conversations.logged import TouchRow
from app.conversations.model import OWN_WORD, LogTouch, Thread, Touch, UndoTouch
from app.journal.actions import record, show, unshow
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.people.notices import notify, withdraw_notice
from app.texts import Phrase


async def log_touch(db: Db, who: Who, data: LogTouch) -> Touch:
    """Write down a call, a visit or a note; say what comes next; end the wait if the client has their answer.

    Whoever sees the card logs; what comes next the owner alone says, and that the client has their answer whoever
    stands in for them too.
    """
    decides = data.no_step or data.next_step is not None
    client = await (own_client if decides else seen_client)(db, who, data.client_id)
    if data.answers and who.id != client.owner_id and not await stands_in(db, who.id, client.id):
        raise await not_yours(db, who, client.owner_id)
    thread = await locked_thread(db, client.id) if data.answers else None
    since = await touches.card_since(db, client.id)
    at = data.at or db.now
    if trouble := rules.trouble_with(data, at, db.now, since):
        raise trouble
    touch = await decided(db, who, data, min(at, db.now))
    if thread and await answered_by(db, thread, touch):
        promise = await waiting.end_wait(
            db, thread, answered_by=who.id, at=touch.at, touch=touch.id, proof=OWN_WORD
        )
        waiting.touch_thread(db, thread)
        touch = msgspec.structs.replace(
            touch, answered=True, waited_since=thread.waiting_since, promise_id=promise
        )
    if not await touches.insert_touch(db, touch):
        raise bad_field("id", "taken")
    await record(
        db, "touch.made", by=who.id, client=client.id, subject=touch.id, type=touch.kind, outcome=touch.outcome,
        direction=touch.direction, happened_at=touch.at, proof=OWN_WORD,
    )  # fmt: skip
    return await shown(db, who, client, touch)


async def tell_owner(db: Db, who: Who, client: ClientHead, touch: TouchRow, words: Phrase) -> None:
    """What a colleague logs while receiving the client is for the owner to know, and that others answered for them."""
    if who.id != client.owner_id and (who.role == "manager" or touch.answered):
        told = Phrase("notice.touch", {"who": who.name, "client": client.name, "what": words})
        await notify(db, client.owner_id, "touch", told, client=client.id, about=touch.id)


async def locked_thread(db: Db, client: UUID) -> Thread | None:
    found = await queries.thread_of_client(db, client)
    return await queries.lock_thread(db, found) if found else None


async def answered_by(db: Db, thread: Thread, touch: TouchRow) -> bool:
    """A talk answers what was asked before it; words that came after it still wait."""
    if thread.waiting_since is None or touch.at < thread.waiting_since:
        return False
    return not await touches.heard_after(db, thread.id, touch.at)


async def decided(db: Db, who: Who, data: LogTouch, at: datetime) -> TouchRow:
    """The touch, with the step it decides put into the book and the one before it kept."""
    before = await step_of_client(db, data.client_id)
    words = (data.words or "").strip() or None
    step = (data.next_step or "").strip() or None
    touch = TouchRow(
        id=data.id, client_id=data.client_id, kind=data.kind, direction=data.direction, outcome=data.outcome,
        words=words, at=at, made_by=who.id, made_at=db.now, next_step=step, next_step_at=data.next_step_at,
        no_step=data.no_step, line_before=None, answered=False, waited_since=None, promise_id=None, undone_at=None,
    )  # fmt: skip
    after = step_after(touch, before)
    if after != before:
        await set_step(db, data.client_id, after, who.id)
        touch = msgspec.structs.replace(touch, line_before=msgspec.to_builtins(before))
    return touch


def step_after(touch: TouchRow, before: Step) -> Step:
    """A call or a visit without a decision asks for one: "not needed" was said before it."""
    if touch.next_step:
        return Step(next_step=touch.next_step, next_step_at=touch.next_step_at)
    if touch.no_step:
        return Step(no_step_at=touch.made_at)
    return before if touch.kind == "note" else msgspec.structs.replace(before, no_step_at=None)


async def shown(db: Db, who: Who, client: ClientHead, touch: TouchRow) -> Touch:
    """The lines on the card, the book, and the phones that read them."""
    words = rules.touch_words(touch.kind, touch.direction, touch.outcome, touch.words)
    line = await show(db, client.id, touch.kind, words, who=who.id, ref=touch.id, at=touch.at)
    if touch.next_step or touch.no_step:
        step = step_after(touch, Step())
        await show_step(db, client.id, step, who.id, ref=touch.id, at=touch.at)
    if touch.outcome in rules.MET:
        await set_line(db, client.id, BookLine(met_at=await touches.last_met(db, client.id, rules.MET)))
    await touch_book(db, client.id, "client", client.id)
    await tell_owner(db, who, client, touch, words)
    item = await timeline.item_of_touch(db, who, line, touch, words)
    return Touch(id=touch.id, client_id=client.id, answered=touch.answered, undone_at=None, item=item)


# --- taking it back


async def undo_touch(db: Db, who: Who, data: UndoTouch) -> Touch:
    """As if it had not been logged: line, step and wait stand as before, where nothing has changed them since."""
    touch = await touches.lock_touch(db, data.touch_id)
    if touch is None:
        raise not_found()
    client = await seen_client(db, who, touch.client_id)
    if touch.undone_at is None:
        if trouble := rules.may_undo(who.id, touch, db.now):
            raise trouble
        if touch.answered:
            await restore_wait(db, client, touch)
        await touches.card_since(db, client.id)
        touch = await touches.undo_touch(db, touch)
        await restore_step(db, who, touch)
        if touch.outcome in rules.MET:
            await set_line(db, client.id, BookLine(met_at=await touches.last_met(db, client.id, rules.MET)))
        await unshow(db, client.id, touch.id)
        await withdraw_notice(db, client.owner_id, touch.id)
        await record(db, "touch.undone", by=who.id, client=client.id, subject=touch.id)
        await touch_book(db, client.id, "client", client.id)
    elif touch.made_by != who.id:
        raise Problem("not_your_touch", 403)
    return Touch(
        id=touch.id, client_id=client.id, answered=touch.answered, undone_at=touch.undone_at, item=None
    )


async def restore_step(db: Db, who: Who, touch: TouchRow) -> None:
    """The step before comes back, unless somebody has decided another one since."""
    if touch.line_before is None:
        return
    before = msgspec.convert(touch.line_before, Step)
    if await step_of_client(db, touch.client_id) == step_after(touch, before):
        await set_step(db, touch.client_id, before, touch.made_by)


async def restore_wait(db: Db, client: ClientHead, touch: TouchRow) -> None:
    """The client waits again since when they did, by the time they were told; unless answered otherwise since."""
    thread, since = await locked_thread(db, client.id), touch.waited_since
    if thread is None or since is None:
        return
    if await touches.answered_after(db, thread.id, client.id, touch.made_at):
        return
    await record(db, "wait.restored", by=touch.made_by, client=client.id, subject=thread.id)
    if await queries.begin_wait(db, thread.id, since):
        await waiting.restore_promise(db, thread, touch.promise_id, since)
    else:
        told = await promises.promised_by(db, touch.promise_id) if touch.promise_id else None
        await carry_wait(db, thread.id, client, since, told)
    waiting.touch_thread(db, thread)
