"""A question that nobody answers climbs: its specialists once more, then the supervisors, by working hours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.clients.queries import client_head
from app.handoffs import questions
from app.handoffs.asking import about, answered_to, late_about
from app.handoffs.questions import Question
from app.handoffs.working import working_time
from app.journal.actions import record
from app.kit.db import Database, Db
from app.people.notices import notify, withdraw_notice
from app.people.queries import active_people
from app.standards.queries import ladder_versions
from app.texts import Phrase, by

BATCH, MOST = 50, 6
"""So many are looked at in a unit; after so many calls the question stands open and calls nobody more."""


async def watch_questions(database: Database, dealership: UUID, _: Any = None) -> None:
    """Each minute: whoever has the turn about a question that is late is called, once."""
    await database.work(dealership, climb_due)


async def climb_due(db: Db) -> None:
    for question in await questions.due_questions(db, BATCH):
        await climb(db, question)


async def climb(db: Db, question: Question) -> None:
    """The first rung is the specialists', with word to whoever asked; every further one the supervisors'."""
    rungs = (await ladder_versions(db))[0].can_wait
    first = question.called == 0
    minutes = rungs[0].minutes if first else rungs[-1].minutes
    last = question.called + 1 >= MOST
    await questions.call_later(db, question.id, None if last else await next_turn(db, question, minutes))
    step = "specialist" if first else "supervisor"
    await record(
        db, "question.called", client=question.client_id, subject=question.id, n=question.called + 1, step=step,
        due_at=question.due_at,
    )  # fmt: skip
    head = await client_head(db, question.client_id)
    facts = {
        "form": head.address_form if head else "",
        "trade": Phrase(f"trade.{question.trade}"),
        "by": by(question.by_at),
    }
    if first:
        for one in await questions.specialists(db, question.trade):
            await ring(db, one, about(question.id, one), Phrase("question.late", facts), None)
        if head:
            asker = await answered_to(db, question, head)
            words = Phrase("question.late.asker", facts)
            await ring(db, asker, late_about(question.id, asker), words, head.id)
        return
    for boss in await active_people(db, "supervisor"):
        words = Phrase("question.late.supervisor", facts)
        await ring(db, boss["id"], late_about(question.id, boss["id"]), words, question.client_id)


async def next_turn(db: Db, question: Question, minutes: int) -> datetime:
    """Counted from the minute that was due; a call that came late leaves the next its minutes all the same."""
    assert question.due_at is not None
    following = await working_time(db, question.due_at, minutes)
    return following if following > db.now else await working_time(db, db.now, minutes)


async def ring(db: Db, person: UUID, what: UUID, words: Phrase, client: UUID | None) -> None:
    """A newer notice in the place of the one before."""
    await withdraw_notice(db, person, what)
    await notify(db, person, "question", words, client=client, about=what)
