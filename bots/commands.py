"""The menu as Telegram knows it: commands in the client's language, and the entry that each of them means."""

from aiogram import Bot
from aiogram.methods import GetMyCommands, SetMyCommands
from aiogram.types import BotCommand

from app.conversations.entries import ALL, MAIN, Entry, words_of
from app.texts import say

LANGUAGES = {None: "ru", "ru": "ru", "en": "en"}
"""The language of Telegram's own app → ours. None: any other."""

USUAL = {"help": "more", "settings": "more", "menu": "more"}
"""Commands that people try at any bot → the entry that is meant."""


def entry_of(text: str) -> tuple[Entry, str] | None:
    """The entry a command names and what stands behind it; None for any other text."""
    command, *rest = text.split(maxsplit=1) or [""]
    name = command.removeprefix("/").partition("@")[0].lower()
    entry = ALL.get(USUAL.get(name, name)) if command.startswith("/") else None
    return (entry, "".join(rest).strip()) if entry else None


def commands_in(language: str) -> list[BotCommand]:
    return [BotCommand(command=entry, description=say(words_of(entry), language)) for entry in MAIN]


async def keep_commands(bot: Bot, timeout: int) -> None:
    """See that Telegram shows them; only what is not so yet is set. Raises AiogramError."""
    for theirs, ours in LANGUAGES.items():
        wanted = commands_in(ours)
        known = await bot(GetMyCommands(language_code=theirs), request_timeout=timeout)
        if told(known) != told(wanted):
            await bot(SetMyCommands(commands=wanted, language_code=theirs), request_timeout=timeout)


def told(commands: list[BotCommand]) -> list[tuple[str, str]]:
    return [(each.command, each.description) for each in commands]
