"""'I already told you this': an apology, a mark that everybody sees, and a person who looks it up."""

from app.agenda.model import NewTask
from app.agenda.tasks import put_task
from app.conversations import repeats
from app.conversations.rules import first_line
from app.journal.actions import show
from app.kit.db import Db
from app.menu.answering import Chosen, answer, still_to_come
from app.texts import Phrase, sentences

KIND = "told_before"


async def told_before(db: Db, chosen: Chosen) -> None:
    """The question goes back to whoever answers: to be looked up, not asked again. One task for a question."""
    client, asked = chosen.client, await repeats.question_meant(db, chosen.met.thread.id, chosen.message)
    given = await still_to_come(db, chosen.met.thread.id)
    about, person = (asked["id"], asked["author_id"]) if asked else (None, None)
    await repeats.told(db, client.id, chosen.message, about, person)
    await show(db, client.id, "repeat", Phrase("timeline.told_before"), ref=chosen.message)
    if given is None:
        await answer(db, chosen, [sentences(Phrase("menu.repeat.sorry"), Phrase("menu.nobody"))])
        return
    line = first_line(asked["text"] or "") if asked else ""
    because = Phrase("task.told_before.because", {"text": line}) if line else None
    task = NewTask(
        person=given.person_id,
        kind=KIND,
        key=str(asked["id"] if asked else client.id),
        words=Phrase("task.told_before", {"form": client.address_form}),
        because=because,
        due_at=given.by_at,
        client=client.id,
    )
    await put_task(db, task)
    code = "menu.repeat.question" if line else "menu.repeat.talk"
    await answer(db, chosen, [Phrase(code, given.facts)])
