"""A text did not reach its client by any way: their manager calls, at an hour that is good for them. Or it may have
arrived, and they say whether it goes on."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.agenda.model import NewTask, Task
from app.agenda.queries import key_of_task
from app.agenda.service import KIND as SERVICE
from app.agenda.service import opening, say_task
from app.agenda.tasks import Follows, finish_task, open_again, put_task
from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.conversations import chains
from app.conversations.chains import Head
from app.conversations.receiving import touch_message
from app.conversations.rules import first_line
from app.deliveries.chain import taken
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.ownership import events
from app.texts import Phrase, at

KIND, LOGGED = "unreached", "logged"
ASK, CALL = "task.unreached.ask", "task.unreached.call"
REMINDS = ("raised", "later")


async def chain_went_on(db: Db, entry: asyncpg.Record) -> None:
    """The last rung of a chain is a person's, or nothing is left for them to do. A client has one such task."""
    client = await client_head(db, entry["client_id"])
    if client is None:
        return
    open_still = {row["message_id"]: row["state"] for row in await chains.chains_of_client(db, client.id)}
    state = open_still.get(entry["subject_id"])
    head = await chains.chain_head(db, entry["subject_id"])
    if entry["kind"] in ("chain.asked", "chain.called"):
        if head and state in ("asking", "calling"):
            await give_task(db, client, head)
    elif not {"asking", "calling"} & set(open_still.values()):
        await finish_task(db, KIND, str(client.id), "settled")


async def give_task(db: Db, client: ClientHead, head: Head) -> None:
    if head.state == "calling" and head.asked == SERVICE and head.subject:
        await call_about_service(db, client, head)
        return
    call = head.state == "calling" and head.call_at
    because = Phrase("task.unreached.because", {"text": first_line(head.text), "at": at(head.sent_at)})
    task = NewTask(
        person=client.owner_id, kind=KIND, key=str(client.id),
        words=Phrase(CALL if call else ASK, {"form": client.address_form}),
        due_at=head.call_at if head.call_at else await opening(db), client=client.id, because=because,
    )  # fmt: skip
    await put_task(db, task)


async def call_about_service(db: Db, client: ClientHead, head: Head) -> None:
    """The service has its own task, which says to call from now on. Of a reminder that nobody got it says so already,
    or it is put anew."""
    event = await events.lock_event(db, head.subject) if head.subject and taken(head.rungs) else None
    if event and event.state in REMINDS and head.call_at:
        because = Phrase("task.service.unheard", {"at": at(head.sent_at)})
        await say_task(db, event, "call", because, head.call_at, client)


async def called(db: Db, who: Who, task: Task, outcome: str | None) -> None:
    """The manager called: the texts that waited for it have got there."""
    await have_got_there(db, await client_of(db, task), who.id)


async def not_called(db: Db, who: Who, task: Task) -> None:
    """Not yet after all."""
    if task.done_at:
        await wait_again(db, await client_of(db, task), task.done_at, who.id)


async def call_of_rung_logged(db: Db, entry: asyncpg.Record) -> None:
    """Somebody wrote a call down, or took it back: one in which they talked is the last rung, whoever made it."""
    client, by = entry["client_id"], entry["actor_id"]
    if await chains.called_since(db, client):
        await have_got_there(db, client, by)
        await finish_task(db, KIND, str(client), LOGGED)
    elif done_at := await open_again(db, KIND, str(client), LOGGED):
        await wait_again(db, client, done_at, by)


async def have_got_there(db: Db, client: UUID, by: UUID | None) -> None:
    for message in await chains.calls_made(db, client):
        await record(db, "chain.ended", by=by, client=client, subject=message, because="called")
        await touch_message(db, message)


async def wait_again(db: Db, client: UUID, since: datetime, by: UUID | None) -> None:
    for message in await chains.calls_unmade(db, client, since):
        await record(db, "chain.called", by=by, client=client, subject=message)
        await touch_message(db, message)


async def client_of(db: Db, task: Task) -> UUID:
    return UUID(await key_of_task(db, task.id))


CALLED = Follows(frozenset({ASK, CALL}), called, not_called)
