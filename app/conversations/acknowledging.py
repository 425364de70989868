"""What a client is told while they wait: who answers, by when, and how help is had at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.clients.queries import client_head
from app.conversations import own_chats, queries
from app.conversations.entries import buttons_of
from app.conversations.model import BY_PHONE, Thread
from app.conversations.speaking import say_by_itself
from app.conversations.watches import last_channel
from app.coverage.calling import stands
from app.coverage.ladder import responsible_at
from app.coverage.promising import Given
from app.coverage.scheduling import roster_now
from app.deliveries.tables import WORDS_ONLY
from app.journal.actions import record
from app.kit import phones
from app.kit.db import Db
from app.people.queries import dealership, person
from app.texts import Phrase, by, hour, sentences

CALLED = {"promise.told": "promise.called", "promise.told_again": "promise.called_again"}
"""The same of a call that nobody took."""


async def speaks_by_itself(db: Db, thread: Thread) -> bool:
    """Can the house say something here? Not under a manager's own name, and not where the way is closed."""
    address = await queries.address_of_thread(db, thread.id)
    heard = await last_channel(db, thread.id)
    return bool(address and not address["stopped_at"] and heard != own_chats.CHANNEL)


async def say_when(
    db: Db, thread: Thread, promise: Any, given: Given, by_at: datetime, *, slips: bool
) -> None:
    """One text: that the message is here, or that the told time will not be kept; by when; and where help is now."""
    first = promise["told_at"] is None
    answers = await person(db, given.person_id)
    facts = {"name": answers.name if answers else "", "by": by(by_at)}
    if slips and not first:
        facts |= {"told": by(promise["new_by_at"] or promise["by_at"])}
    told = "promise.told" if first else "promise.told_again"
    called = await last_channel(db, thread.id) == BY_PHONE
    code = "promise.slips" if slips and not first else CALLED[told] if called else told
    await say_in(db, thread, code, facts, await if_it_cannot_wait(db, thread, given), urgent=True)
    await record(
        db, "promise.told", client=thread.client_id, subject=promise["id"], by_at=by_at, slips=slips, first=first
    )  # fmt: skip


async def say_next(db: Db, thread: Thread, next_one: UUID, until: datetime) -> None:
    """Nobody has come to what is urgent yet: who is called now, and until when before the next."""
    if await speaks_by_itself(db, thread):
        named = await person(db, next_one)
        facts = {"name": named.name if named else "", "hour": hour(until)}
        await say_in(db, thread, "promise.next", facts, [])


async def say_taken(db: Db, thread: Thread, who: UUID) -> None:
    """Somebody has come to it."""
    if await speaks_by_itself(db, thread):
        named = await person(db, who)
        await say_in(db, thread, "promise.taken", {"name": named.name if named else ""}, [])


async def say_in(
    db: Db, thread: Thread, code: str, facts: dict[str, Any], lines: list[Phrase], *, urgent: bool = False
) -> None:
    """To the client by their form of address; a stranger has none."""
    address = await queries.address_of_thread(db, thread.id)
    if address is None:
        return
    client = await client_head(db, thread.client_id) if thread.client_id else None
    language = client.language if client else address["language"]
    said = (
        Phrase(code, facts | {"form": client.address_form}) if client else Phrase(f"{code}.stranger", facts)
    )
    buttons = buttons_of(("urgent",), language) if urgent else []
    if buttons and address["channel"] in WORDS_ONLY:
        lines = [*lines, Phrase("menu.words", {"words": f"«{buttons[0].text}»"})]
    await say_by_itself(db, thread, address["id"], language, sentences(said, *lines), buttons=buttons)


async def if_it_cannot_wait(db: Db, thread: Thread, given: Given) -> list[Phrase]:
    """By day how to say that it is urgent; at night who is on call, or, where nobody is, no word about the night."""
    phone = await duty_number(db)
    if given.here_from <= db.now:
        return [Phrase("promise.urgent"), *phone]
    on_call = await who_is_on_call(db, thread.owner_id)
    if on_call is None:
        return [Phrase("promise.nobody_now"), *phone, Phrase("menu.danger")]
    return [Phrase("promise.on_call", {"name": on_call}), *phone]


async def duty_number(db: Db) -> list[Phrase]:
    """As text, so that it can be dialled from anything that shows words."""
    number = (await dealership(db)).phone
    return [Phrase("promise.phone", {"phone": phones.shown(number)})] if number else []


async def who_is_on_call(db: Db, owner: UUID | None) -> str | None:
    """By name, who is here at this hour though nobody is at work: whoever the ladder of this owner finds; for a
    stranger anybody on call."""
    roster = await roster_now(db)
    if owner is None:
        on_call = (one for one in roster.keepers.values() if stands(one, "duty", db.now, roster))
        return min((one.name for one in on_call), default=None)
    found = responsible_at(owner, db.now, roster)
    return roster.keepers[found.person_id].name if found else None
