"""Somebody is to ring, or a supervisor to read: a person by a time, once for a wish however often it is repeated."""

from uuid import UUID

import asyncpg

from app.agenda import supervisors
from app.agenda.model import NewTask
from app.agenda.queries import open_task_with
from app.agenda.tasks import finish_task, open_again, put_task
from app.clients.contacts import phones_of_client
from app.clients.model import ClientHead
from app.conversations.receiving import Met
from app.journal.actions import record
from app.kit import phones
from app.kit.db import Db
from app.menu.answering import Chosen, Promised, answer, house_phone, still_to_come
from app.menu.queries import called_since_wished
from app.people.queries import person
from app.texts import Phrase, at

KIND, CALLED = "call_back", "called"


async def task_stands(db: Db, client: UUID, kind: str) -> Promised | None:
    """Somebody who is still here has it to do by a time that has not passed."""
    task = await open_task_with(db, client, kind)
    doer = await person(db, task["person_id"]) if task and task["due_at"] > db.now else None
    if task is None or doer is None or doer.deactivated_at:
        return None
    return Promised(person_id=doer.id, name=doer.name, by_at=task["due_at"], late=False)


# --- call me back


async def call_stands(db: Db, met: Met, client: ClientHead) -> bool:
    return await task_stands(db, client.id, KIND) is not None


async def call_back(db: Db, chosen: Chosen) -> None:
    """Whoever answers this client gets a task with a time, and the client hears both."""
    client = chosen.client
    caller = await task_stands(db, client.id, KIND)
    if caller is None:
        caller = await still_to_come(db, chosen.met.thread.id)
        if caller:
            await ask_for_call(db, chosen, caller)
    if caller is None:
        await answer(db, chosen, [Phrase("menu.nobody"), *await house_phone(db)])
        return
    await answer(db, chosen, [Phrase("menu.call.promised", caller.facts), await number_line(db, client.id)])


async def ask_for_call(db: Db, chosen: Chosen, caller: Promised) -> None:
    """One such task for a client: a new wish opens it again."""
    client = chosen.client
    task = NewTask(
        person=caller.person_id,
        kind=KIND,
        key=str(client.id),
        words=Phrase("task.call_back", {"form": client.address_form}),
        because=Phrase("task.call_back.because", {"at": at(db.now)}),
        due_at=caller.by_at,
        client=client.id,
    )
    await put_task(db, task)
    await record(
        db, "call.wished", by_client=client.id, client=client.id, subject=chosen.message,
        person=caller.person_id, by_at=caller.by_at,
    )  # fmt: skip


async def number_line(db: Db, client: UUID) -> Phrase:
    """Which number will ring; its end is enough for whoever knows it."""
    known = await phones_of_client(db, client)
    return (
        Phrase("menu.call.number", {"tail": phones.tail(known[0])})
        if known
        else Phrase("menu.call.no_number")
    )


async def call_logged(db: Db, entry: asyncpg.Record) -> None:
    """Somebody wrote a call down, or took it back: the wish is done by a talk since it was spoken, and by no other."""
    client = entry["client_id"]
    if await called_since_wished(db, client):
        await finish_task(db, KIND, str(client), CALLED)
    else:
        await open_again(db, KIND, str(client), CALLED)


# --- the supervisor


async def supervisor_stands(db: Db, met: Met, client: ClientHead) -> bool:
    return await task_stands(db, client.id, supervisors.KIND) is not None


async def call_supervisor(db: Db, chosen: Chosen) -> None:
    """Each supervisor gets the task; the client hears who and by when, and writes on in the one talk."""
    known = await task_stands(db, chosen.client.id, supervisors.KIND)
    if known:
        await answer(db, chosen, [Phrase("menu.supervisor.again", known.facts)])
        return
    called = await supervisors.call(db, chosen.client, chosen.message, chosen.text)
    if called:
        await answer(db, chosen, [called, Phrase("menu.supervisor.write")])
        return
    given = await still_to_come(db, chosen.met.thread.id)
    lines = [Phrase("menu.supervisor.none", given.facts)] if given else [Phrase("menu.nobody")]
    await answer(db, chosen, [*lines, *await house_phone(db)])
