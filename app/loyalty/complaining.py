"""A complaint: written down by people, mended by people, and over when the client says so."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from app.agenda.model import NewTask
from app.agenda.tasks import add_task, finish_task
from app.clients.actions import own_client, seen_client, set_line, touch_book
from app.clients.model import BookLine, ClientHead
from app.clients.queries import client_head
from app.conversations.asked import Ask, Option
from app.conversations.asking import answer_back, ask, stop_asking, thread_of_ask
from app.conversations.waiting import begin_wait
from app.journal.actions import record, show, unshow
from app.kit.alone import alone
from app.kit.auth import Who
from app.kit.db import Database, Db
from app.kit.errors import Problem, bad_field, filled, not_found
from app.loyalty import complaints
from app.loyalty.complaints import Complaint
from app.people.notices import notify, withdraw_notice
from app.texts import Phrase, by

MENDED_WITHIN, MENDED_ANEW = timedelta(hours=72), timedelta(hours=24)
ASK_AGAIN = timedelta(days=1)  # after a question that reached nobody
BATCH = 200
SLIP = timedelta(minutes=10)
"""So long whoever wrote a complaint down may take it back: for slips of the finger, not for bad news."""
KIND = "complaint"
"""Of the question whether it is solved, and of the task."""
OPTIONS = [
    Option(key="yes", words=Phrase("button.solved")),
    Option(key="no", words=Phrase("button.unsolved"), asks=True),
]
ComplaintWords = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class NewComplaint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the client is unhappy with, in the words of whoever heard it."""

    id: UUID
    words: ComplaintWords


class LogComplaint(NewComplaint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID


class Mended(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was done about it. The client is asked whether that solves it."""

    id: UUID
    words: ComplaintWords


class CloseComplaint(Mended, frozen=True, kw_only=True, forbid_unknown_fields=True):
    complaint_id: UUID


class Heard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the client said of it by phone or at the desk, in the word of whoever heard it."""

    id: UUID
    solved: bool


class HearClient(Heard, frozen=True, kw_only=True, forbid_unknown_fields=True):
    complaint_id: UUID


class WithdrawComplaint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID
    complaint_id: UUID


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """The complaint as it is now; `asked`: the client gets the question whether it is solved."""

    complaint: Complaint
    asked: bool


async def log_complaint(db: Db, who: Who, data: LogComplaint) -> Complaint:
    """Write down what a client is unhappy with. Whoever sees the card may; their manager and boss learn it."""
    client = await seen_client(db, who, data.client_id, lock=True)
    words = filled("words", data.words)
    due_at = db.now + MENDED_WITHIN
    if not await complaints.insert_complaint(db, data.id, client.id, words, who.id, due_at):
        raise bad_field("id", "taken")
    await record(db, "complaint.made", by=who.id, client=client.id, subject=data.id, due_at=due_at)
    await show(
        db, client.id, "complaint", Phrase("timeline.complaint", {"text": words}), who=who.id, ref=data.id
    )
    await mark_line(db, client)
    await give_task(db, client, str(data.id), due_at, words)
    if who.id != client.owner_id:
        told = Phrase("notice.complaint", {"who": who.name, "client": client.name, "text": words})
        await notify(db, client.owner_id, KIND, told, client=client.id, about=data.id)
    return await found(db, data.id)


async def close_complaint(db: Db, who: Who, data: CloseComplaint) -> Closed:
    """It is mended, we say; the client is asked. Until they say yes it stays open for their loyalty."""
    complaint = await seen(db, who, data.complaint_id)
    client = await own_or_boss(db, who, complaint.client_id)
    if complaint.closed_at:
        raise Problem("complaint_closed", 409)
    words = filled("words", data.words)
    await complaints.set_closed(db, complaint.id, who.id, words)
    await record(db, "complaint.closed", by=who.id, client=client.id, subject=complaint.id)
    line = Phrase("timeline.complaint_closed", {"text": words})
    await show(db, client.id, "complaint", line, who=who.id, ref=complaint.id)
    await finish_task(db, KIND, task_key(complaint), "closed")
    await ask_client(db, client, complaint.id, words)
    await touch_book(db, client.id, "client", client.id)
    now = await found(db, complaint.id)
    return Closed(complaint=now, asked=now.asked)


async def ask_client(db: Db, client: ClientHead, complaint: UUID, done: str) -> None:
    """Is it solved? Asked where the client can be written to; where not, as soon as they can."""
    await ask(
        db, client.id, kind=KIND, subject=complaint, lane="announcement",
        words=Phrase("complaint.ask", {"form": client.address_form, "text": done}), options=OPTIONS,
    )  # fmt: skip


async def ask_the_unasked(database: Database, dealership: UUID, _: Any = None) -> None:
    """Whoever could not be asked when it was mended, or whom the question did not reach, is asked when they can be."""

    async def find(db: Db) -> list[UUID]:
        return await complaints.mended_unasked(db, db.now - ASK_AGAIN, BATCH)

    for complaint in (await database.work(dealership, find))[0]:
        await alone(database, dealership, complaint, ask_now, "not asked whether it is solved")


async def ask_now(db: Db, id: UUID) -> None:
    complaint = await found(db, id)
    client = await client_head(db, complaint.client_id)
    if client and complaint.closing is not None and not (complaint.solved_at or complaint.asked):
        await ask_client(db, client, complaint.id, complaint.closing)
        await touch_book(db, client.id, "client", client.id)


async def hear_client(db: Db, who: Who, data: HearClient) -> Complaint:
    """The client told one of us whether it is solved.

    A yes frees reminders and questions, and returns no points: those the client's own answer returns, whenever they
    give it. A no opens it again.
    """
    complaint = await seen(db, who, data.complaint_id)
    client = await own_or_boss(db, who, complaint.client_id)
    if complaint.closed_at is None:
        raise Problem("complaint_not_mended", 409)
    if complaint.solved_at:
        raise Problem("complaint_over", 409)
    if data.solved and complaint.heard_at:
        return complaint
    if data.solved:
        await complaints.set_heard(db, complaint.id, who.id)
        await record(db, "complaint.heard", by=who.id, client=client.id, subject=complaint.id)
        await show(
            db, client.id, "complaint", Phrase("timeline.complaint_heard"), who=who.id, ref=complaint.id
        )
    else:
        await stop_asking(db, complaint.id)
        await record(db, "complaint.reopened", by=who.id, client=client.id, subject=complaint.id)
        await go_on(db, complaint, client, who=who.id)
    await mark_line(db, client)
    return await found(db, complaint.id)


async def client_judges(db: Db, ask: Ask, key: str) -> None:
    """The client says whether it is solved."""
    complaint, client = (
        await complaints.lock_complaint(db, ask.subject_id),
        await client_head(db, ask.client_id),
    )
    if complaint is None or client is None or complaint.closed_at is None or complaint.solved_at:
        return
    if key == "yes":
        await complaints.set_solved(db, complaint.id)
        await record(
            db, "complaint.solved", by_client=client.id, client=client.id, subject=complaint.id,
            late=complaint.closed_at > complaint.due_at, reopened_at=complaint.reopened_at,
        )  # fmt: skip
        await show(db, client.id, "complaint", Phrase("timeline.complaint_solved"), ref=complaint.id)
        await answer_back(db, ask, Phrase("complaint.thanks"))
    else:
        await record(db, "complaint.reopened", by_client=client.id, client=client.id, subject=complaint.id)
        due_at = await go_on(db, complaint, client)
        if thread := await thread_of_ask(db, ask):
            await begin_wait(db, thread)
        await answer_back(db, ask, Phrase("complaint.goes_on", {"by": by(due_at)}))
    await mark_line(db, client)


async def go_on(db: Db, complaint: Complaint, client: ClientHead, who: UUID | None = None) -> datetime:
    """It is not solved, the client says: there is work again, by the time that this answers."""
    await complaints.set_reopened(db, complaint.id)
    words = Phrase("timeline.complaint_reopened")
    await show(db, client.id, "complaint", words, who=who, ref=complaint.id)
    due_at = db.now + MENDED_ANEW
    await give_task(db, client, task_key(await found(db, complaint.id)), due_at, complaint.words)
    return due_at


async def withdraw_complaint(db: Db, who: Who, data: WithdrawComplaint) -> Complaint:
    """A slip of the finger: taken back by whoever made it, within minutes."""
    complaint = await seen(db, who, data.complaint_id)
    if complaint.withdrawn_at:
        return complaint
    if complaint.made_by.id != who.id:
        raise Problem("not_your_complaint", 403)
    if complaint.closed_at or complaint.reopened_at or db.now > complaint.made_at + SLIP:
        raise Problem("complaint_stands", 409)
    client = await seen_client(db, who, complaint.client_id)
    await complaints.set_withdrawn(db, complaint.id)
    await record(db, "complaint.withdrawn", by=who.id, client=client.id, subject=complaint.id)
    await unshow(db, client.id, complaint.id)
    await finish_task(db, KIND, task_key(complaint), "withdrawn")
    await withdraw_notice(db, client.owner_id, complaint.id)
    await stop_asking(db, complaint.id)
    await mark_line(db, client)
    return await found(db, complaint.id)


async def seen(db: Db, who: Who, id: UUID) -> Complaint:
    """The complaint for somebody who may see its client's card, held."""
    complaint = await complaints.lock_complaint(db, id)
    if complaint is None:
        raise not_found()
    await seen_client(db, who, complaint.client_id)
    return complaint


async def own_or_boss(db: Db, who: Who, client: UUID) -> ClientHead:
    """Mending is the owner's; a supervisor may say it too."""
    return await (seen_client if who.role == "supervisor" else own_client)(db, who, client)


async def found(db: Db, id: UUID) -> Complaint:
    complaint = await complaints.lock_complaint(db, id)
    assert complaint is not None
    return complaint


def task_key(complaint: Complaint) -> str:
    """A task of its own for each time the client says that it is not solved."""
    again = complaint.reopened_at
    return f"{complaint.id}/{again:%Y%m%d%H%M%S%f}" if again else str(complaint.id)


async def give_task(db: Db, client: ClientHead, key: str, due_at: datetime, words: str) -> None:
    task = NewTask(
        person=client.owner_id,
        kind=KIND,
        key=key,
        words=Phrase("task.complaint", {"form": client.address_form}),
        due_at=due_at,
        client=client.id,
        because=Phrase("task.complaint.because", {"text": words}),
    )
    await add_task(db, task)


async def mark_line(db: Db, client: ClientHead) -> None:
    """The book knows since when the client is unhappy: nothing is advertised to them meanwhile."""
    await set_line(db, client.id, BookLine(complaint_since=await complaints.open_since(db, client.id)))
    await touch_book(db, client.id, "client", client.id)
