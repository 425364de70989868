"""What a client is told when they open the channel, and when they share a number."""

from typing import Any

import msgspec

from app.clients.contacts import shared_phone
from app.clients.model import ClientHead, ContactPoint
from app.clients.queries import client_head
from app.conversations import promises, queries
from app.conversations.entries import MAIN, buttons_of
from app.conversations.inviting import use_invitation
from app.conversations.linking import link_by_phone
from app.conversations.model import Inbound, Sender
from app.conversations.receiving import (
    ONCE_IN,
    Met,
    acquaint,
    language_of_address,
    meet,
    phone_button,
    receive_message,
)
from app.conversations.speaking import say_by_itself
from app.conversations.waiting import begin_wait
from app.kit import phones
from app.kit.db import Db
from app.people.queries import dealership, person
from app.standards.model import AnswerRules
from app.standards.queries import latest_standard
from app.texts import Phrase, by, sentences

LINK_SAYS = {"used": "start.used", "expired": "start.expired", "unknown": "start.unknown"}


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A contact somebody sent: whose it is as the channel knows, and whether it answers our question."""

    phone: str
    own: bool
    forwarded: bool
    answers: bool


async def start(db: Db, sender: Sender, token: str | None) -> None:
    """The client opened the channel, perhaps by their manager's link. It asks for no answer: no wait begins."""
    if token is None:
        await greet(db, await meet(db, sender), "start.stranger")
        return
    contact, _ = await acquaint(db, sender)
    asked = await asked_for_number(db, contact)
    outcome, client = await use_invitation(db, token, contact)
    met = await meet(db, sender)
    if outcome == "linked" and client:
        await welcome(db, met, client, asked_before=asked)
    elif outcome == "other_card":
        await greet(db, met, "start.stranger", known="start.other_card")
    else:
        await greet(db, met, LINK_SAYS.get(outcome, "start.stranger"))


async def asked_for_number(db: Db, contact: ContactPoint) -> bool:
    """Was this account a stranger to whom the button that shares a number was shown?"""
    lobby = await queries.lobby_of_contact_point(db, contact.id)
    return lobby is not None and await queries.spoke_by_itself(db, lobby)


async def welcome(db: Db, met: Met, client: ClientHead, *, asked_before: bool = False) -> None:
    """The first words after the link: whose line this is, who answers, when, and the phone of the house.

    The menu's buttons stand under them, unless the button that asked for the number has to go first: channels
    do one of the two with one message.
    """
    house, manager = await dealership(db), await person(db, client.owner_id)
    words = Phrase(
        "start.welcome",
        {
            "form": client.address_form,
            "house": house.name,
            "manager": manager.name if manager else "",
            "short": manager.address_form if manager else "",
            "hours": hours_said((await latest_standard(db)).answer),
        },
    )
    if house.phone:
        words = sentences(words, Phrase("start.phone", {"phone": phones.shown(house.phone)}))
    buttons = [] if asked_before else buttons_of(MAIN, client.language)
    await say_by_itself(
        db, met.thread, met.address, client.language, words, buttons=buttons, drop_keyboard=asked_before
    )


def hours_said(rules: AnswerRules) -> str:
    return f"{rules.from_time:%-H:%M}–{rules.until_time:%-H:%M}"


async def greet(db: Db, met: Met, stranger: str, *, known: str = "start.already") -> None:
    """One text for a stranger, another for a client whose chat is linked already."""
    client = await client_head(db, met.thread.client_id) if met.thread.client_id else None
    if client is None:
        facts = {"house": (await dealership(db)).name} if stranger == "start.stranger" else {}
        await ask_again(db, met, Phrase(stranger, facts))
        return
    words = Phrase(known, {"form": client.address_form, "manager": await name_of(db, client.owner_id)})
    if not await said_lately(db, met, words):
        buttons = buttons_of(MAIN, client.language)
        await say_by_itself(db, met.thread, met.address, client.language, words, buttons=buttons)


async def ask_again(db: Db, met: Met, words: Phrase) -> None:
    """Say this to a stranger, with the button that shares their number."""
    if await said_lately(db, met, words):
        return
    language = await language_of_address(db, met)
    await say_by_itself(db, met.thread, met.address, language, words, ask_phone=phone_button(language))


async def said_lately(db: Db, met: Met, words: Phrase) -> bool:
    return await queries.said_since(db, met.thread.id, words.code, db.now - ONCE_IN)


async def name_of(db: Db, id: Any) -> str:
    found = await person(db, id)
    return found.name if found else ""


# --- a shared number


async def receive_contact(db: Db, inbound: Inbound, shared: Shared) -> None:
    """Somebody sent a contact. A stranger who sends their own, because we asked, is recognised by it.

    The phone counts only when the channel says that it is the sender's own, it was not passed on, and we
    had asked. Anything else is something to read, like any message.
    """
    met = await meet(db, inbound.sender)
    stranger = met.thread.client_id is None
    asked = stranger and (shared.answers or await queries.spoke_by_itself(db, met.thread.id))
    phone = number_of(shared.phone)
    if not asked or (shared.own and not shared.forwarded and phone is None):
        await receive_message(db, inbound)
        return
    if await receive_message(db, msgspec.structs.replace(inbound, begins_wait=False)) is None:
        return
    if shared.forwarded:
        await ask_again(db, met, Phrase("contact.forwarded"))
    elif not shared.own:
        await ask_again(db, met, Phrase("contact.not_own"))
    elif phone:
        await recognise(db, met, phone)


def number_of(raw: str) -> str | None:
    """The number in E.164. Messengers give it in international form, with or without the plus."""
    try:
        return phones.e164("+" + raw.strip().removeprefix("+")) or phones.e164(raw)
    except phones.TwoPhones:
        return None


async def recognise(db: Db, met: Met, phone: str) -> None:
    """Their own number: whose card has it? If none has, somebody answers by a time and makes one."""
    client = await link_by_phone(db, met.contact, phone)
    if client is None:
        shared = await shared_phone(db, phone)
        await no_card(db, met, "contact.shared" if shared else "contact.no_card")
        return
    thread_id = await queries.thread_of_client(db, client.id)
    thread = await queries.thread(db, thread_id) if thread_id else None
    if thread is None:
        return
    facts: dict[str, Any] = {"form": client.address_form, "manager": await name_of(db, client.owner_id)}
    promise = await promises.open_promise(db, thread.id)
    words = Phrase("contact.linked", facts)
    if promise:
        words = Phrase("contact.linked_answer", facts | {"by": by(promises.told_by(promise))})
        await promises.mark_told(db, promise["id"])
    await say_by_itself(db, thread, met.address, client.language, words, drop_keyboard=True)


async def no_card(db: Db, met: Met, code: str) -> None:
    await begin_wait(db, met.thread)
    await queries.mark_greeted(db, met.thread.id)
    promise = await promises.open_promise(db, met.thread.id)
    if promise is None:
        return
    facts = {"name": await name_of(db, promise["person_id"]), "by": by(promises.told_by(promise))}
    language = await language_of_address(db, met)
    words = Phrase(code, facts)
    await say_by_itself(db, met.thread, met.address, language, words, drop_keyboard=True)
    await promises.mark_told(db, promise["id"])


async def receive_typed_button(db: Db, inbound: Inbound) -> None:
    """They typed what the button says instead of tapping it. Words cannot share a number: show the button again."""
    met = await meet(db, inbound.sender)
    asked = met.thread.client_id is None and await queries.spoke_by_itself(db, met.thread.id)
    if not asked:
        await receive_message(db, inbound)
    elif await receive_message(db, msgspec.structs.replace(inbound, begins_wait=False)):
        await ask_again(db, met, Phrase("lobby.phone_twin"))
