"""A question to a specialist rings: at those who may answer it, at whoever asked, and at the supervisors when it is
late. Each at their next hour of work, and never with a name."""

from uuid import UUID, uuid5

import asyncpg

from app.clients.queries import client_head
from app.conversations.queries import thread_of_client
from app.coverage.ladder import Keeper, works_from
from app.coverage.scheduling import roster_now
from app.deliveries import actions as deliveries
from app.deliveries import devices as sent
from app.handoffs import questions
from app.handoffs.asking import answered_to
from app.handoffs.questions import Question
from app.kit.db import Db
from app.people import devices
from app.people.devices import Device
from app.people.queries import active_people, dealership
from app.texts import Phrase, by
from push import queries
from push.envelope import put
from push.model import MESSAGE_LIFE, About, Envelope, Notice

SPECIALISTS = "/"
"""Where their questions stand."""


async def ring_for_question(db: Db, entry: asyncpg.Record) -> None:
    """Somebody is asked, called about it, or answered."""
    question = await questions.question(db, entry["subject_id"])
    if question is None:
        return
    for person, about in await concerned(db, question, entry):
        await ring_at_work(db, person, uuid5(entry["id"], f"push {person}"), question.id, about)


async def concerned(db: Db, question: Question, entry: asyncpg.Record) -> list[tuple[UUID, About]]:
    head = await client_head(db, question.client_id)
    if head is None:
        return []
    asker = await answered_to(db, question, head)
    if entry["kind"] == "question.answered":
        return [(one, "answered") for one in sorted({asker, head.owner_id})]
    if entry["facts"].get("step") == "supervisor":
        return [(boss["id"], "late") for boss in await active_people(db, "supervisor")]
    asked: list[tuple[UUID, About]] = [
        (one, "asked") for one in await questions.specialists(db, question.trade)
    ]
    return asked if entry["kind"] == "question.asked" else [*asked, (asker, "late")]


async def ring_at_work(db: Db, person: UUID, thing: UUID, question: UUID, about: About) -> None:
    """Now, or when they come to work. Who keeps no schedule, specialists among them, works in the opening hours."""
    roster = await roster_now(db)
    keeper = roster.keepers.get(person) or Keeper(id=person, name="", role="specialist")
    due_at = works_from(keeper, roster, db.now)
    if due_at is None:
        return
    notice = Notice(kind="question", question_id=question, about=about)
    theirs = [device.id for device in await devices.standing_devices(db, person=person)]
    for address in await sent.addresses_of_devices(db, theirs):
        until = due_at + MESSAGE_LIFE
        await deliveries.queue(db, ("push", thing), address.id, "reply", [notice], due_at=due_at, until=until)


async def wanted(
    db: Db, id: UUID, push: UUID, notice: Notice, site: str
) -> tuple[Device | None, Envelope | None]:
    """The device and the words; none where it is settled meanwhile, or its person sees nothing of it any more."""
    device = await devices.standing_device(db, id)
    found = await questions.question(db, notice.question_id) if notice.question_id else None
    if (
        device is None
        or found is None
        or found.state != ("answered" if notice.about == "answered" else "open")
    ):
        return None, None
    path = SPECIALISTS
    if notice.about != "asked":
        thread = await thread_of_client(db, found.client_id)
        if thread is None:
            return None, None
        path = f"/threads/{thread}"
    body = Phrase("push.question.answered.body")
    if notice.about != "answered":
        due = "push.question.by" if found.by_at > db.now else "push.question.was_due"
        body = Phrase(due, {"by": by(found.by_at)})
    said = Phrase(f"push.question.{notice.about}"), body
    zone = (await dealership(db)).time_zone
    count = await queries.count_waiting(db, device.person_id)
    return device, put(
        db, device, push, said, tag=f"question-{found.id}", path=path, site=site, zone=zone, count=count
    )
