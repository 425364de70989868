"""An answer from the menu: once a minute however often it is asked for, in the client's language."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from app.clients.model import ClientHead
from app.conversations import promises, queries
from app.conversations.entries import Entry, buttons_of
from app.conversations.naming import given_now
from app.conversations.receiving import ONCE_IN, Met
from app.conversations.speaking import say_by_itself
from app.conversations.welcoming import name_of
from app.deliveries.tables import WORDS_ONLY
from app.kit import phones
from app.kit.db import Db
from app.menu.queries import answered_since
from app.people.queries import dealership
from app.texts import Phrase, by


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What a client of the house chose, and the message in which they did."""

    entry: Entry
    met: Met
    client: ClientHead
    message: UUID
    text: str


async def lately(db: Db, met: Met, entry: Entry) -> bool:
    return await answered_since(db, met.thread.id, entry, db.now - ONCE_IN)


def worded(entry: Entry, lines: list[Phrase]) -> Phrase:
    """The answer as it is kept: which entry it answers, and a line for each thing to say."""
    return Phrase("menu.answer", {"entry": entry, "lines": lines})


async def answer(
    db: Db, chosen: Chosen, lines: list[Phrase], buttons: Iterable[Entry] = (), language: str | None = None
) -> None:
    """Say it at once: the client is here. It ends no wait."""
    spoken = language or chosen.client.language
    under = buttons_of(buttons, spoken)
    if under and chosen.met.contact.kind in WORDS_ONLY:
        said = ", ".join(f"«{button.text}»" for button in under)
        lines = [*lines, Phrase("menu.words", {"words": said})]
    words = worded(chosen.entry, lines)
    await say_by_itself(db, chosen.met.thread, chosen.met.address, spoken, words, buttons=under)
    await mark_told_by(db, chosen.met.thread.id, chosen.entry)


TELLS: tuple[Entry, ...] = ("urgent", "call", "supervisor", "repeat", "duty")
"""Entries whose answer names who answers, and by when."""


async def mark_told_by(db: Db, thread: UUID, entry: Entry) -> None:
    promise = await promises.open_promise(db, thread) if entry in TELLS else None
    if promise:
        await promises.mark_told(db, promise["id"])


async def house_phone(db: Db) -> list[Phrase]:
    """The number as text, where the house has one."""
    number = (await dealership(db)).phone
    return [Phrase("start.phone", {"phone": phones.shown(number)})] if number else []


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers this talk, by when; `late`: that time has passed."""

    person_id: UUID
    name: str
    by_at: datetime
    late: bool

    @property
    def facts(self) -> dict[str, Any]:
        return {"name": self.name, "by": by(self.by_at)}


async def promised(db: Db, thread: UUID) -> Promised | None:
    """What the client was told, while they wait; None: they do not, or there is nobody to name."""
    found, promise = await queries.thread(db, thread), await promises.open_promise(db, thread)
    if found is None or found.waiting_since is None or promise is None:
        return None
    by_at = promise["new_by_at"] or promise["by_at"]
    return Promised(
        person_id=promise["person_id"],
        name=await name_of(db, promise["person_id"]),
        by_at=by_at,
        late=by_at <= db.now,
    )


async def still_to_come(db: Db, thread: UUID) -> Promised | None:
    """The same with a time that can still be kept: nobody is told one that has passed."""
    given = await promised(db, thread)
    found = await queries.thread(db, thread) if given and given.late else None
    anew = await given_now(db, found.owner_id, given.person_id) if given and found else None
    return replace(given, by_at=anew.by_at, late=False) if given and anew else given
