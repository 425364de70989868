"""Texts: a rule returns a Phrase, a row stores it, and `say` makes the words where somebody reads them."""

import re
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import structlog
from babel import Locale
from babel.numbers import format_decimal
from msgspec import Struct

from app.texts.catalogues import (
    LANGUAGES,
    Sentence,
    catalogue,
    filled,
    phone_catalogue,
    placeholders,
    window_catalogue,
)
from app.texts.moments import Reader, at, by, city, hour, moment_said, on, span, stamp

__all__ = [
    "LANGUAGES",
    "MissingText",
    "Phrase",
    "at",
    "by",
    "city",
    "hour",
    "load",
    "on",
    "paragraphs",
    "phone_catalogue",
    "pressed",
    "raise_on_gaps",
    "say",
    "sentences",
    "span",
    "spoken",
    "stamp",
    "typed",
    "window_catalogue",
]

DEFAULT_LANGUAGE = "ru"

_log = structlog.get_logger("texts")
_strict = False


class Phrase(Struct, frozen=True):
    """A sentence by its code, with the facts it needs; storable as JSON in a row.

    An argument is a text, a whole number, a moment (`by`, `at`, `stamp`, `hour`, `on`, `span`), a `city`,
    a Phrase, or a list of Phrases. A sentence with plural forms takes its number as `n`.
    """

    code: str
    args: dict[str, Any] = {}


class MissingText(LookupError):
    """A code without a sentence, or a sentence without one of its arguments."""


def say(
    phrase: Phrase,
    language: str,
    zone: str | None = None,
    *,
    now: datetime | None = None,
    house_zone: str | None = None,
) -> str:
    """The phrase in the reader's language and zone.

    `now` lets a moment be "today" or a weekday; `house_zone` lets the hour name its zone where the reader's
    clock differs from the dealership's. A gap is an error in tests; in operation it is logged, and the
    other language or "…" stands in: a client must get an answer all the same.
    """
    return _said(
        phrase.code,
        phrase.args,
        Reader(language=spoken(language), zone=zone, now=now, house_zone=house_zone),
    )


def paragraphs(*phrases: Phrase) -> Phrase:
    """Several phrases as one message, each on a line of its own."""
    return Phrase("text.lines", {"lines": list(phrases)})


def sentences(*phrases: Phrase) -> Phrase:
    """Several phrases as one paragraph; what does not hold today is simply not among them."""
    return Phrase("text.sentences", {"sentences": list(phrases)})


def spoken(tag: str | None, default: str = DEFAULT_LANGUAGE) -> str:
    """The language we have for a language tag such as `en-GB`."""
    language = (tag or "").lower().replace("_", "-").partition("-")[0]
    return language if language in LANGUAGES else default


def pressed(text: str) -> str | None:
    """The code of the button somebody typed instead of tapping, in any of our languages; else None."""
    return _button_words().get(_plain(text))


def typed(text: str, button: Phrase) -> bool:
    """Did somebody type what this button says, in any of our languages?"""
    plain = _plain(text)
    for language in LANGUAGES:
        said = catalogue(language).get(f"{button.code}.words", "")
        words = [say(button, language), *(said.split("|") if isinstance(said, str) else [])]
        if plain and plain in (_plain(word) for word in words):
            return True
    return False


def load() -> None:
    """Parse every catalogue now, so that the first reader does not wait for it."""
    for language in LANGUAGES:
        catalogue(language)


def raise_on_gaps(strict: bool = True) -> None:
    """Tests call this: a missing sentence or argument raises instead of being logged."""
    global _strict
    _strict = strict


def _said(code: str, args: dict[str, Any], reader: Reader) -> str:
    sentence = _sentence(code, reader.language)
    if sentence is None:
        return code
    form = sentence if isinstance(sentence, str) else _plural(code, sentence, args, reader.language)
    words = {name: _argument(code, name, args, reader) for name in placeholders(form)}
    return filled(form, words)


def _sentence(code: str, language: str) -> Sentence | None:
    own = catalogue(language).get(code)
    if own is not None:
        return own
    _gap("text_missing", code=code, language=language)
    others = (catalogue(other).get(code) for other in LANGUAGES)
    return next((sentence for sentence in others if sentence is not None), None)


def _plural(code: str, sentence: dict[str, str], args: dict[str, Any], language: str) -> str:
    number = args.get("n")
    if not isinstance(number, int):
        _gap("text_argument_missing", code=code, argument="n")
        return sentence["other"]
    return sentence.get(Locale(language).plural_form(number), sentence["other"])


def _argument(code: str, name: str, args: dict[str, Any], reader: Reader) -> str:
    value = args.get(name)
    if value is None:
        _gap("text_argument_missing", code=code, argument=name)
        return "…"
    return _value(value, reader, " " if name == "sentences" else "\n")


def _value(value: Any, reader: Reader, between: str) -> str:
    if isinstance(value, str):
        return value
    match value:
        case Phrase():
            return _said(value.code, value.args, reader)
        case {"code": str(code)}:  # a Phrase that came back from a row
            return _said(code, value.get("args", {}), reader)
        case list() | tuple():
            return between.join(_value(one, reader, between) for one in value)
        case dict():
            ((kind, moment),) = value.items()
            return moment_said(kind, moment, reader, lambda code, **args: _said(code, args, reader))
        case int() if not isinstance(value, bool):
            return _number(value, reader.language)
    return str(value)


@lru_cache(4096)
def _number(value: int, language: str) -> str:
    return format_decimal(value, locale=language)


def _gap(event: str, **facts: str) -> None:
    if _strict:
        raise MissingText(f"{event}: {facts}")
    _log.error(event, **facts)


@cache
def _button_words() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, sentence in catalogue(language).items():
            if code.startswith("button.") and isinstance(sentence, str):
                button = code.removesuffix(".words")
                found.update({_plain(word): button for word in sentence.split("|")})
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold().replace("ё", "е")).strip()
