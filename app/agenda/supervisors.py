"""A client writes past their manager: the supervisors get a task with a time, and the client is told so."""

from uuid import UUID

from app.agenda.model import NewTask
from app.agenda.tasks import add_task
from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.conversations.model import Inbound
from app.conversations.receiving import meet, receive_message
from app.conversations.rules import first_line
from app.conversations.speaking import say_by_itself
from app.coverage.rules import answer_by
from app.journal.actions import record
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.people.queries import active_people, dealership, person
from app.standards.queries import latest_standard
from app.texts import Phrase, by

KIND = "supervisor"


async def write_to_supervisor(db: Db, inbound: Inbound) -> UUID | None:
    """Keep the words in the one talk, whatever channel brings them, and call the supervisors to it.

    Answers the message, None if it is here already. Raises 409 where nobody could be called.
    """
    if not await active_people(db, "supervisor"):
        raise Problem("no_supervisor", 409)
    message = await receive_message(db, inbound)
    if message is None:
        return None
    met = await meet(db, inbound.sender)
    client = await client_head(db, met.thread.client_id) if met.thread.client_id else None
    if client is None:
        raise not_found()
    words = await call(db, client, message, inbound.text)
    if words:
        await say_by_itself(db, met.thread, met.address, client.language, words)
    return message


async def call(db: Db, client: ClientHead, message: UUID, text: str) -> Phrase | None:
    """Each supervisor gets the task. Answers what the client hears: who, by when, and who else reads the talk.

    None: there is nobody to be called.
    """
    bosses = [boss["id"] for boss in await active_people(db, "supervisor")]
    if not bosses:
        return None
    await record(db, "supervisor.called", by_client=client.id, client=client.id, subject=message)
    house, rules = await dealership(db), (await latest_standard(db)).answer
    due_at = answer_by(db.now, rules, house.time_zone)
    for boss in bosses:
        task = NewTask(
            person=boss,
            kind=KIND,
            key=f"{message}:{boss}",
            words=Phrase("task.supervisor", {"form": client.address_form}),
            because=Phrase("task.supervisor.because", {"text": first_line(text)}),
            due_at=due_at,
            client=client.id,
        )
        await add_task(db, task)
    first, owner = await person(db, bosses[0]), await person(db, client.owner_id)
    facts = {
        "name": first.name if first else house.name,
        "by": by(due_at),
        "manager": owner.name if owner else house.name,
    }
    return Phrase("supervisor.called", facts)
