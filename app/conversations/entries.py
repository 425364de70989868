"""What a client can ask for without words: the menu's entries, their buttons, and the words that mean the same."""

from collections.abc import Iterable
from typing import Literal, get_args

from app.deliveries.model import Button
from app.texts import Phrase, pressed, say

Entry = Literal[
    "urgent", "car", "duty", "more", "supervisor", "call", "repeat", "language", "ru", "en", "stored", "stop"
]
MAIN: tuple[Entry, ...] = ("urgent", "car", "duty", "more")
MORE: tuple[Entry, ...] = ("supervisor", "call", "repeat", "language", "stored", "stop")
LANGUAGES: tuple[Entry, ...] = ("ru", "en")

HEAD, WORDS = "menu:", "button.menu."
ALL: dict[str, Entry] = {entry: entry for entry in get_args(Entry)}


def words_of(entry: Entry) -> Phrase:
    """What the button of an entry says; typed, it means the same."""
    return Phrase(f"button.menu.{entry}")


def buttons_of(entries: Iterable[Entry], language: str) -> list[Button]:
    return [Button(text=say(words_of(entry), language), act=f"{HEAD}{entry}") for entry in entries]


def entry_tapped(act: str | None) -> Entry | None:
    """The entry that a button names; None for a button that is none of the menu's."""
    return ALL.get(act.removeprefix(HEAD)) if act and act.startswith(HEAD) else None


def entry_typed(text: str) -> Entry | None:
    """The entry whose button says just these words, in any of our languages."""
    button = pressed(text) or ""
    return ALL.get(button.removeprefix(WORDS)) if button.startswith(WORDS) else None
