"""How the house speaks with a client: in which language, and whether it does so by itself at all."""

from app.clients.changing import change_language, withdraw_consents
from app.clients.consents import refuses
from app.clients.model import ClientHead, Purpose
from app.conversations.entries import LANGUAGES, MAIN
from app.conversations.receiving import Met
from app.kit.auth import Language
from app.kit.db import Db
from app.menu.answering import Chosen, answer
from app.texts import Phrase

BY_ITSELF: tuple[Purpose, ...] = ("reminders", "offers")


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
    await answer(db, chosen, [Phrase("menu.language.now")], MAIN, language)


async def stopped(db: Db, met: Met, client: ClientHead) -> bool:
    return all([await refuses(db, client.id, purpose) for purpose in BY_ITSELF])


async def stop(db: Db, chosen: Chosen) -> None:
    """Nothing goes out by itself any more; people still answer."""
    withdrawn = await withdraw_consents(db, chosen.client, chosen.met.contact.kind)
    code = "menu.stop.done" if withdrawn else "menu.stop.already"
    await answer(db, chosen, [Phrase(code), Phrase("menu.stop.talk")])
