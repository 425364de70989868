"""A choice from the menu, by tap, words or command: kept once, answered once, in the unit of its arrival."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.conversations.asking import who_is
from app.conversations.entries import Entry, words_of
from app.conversations.model import Inbound, Sender
from app.conversations.receiving import Met, language_of_address, meet, receive_message
from app.kit.db import Db
from app.menu import calling, urgency, wishes
from app.menu.answering import Chosen, lately
from app.menu.calling import call_back, call_supervisor
from app.menu.cars import my_car
from app.menu.duty import who_is_on_duty
from app.menu.more import show_more
from app.menu.queries import answers_a_person
from app.menu.repeats import told_before
from app.menu.stored import what_is_stored
from app.menu.strangers import answer_stranger
from app.texts import Phrase, say

IN_A_TALK = timedelta(days=1)
"""Longer after a person's words nobody takes a word of the menu for an answer to them."""


class Act(NamedTuple):
    """What an entry does. `asks`: whoever chooses it waits for a person from then on. `stands`: what it does is
    done already, so a repeat may stay without an answer; without it a repeat always may."""

    answer: Callable[[Db, Chosen], Awaitable[None]]
    asks: bool = False
    stands: Callable[[Db, Met, ClientHead], Awaitable[bool]] | None = None


ACTS: dict[Entry, Act] = {
    "urgent": Act(urgency.call_at_once, asks=True, stands=urgency.urgent_stands),
    "car": Act(my_car),
    "duty": Act(who_is_on_duty),
    "more": Act(show_more),
    "supervisor": Act(call_supervisor, asks=True, stands=calling.supervisor_stands),
    "call": Act(call_back, asks=True, stands=calling.call_stands),
    "repeat": Act(told_before, asks=True),
    "language": Act(wishes.ask_for_language),
    "ru": Act(wishes.speak_russian, stands=wishes.speaks_russian),
    "en": Act(wishes.speak_english, stands=wishes.speaks_english),
    "stored": Act(what_is_stored),
    "stop": Act(wishes.stop, stands=wishes.stopped),
}


async def choose(db: Db, inbound: Inbound, entry: Entry) -> None:
    """By its command: what is written behind it is kept whatever it chooses, else the words of the button; a repeat is
    not answered again."""
    met = await meet(db, inbound.sender)
    await act(db, met, inbound, entry, answered=await repeated(db, met, entry))


async def choose_by_words(db: Db, inbound: Inbound, entry: Entry) -> None:
    """Typed. What follows a person's words may be meant for that person: then the menu answers, and they hear it."""
    met = await meet(db, inbound.sender)
    heard = await answers_a_person(db, met.thread.id, db.now - IN_A_TALK)
    await act(db, met, inbound, entry, answered=await repeated(db, met, entry), heard=heard)


async def choose_by_tap(db: Db, sender: Sender, entry: Entry, source_key: str) -> Phrase | None:
    """A button was tapped. Answers what to say of it in passing, where nothing else comes of it."""
    if await who_is(db, sender) is None:
        return Phrase("ask.unknown")
    met = await meet(db, sender)
    if await repeated(db, met, entry):
        return Phrase("menu.again")
    inbound = Inbound(sender=sender, source_key=source_key, kind="text", text="", channel_at=db.now)
    await act(db, met, inbound, entry, answered=False)
    return None


async def act(
    db: Db, met: Met, inbound: Inbound, entry: Entry, *, answered: bool, heard: bool = False
) -> None:
    does, client = ACTS[entry], await client_of(db, met)
    language = client.language if client else await language_of_address(db, met)
    words = inbound.text or say(words_of(entry), language)
    asks = does.asks or heard
    kept = replace(inbound, text=words, begins_wait=asks, quiet=not asks)
    message = await receive_message(db, kept)
    if message is None or answered:
        return
    if client is None:
        await answer_stranger(db, met, entry, message)
        return
    await does.answer(db, Chosen(entry=entry, met=met, client=client, message=message, text=words))


async def repeated(db: Db, met: Met, entry: Entry) -> bool:
    """Was just this answered a moment ago, and does it still hold?"""
    if not await lately(db, met, entry):
        return False
    client, stands = await client_of(db, met), ACTS[entry].stands
    return client is None or stands is None or await stands(db, met, client)


async def client_of(db: Db, met: Met) -> ClientHead | None:
    return await client_head(db, met.thread.client_id) if met.thread.client_id else None
