"""What somebody we do not know yet hears: the truth, a way to be recognised, and nothing of any client."""

from uuid import UUID

from app.conversations import queries
from app.conversations.entries import Entry
from app.conversations.receiving import Met, language_of_address, phone_button
from app.conversations.speaking import say_by_itself
from app.journal.actions import record
from app.kit.db import Db
from app.menu.answering import house_phone, mark_told_by, still_to_come, worded
from app.menu.duty import duty_lines
from app.menu.urgency import call_ladder, call_supervisors, urgent_lines
from app.texts import Phrase, at

WAITS: tuple[Entry, ...] = ("call", "supervisor", "repeat")


async def answer_stranger(db: Db, met: Met, entry: Entry, message: UUID) -> None:
    """The message stands in the lobby, where somebody answers it like any; this says what the menu can."""
    if entry in WAITS and await queries.said_since(db, met.thread.id, "lobby.first", db.now):
        return  # greeted in this very unit: who answers and by when was said
    lines = await lines_for(db, met, entry)
    if entry == "urgent":
        because = Phrase("task.urgent.because", {"at": at(db.now)})
        await call_supervisors(db, message, Phrase("task.urgent.stranger"), because, None)
        await record(db, "urgent.called", subject=message)
        await call_ladder(db, met.thread.id)
    language = await language_of_address(db, met)
    button = phone_button(language)
    await say_by_itself(db, met.thread, met.address, language, worded(entry, lines), ask_phone=button)
    await mark_told_by(db, met.thread.id, entry)


async def lines_for(db: Db, met: Met, entry: Entry) -> list[Phrase]:
    if entry == "urgent":
        return await urgent_lines(db, met, None)
    if entry == "duty":
        return [*await duty_lines(db, met, None), Phrase("menu.stranger")]
    given = await still_to_come(db, met.thread.id)
    answers = [Phrase("window.answers", given.facts)] if given else []
    return [*answers, Phrase("menu.stranger"), *await house_phone(db)]
