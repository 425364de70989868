"""How did it go? Asked by the system after a visit to our workshop, never by people, and never too often."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.agenda.model import NewTask
from app.agenda.service import PURPOSE
from app.agenda.tasks import add_task
from app.clients.consents import refuses
from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.conversations.asked import Ask, Option
from app.conversations.asking import answer_back, ask, stop_asking
from app.deliveries.leaving import recall
from app.journal.actions import record, show
from app.kit.db import Db
from app.kit.ids import new_id
from app.loyalty import complaints, surveys
from app.people.queries import dealership, person
from app.texts import Phrase, on

KIND, READER = "survey", "survey_reader"
"""Of the two questions: the mark, and who reads a low one first."""
NOT_NOW = "not_now"
NEXT_DAY = timedelta(hours=20)
FRESH = timedelta(days=3)
"""An older visit, brought by an import, is not asked about."""
APART, A_YEAR, TIMES_A_YEAR = timedelta(days=30), timedelta(days=365), 6
UNMENDED = timedelta(days=180)
COUNTS = timedelta(days=30)
LOW = {"csat": 3, "nps": 6, "ces": 4}


async def ask_after_visit(db: Db, entry: asyncpg.Record) -> None:
    """A visit was entered. Whoever says so, the client is asked once for it, if at all."""
    visit = await surveys.visit(db, entry["subject_id"])
    if (
        visit is None
        or visit["client_id"] is None
        or visit["place"] != "here"
        or db.now - visit["at"] > FRESH
    ):
        return
    client = await client_head(db, visit["client_id"])
    if client is None:
        return
    survey = new_id()
    skipped = await why_not(db, client.id, survey)
    if skipped is None and not await asked_about(db, client, survey, visit["at"], visit["car"]):
        skipped = "unreachable"
    asked_at = None if skipped else db.now
    await surveys.insert_survey(db, survey, client.id, entry["subject_id"], visit["at"], asked_at, skipped)


async def survey_wanted(db: Db, told: Ask) -> bool:
    """May the question leave that waited for its hour? What would keep it from being asked keeps it here."""
    because = await why_not(db, told.client_id, told.subject_id)
    if because is None:
        return True
    if await recall(db, told.message_id):
        await stop_asking(db, told.subject_id)
        await surveys.set_skipped(db, told.subject_id, because)
    return False


async def why_not(db: Db, client: UUID, survey: UUID) -> str | None:
    """Why the client is left in peace with this survey; None: they may be asked."""
    if await refuses(db, client, PURPOSE):
        return "refused"
    if await complaints.open_since(db, client):
        return "complaint"
    last_at, times = await surveys.asked_since(db, client, survey, db.now - A_YEAR)
    if last_at and db.now - last_at < APART:
        return "recent"
    if times >= TIMES_A_YEAR:
        return "year"
    mark = await surveys.last_mark(db, client)
    if mark and mark["mark"] <= LOW[mark["instrument"]] and db.now - mark["answered_at"] < UNMENDED:
        return None if await complaints.solved_since(db, client, mark["answered_at"]) else "low_mark"
    return None


async def asked_about(db: Db, client: ClientHead, survey: UUID, at: datetime, car: str) -> bool:
    marks = [Option(key=str(n), words=Phrase("survey.mark", {"mark": str(n)})) for n in range(1, 6)]
    day = at.astimezone(ZoneInfo((await dealership(db)).time_zone)).date()
    asked = await ask(
        db, client.id, kind=KIND, subject=survey, lane="reminder", at=at + NEXT_DAY, until=db.now + COUNTS,
        words=Phrase("survey.ask", {"form": client.address_form, "car": car, "on": on(day)}),
        options=[*marks, Option(key=NOT_NOW, words=Phrase("button.not_now"))],
    )  # fmt: skip
    return asked is not None


async def answered(db: Db, ask: Ask, key: str) -> None:
    """The client gave a mark, or would rather not."""
    mark = None if key == NOT_NOW else int(key)
    about = await surveys.answer_survey(db, ask.subject_id, mark)
    client = await client_head(db, ask.client_id)
    if about is None or client is None:
        return
    if mark is None:
        await answer_back(db, ask, Phrase("survey.fine"))
        return
    await record(
        db, "survey.answered", by_client=client.id, client=client.id, subject=ask.subject_id,
        instrument=about["instrument"], mark=mark, **await confirmed(db, about["visit_id"]),
    )  # fmt: skip
    await show(db, client.id, "survey", Phrase("timeline.survey", {"mark": mark}), ref=ask.subject_id)
    if mark > LOW[about["instrument"]]:
        await answer_back(db, ask, Phrase("survey.thanks"))
    else:
        await low(db, ask, client, mark)


async def confirmed(db: Db, visit: UUID) -> dict[str, Any]:
    """Who gives a mark for a service says that it was."""
    row = await surveys.visit(db, visit)
    if row is None or row["kind"] != "service":
        return {}
    return {"visit": visit, "visited_at": row["at"], "late": row["late"]}


async def low(db: Db, told: Ask, client: ClientHead, mark: int) -> None:
    """Somebody reads it for certain; whether the own manager does so first, the client decides."""
    for boss in await surveys.supervisors(db):
        await give_task(db, boss, client, told.subject_id, mark)
    owner = await person(db, client.owner_id)
    readers = [
        Option(
            key="owner", words=Phrase("survey.reader.owner", {"name": owner.address_form if owner else "…"})
        ),
        Option(key="supervisor", words=Phrase("survey.reader.supervisor")),
    ]
    words = Phrase("survey.who_reads")
    await ask(db, client.id, kind=READER, subject=told.subject_id, words=words, options=readers, at_once=True)


async def reader_chosen(db: Db, told: Ask, key: str) -> None:
    """Who reads it first."""
    client = await client_head(db, told.client_id)
    mark = await surveys.last_mark(db, told.client_id)
    if client is None or mark is None:
        return
    await surveys.set_reader(db, told.subject_id, key)
    if key == "owner":
        await give_task(db, client.owner_id, client, told.subject_id, mark["mark"])
    await answer_back(db, told, Phrase("survey.passed_on"))


async def give_task(db: Db, to: UUID, client: ClientHead, survey: UUID, mark: int) -> None:
    task = NewTask(
        person=to,
        kind="low_mark",
        key=f"{survey}/{to}",
        words=Phrase("task.low_mark", {"form": client.address_form}),
        due_at=db.now + timedelta(hours=4),
        client=client.id,
        because=Phrase("task.low_mark.because", {"mark": mark}),
    )
    await add_task(db, task)
