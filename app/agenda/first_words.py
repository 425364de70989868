"""A newly connected client hears from their manager within the hour: a task, done by the first own message."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from msgspec import structs

from app.agenda.model import NewTask
from app.agenda.queries import count_open, person_spoke
from app.agenda.tasks import add_task, finish_task
from app.clients.queries import client_head
from app.coverage.rules import answer_by
from app.kit.db import Db
from app.people.queries import dealership
from app.standards.model import AnswerRules
from app.standards.queries import latest_standard
from app.texts import Phrase, at

KIND = "first_words"
WITHIN = timedelta(minutes=60)
IN_AN_HOUR = 20  # who connected more clients at once gets three minutes for each further one


async def ask_for_first_words(db: Db, entry: asyncpg.Record) -> None:
    """A contact was linked to a card. Where a person spoke before, nothing is left to begin."""
    client = await client_head(db, entry["client_id"])
    if client is None or await person_spoke(db, client.id):
        return
    rules, zone = (await latest_standard(db)).answer, (await dealership(db)).time_zone
    open_already = await count_open(db, client.owner_id, KIND)
    task = NewTask(
        person=client.owner_id,
        kind=KIND,
        key=str(client.id),
        words=Phrase("task.first_words", {"form": client.address_form}),
        due_at=due_at(entry["at"], open_already, rules, zone),
        client=client.id,
        because=Phrase("task.first_words.because", {"at": at(entry["at"])}),
    )
    await add_task(db, task)


def due_at(linked_at: datetime, open_already: int, rules: AnswerRules, zone: str) -> datetime:
    """An hour of opening time later; when a whole evening's clients come in at once, one after the other."""
    later = max(0, open_already + 1 - IN_AN_HOUR) * (WITHIN / IN_AN_HOUR)
    minutes = int((WITHIN + later).total_seconds()) // 60
    return answer_by(linked_at, structs.replace(rules, answer_minutes=minutes), zone)


async def first_words_said(db: Db, entry: asyncpg.Record) -> None:
    """A person wrote to a client."""
    client: UUID | None = entry["client_id"]
    if client:
        await finish_task(db, KIND, str(client), "written")
