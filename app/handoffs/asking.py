"""Ask a specialist: one question with the capsule, a time, and the answer back in the talk for the owner to send."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.clients.standing_in import stands_in
from app.conversations.actions import answerable, readable
from app.conversations.rules import first_line
from app.handoffs import questions
from app.handoffs.model import (
    AnswerQuestion,
    AskedQuestion,
    AskedQuestions,
    AskSpecialist,
    Capsule,
    WithdrawQuestion,
)
from app.handoffs.questions import Question
from app.handoffs.returning import thread_of, touch
from app.handoffs.slices import capsule_for
from app.handoffs.working import working_time
from app.journal.actions import record, show
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, filled, not_found
from app.kit.ids import feed_of
from app.people.model import Named
from app.people.notices import notify, withdraw_notice
from app.people.queries import active_people, person
from app.texts import Phrase, by

REMEMBERED = timedelta(days=7)
"""So long a specialist sees what they answered; the capsule is theirs only while the question is open."""
WITH_CAPSULE = 10
"""Of a list so many come with their capsules, those whose time comes first; any other is read when it is opened."""


async def ask(db: Db, who: Who, new: AskSpecialist) -> None:
    """Put a question about a client to everybody of a trade: whoever answers first has answered. Raises
    "question_needs_card" (409) for a stranger, "no_specialist" (409) where the house has nobody of that trade."""
    thread, words = await answerable(db, who, new.thread_id), filled("words", new.words)
    head = await client_head(db, thread.client_id) if thread.client_id else None
    if head is None:
        raise Problem("question_needs_card", 409)
    people = await questions.specialists(db, new.trade)
    if not people:
        raise Problem("no_specialist", 409, trade=Phrase(f"trade.{new.trade}"))
    by_at = await working_time(db, db.now, new.minutes)
    if not await questions.insert_question(db, new.id, head.id, new.trade, who.id, words, by_at):
        raise bad_field("id", "taken")
    await record(
        db, "question.asked", by=who.id, client=head.id, subject=new.id, trade=new.trade, by_at=by_at
    )
    facts = {"trade": Phrase(f"trade.{new.trade}"), "text": first_line(words)}
    await show(db, head.id, "question", Phrase("timeline.question", facts), who=who.id, ref=new.id)
    for one in people:
        words_to = Phrase("question.asked", {"name": who.name, "by": by(by_at)})
        await notify(db, one, "question", words_to, about=about(new.id, one))
    await touch_all(db, head, new.id, people)


def about(question: UUID, reader: UUID) -> UUID:
    return uuid5(question, str(reader))


def late_about(question: UUID, reader: UUID) -> UUID:
    return uuid5(question, f"late {reader}")


async def answer(db: Db, who: Who, act: AnswerQuestion) -> None:
    """A specialist of the trade answers. Raises 404 for anybody else, "question_settled" (409) where it is answered or
    taken back."""
    found, me = await questions.lock_question(db, act.question_id), await person(db, who.id)
    words = filled("words", act.words)
    if found is None or me is None or who.role != "specialist" or me.trade != found.trade:
        raise not_found()
    if found.answered_by == who.id and found.answer == words:
        return  # a repeat, the first answer was lost
    if found.state != "open":
        raise Problem("question_settled", 409)
    await questions.settle_question(db, found.id, "answered", words, who.id)
    head = await settled(db, found, by=who)
    if head is None:
        return
    facts: dict[str, Any] = {"trade": Phrase(f"trade.{found.trade}"), "text": first_line(words)}
    await show(db, head.id, "question", Phrase("timeline.question.answer", facts), who=who.id, ref=found.id)
    facts |= {"name": who.name, "form": head.address_form}
    for one in sorted({await answered_to(db, found, head), head.owner_id}):
        words_to = Phrase("question.answered", facts)
        await notify(db, one, "question", words_to, client=head.id, about=uuid5(found.id, f"answer {one}"))


async def answered_to(db: Db, question: Question, head: ClientHead) -> UUID:
    """Whoever asked, as long as they may see the client; else the owner. Who stood in then, or left, learns nothing."""
    asker = await person(db, question.asked_by)
    if asker is None or asker.deactivated_at:
        return head.owner_id
    sees = asker.role == "supervisor" or await stands_in(db, asker.id, head.id)
    return asker.id if sees else head.owner_id


async def withdraw(db: Db, who: Who, act: WithdrawQuestion) -> None:
    """It needs no answer any more, says who asked, who answers the client, or a supervisor. A repeat is answered as the
    first; an answer that came stays."""
    found = await questions.lock_question(db, act.question_id)
    thread = await thread_of(db, found.client_id) if found else None
    if found is None or thread is None:
        raise not_found()
    by_right = who.role == "supervisor" or who.id == found.asked_by
    await (readable if by_right else answerable)(db, who, thread.id)
    if found.state == "answered":
        raise Problem("question_settled", 409)
    if found.state == "open":
        await questions.settle_question(db, found.id, "withdrawn", None, None)
        await settled(db, found, by=who)


async def settled(db: Db, question: Question, *, by: Who) -> ClientHead | None:
    """Nobody is asked any more: notices leave the phones, and everybody's lists learn it."""
    kind = "question.answered" if by.role == "specialist" else "question.withdrawn"
    await record(db, kind, by=by.id, client=question.client_id, subject=question.id)
    people = await questions.specialists(db, question.trade)
    for one in people:
        await withdraw_notice(db, one, about(question.id, one))
    head = await client_head(db, question.client_id)
    bosses = {boss["id"] for boss in await active_people(db, "supervisor")}
    for one in sorted(bosses | {question.asked_by} | ({head.owner_id} if head else set())):
        await withdraw_notice(db, one, late_about(question.id, one))
    if head:
        await touch_all(db, head, question.id, people)
    return head


async def touch_all(db: Db, head: ClientHead, question: UUID, people: list[UUID]) -> None:
    await touch(db, head, question)
    db.touch(feed_of("book", head.owner_id), "client", head.id)  # it stands in their years too
    for one in people:
        db.touch(feed_of("person", one), "question", question)


# --- what specialists see


async def my_questions(db: Db, who: Who) -> AskedQuestions:
    """What waits for me, by its time, the first with their capsules; and what I answered lately."""
    rows = await questions.asked_of(db, who, db.now - REMEMBERED)
    return AskedQuestions(
        questions=[await shown(db, who, row, n < WITH_CAPSULE) for n, row in enumerate(rows)]
    )


async def read_questions(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """For phones, by feed; nothing for those who are no specialists."""
    rows = await questions.asked_by_id(db, who, db.now - REMEMBERED, ids)
    return {row["id"]: await shown(db, who, row, n < WITH_CAPSULE) for n, row in enumerate(rows)}


async def capsule_asked(db: Db, who: Who, question: UUID) -> Capsule:
    """What must be known of the client that an open question is about. Raises 404 once it is settled, and for whoever
    is not asked."""
    rows = await questions.asked_by_id(db, who, db.now - REMEMBERED, [question])
    found = await shown(db, who, rows[0], True) if rows else None
    if found is None or found.capsule is None:
        raise not_found()
    return found.capsule


async def shown(db: Db, who: Who, row: Any, whole: bool) -> AskedQuestion:
    waits = row["state"] == "open"
    return AskedQuestion(
        id=row["id"],
        trade=row["trade"],
        words=row["words"],
        about=row["address_form"],
        asked_by=Named(id=row["asker_id"], name=row["asker"]),
        asked_at=row["asked_at"],
        by_at=row["by_at"],
        answer=row["answer"],
        answered_at=row["settled_at"],
        capsule=await capsule_for(db, who, row["client_id"]) if waits and whole else None,
    )
