"""Urgent: whoever answers is rung at once, the supervisors get a task, and the client can take it back."""

from uuid import UUID

from app.agenda.model import NewTask
from app.agenda.tasks import add_task, finish_task
from app.clients.model import ClientHead
from app.conversations import asked, promises, queries, watches
from app.conversations.asked import Ask, Option
from app.conversations.asking import answer_back, ask, stop_asking, thread_of_ask
from app.conversations.called import call_off
from app.conversations.entries import Entry, buttons_of
from app.conversations.naming import given_now
from app.conversations.receiving import Met
from app.conversations.waiting import end_wait, touch_thread
from app.conversations.welcoming import name_of
from app.coverage.calling import urgent_calls
from app.coverage.scheduling import roster_now
from app.journal.actions import record
from app.kit.db import Db
from app.menu.answering import Chosen, Promised, answer, house_phone, still_to_come, worded
from app.menu.queries import waits_for_this_only
from app.people.queries import active_people
from app.standards.queries import ladder_versions
from app.texts import Phrase, at, sentences

KIND = "urgent"
OVER = Option(key="over", words=Phrase("button.menu.over"))
BESIDE: tuple[Entry, ...] = ("call",)


async def open_urgent(db: Db, met: Met) -> Ask | None:
    """What the client said last to be urgent and has not taken back."""
    found = await asked.open_asks(db, met.contact.kind, met.contact.handle or "")
    return next((one for one in found if one.kind == KIND), None)


async def urgent_stands(db: Db, met: Met, client: ClientHead) -> bool:
    """It was said, not taken back, and the wait it was said in goes on: a later wait is a new matter."""
    before, thread = await open_urgent(db, met), await queries.thread(db, met.thread.id)
    since = thread.waiting_since if thread else None
    return before is not None and since is not None and since <= before.asked_at


async def call_at_once(db: Db, chosen: Chosen, because: Phrase | None = None) -> None:
    """The message itself rings at whoever answers, like any; this calls the supervisors, and says who and when.
    `because`: what it rests on, where the client did not choose it from the menu."""
    client = chosen.client
    lines = await urgent_lines(db, chosen.met, client)
    if await urgent_stands(db, chosen.met, client):
        await call_ladder(db, chosen.met.thread.id)  # who took it may have left it
        await answer(db, chosen, lines, BESIDE)
        return
    before = await open_urgent(db, chosen.met)
    if before:
        await stop_asking(db, before.subject_id)
    said = Phrase("task.urgent.because", {"at": at(db.now)})
    words = Phrase("task.urgent", {"form": client.address_form})
    because = sentences(said, because) if because else said
    await call_supervisors(db, chosen.message, words, because, client.id)
    await record(db, "urgent.called", by_client=client.id, client=client.id, subject=chosen.message)
    await call_ladder(db, chosen.met.thread.id)
    await ask(
        db, client.id, kind=KIND, subject=chosen.message, words=worded(chosen.entry, lines), options=[OVER],
        at_once=True, also=buttons_of(BESIDE, client.language),
    )  # fmt: skip


async def call_supervisors(
    db: Db, message: UUID, words: Phrase, because: Phrase, client: UUID | None
) -> None:
    """Each has it to do now."""
    for boss in await active_people(db, "supervisor"):
        task = NewTask(
            person=boss["id"], kind=KIND, key=f"{message}:{boss['id']}", words=words, because=because,
            due_at=db.now, client=client,
        )  # fmt: skip
        await add_task(db, task)


async def urgent_lines(db: Db, met: Met, client: ClientHead | None) -> list[Phrase]:
    """Danger first; then who is called and until when, which at night is the truth about the night; the phone."""
    understood = Phrase("menu.urgent.understood", {"form": client.address_form}) if client else None
    first = sentences(understood or Phrase("menu.urgent.stranger"), Phrase("menu.urgent.danger"))
    given = await still_to_come(db, met.thread.id)
    called, named = [], set[UUID]()
    if given:
        who, words = await whom_we_call(db, given, client)
        called, named = [words], {who, given.person_id}
    told = [boss for boss in await active_people(db, "supervisor") if boss["id"] not in named]
    if told:
        called.append(Phrase("menu.urgent.bosses", {"names": ", ".join(boss["name"] for boss in told)}))
    lines = [first, sentences(*(called or [Phrase("menu.nobody")]))]
    return [*lines, Phrase("menu.urgent.where"), *await house_phone(db)]


async def whom_we_call(db: Db, given: Promised, client: ClientHead | None) -> tuple[UUID, Phrase]:
    """Who is called first: at work, or on call at this hour; and the truth where neither is."""
    owner = client.owner_id if client else None
    now = await given_now(db, owner)
    if now and now.here_from <= db.now:
        return given.person_id, Phrase("menu.urgent.called", given.facts)
    calls = urgent_calls(owner, db.now, await roster_now(db), (await ladder_versions(db))[0])
    who = calls[0].people[0] if calls else given.person_id
    name = await name_of(db, who)
    if calls and not calls[0].woken:
        return who, Phrase("menu.urgent.on_call", {"name": name})
    return who, Phrase("menu.urgent.night", given.facts | {"name": name})


async def call_ladder(db: Db, thread: UUID) -> None:
    """From now on one after the other is called, until somebody has taken it."""
    promise = await promises.open_promise(db, thread)
    if promise:
        await watches.call_now(db, promise["id"])


# --- not needed any more


async def not_needed(db: Db, ask: Ask, key: str) -> None:
    """The client took it back. The wait ends with it only where they asked for nothing else."""
    for boss in await active_people(db, "supervisor"):
        await finish_task(db, KIND, f"{ask.subject_id}:{boss['id']}", "not_needed")
    await record(
        db, "urgent.withdrawn", by_client=ask.client_id, client=ask.client_id, subject=ask.subject_id
    )
    thread = await thread_of_ask(db, ask)
    promise = await promises.open_promise(db, thread.id) if thread else None
    if promise:
        await watches.calm(db, promise["id"])
        await call_off(db, promise["id"])
    if thread and await waits_for_this_only(db, ask.subject_id, thread.id):
        await end_wait(db, thread, answered_by=None)
        touch_thread(db, thread)
    given = await still_to_come(db, thread.id) if thread else None
    words = Phrase("menu.urgent.over_waits", given.facts) if given else Phrase("menu.urgent.over")
    await answer_back(db, ask, words)
