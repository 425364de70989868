"""How the house speaks with a client: in which language, and whether it does so by itself at all."""

from app.clients.changing import change_language, give_consents, withdraw_consents
from app.clients.consents import refuses
from app.clients.model import ClientHead, Purpose
from app.clients.queries import client_head
from app.conversations.asked import Ask, Option
from app.conversations.asking import answer_back, ask, thread_of_ask
from app.conversations.entries import LANGUAGES, MAIN
from app.conversations.queries import address_of_thread
from app.conversations.receiving import Met
from app.kit.auth import Language
from app.kit.db import Db
from app.menu.answering import Chosen, answer, worded
from app.texts import Phrase

KIND = "stop"
BY_ITSELF: tuple[Purpose, ...] = ("reminders", "offers")
BACK = {
    "both": ["consents.reminders", "consents.offers"],
    "reminders": ["consents.reminders"],
    "offers": ["consents.offers"],
}
"""What a tap gives back that "stop" took away."""


async def ask_for_language(db: Db, chosen: Chosen) -> None:
    await answer(db, chosen, [Phrase("menu.language")], LANGUAGES)


async def speaks_russian(db: Db, met: Met, client: ClientHead) -> bool:
    return client.language == "ru"


async def speaks_english(db: Db, met: Met, client: ClientHead) -> bool:
    return client.language == "en"


async def speak_russian(db: Db, chosen: Chosen) -> None:
    await speak(db, chosen, "ru")


async def speak_english(db: Db, chosen: Chosen) -> None:
    await speak(db, chosen, "en")


async def speak(db: Db, chosen: Chosen, language: Language) -> None:
    """From now on all that the house says by itself is in this language; the answer is already."""
    await change_language(db, chosen.client, language)
    back = [other for other in LANGUAGES if other != language]
    await answer(db, chosen, [Phrase("menu.language.now")], [*back, *MAIN], language)


async def stopped(db: Db, met: Met, client: ClientHead) -> bool:
    return all([await refuses(db, client.id, purpose) for purpose in BY_ITSELF])


async def stop(db: Db, chosen: Chosen) -> None:
    """Nothing goes out by itself any more; people still answer. What they had agreed to is one tap away."""
    before = await withdraw_consents(db, chosen.client, chosen.met.contact.kind)
    lines = [Phrase("menu.stop.done" if before else "menu.stop.already"), Phrase("menu.stop.talk")]
    key = next(
        (key for key, fields in BACK.items() if fields == [f for f, said in before.items() if said]), None
    )
    if key is None:
        await answer(db, chosen, lines)
        return
    await ask(
        db, chosen.client.id, kind=KIND, subject=chosen.message, words=worded(chosen.entry, lines),
        options=[Option(key=key, words=Phrase("button.menu.back"))], at_once=True,
    )  # fmt: skip


async def take_back(db: Db, ask: Ask, key: str) -> None:
    """The client wants again what they had agreed to."""
    client, thread = await client_head(db, ask.client_id), await thread_of_ask(db, ask)
    address = await address_of_thread(db, thread.id) if thread else None
    if client is None or address is None:
        return
    await give_consents(db, client, BACK[key], address["channel"])
    await answer_back(db, ask, Phrase(f"menu.stop.back.{key}"))
