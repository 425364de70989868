"""The catalogues: every sentence people read, parsed once from the .po files beside this module."""

import io
import re
from functools import cache
from pathlib import Path

import msgspec
from babel import Locale
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")
PHONE_PREFIXES = ("phone.", "error.", "state.")
WINDOW_PREFIX = "window.ui."

Sentence = str | dict[str, str]
"""A sentence, or its plural forms by CLDR category ("one", "few", "many", "other")."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_FILES = ("{}.po", "phone.{}.po")


@cache
def catalogue(language: str) -> dict[str, Sentence]:
    """All sentences of one language by code: the server's and the phone's."""
    sentences: dict[str, Sentence] = {}
    for name in _FILES:
        path = Path(__file__).with_name(name.format(language))
        if path.exists():
            sentences.update(sentences_of(path.read_text(encoding="utf-8"), language))
    return sentences


def sentences_of(po: str, language: str) -> dict[str, Sentence]:
    """The sentences of one .po text; an untranslated or fuzzy entry is left out."""
    messages = read_po(io.StringIO(po), locale=language, abort_invalid=True)
    categories = plural_categories(language)
    found: dict[str, Sentence] = {}
    for message in messages:
        code = message.id if isinstance(message.id, str) else message.id[0]
        if not code or message.fuzzy:
            continue
        forms = message.string or ""
        if isinstance(forms, str):
            found[code] = forms
        else:
            # Fractions are "other" in Russian; the phone must find some form for them too.
            found[code] = {"other": forms[-1], **dict(zip(categories, forms, strict=True))}
    return {code: sentence for code, sentence in found.items() if _is_translated(sentence)}


def plural_categories(language: str) -> tuple[str, ...]:
    """CLDR categories of whole numbers in the order of gettext's forms."""
    form = Locale(language).plural_form
    return tuple(dict.fromkeys(form(n) for n in (1, 2, 5)))


@cache
def phone_catalogue(language: str) -> bytes:
    """The phone's JSON, `{code: sentence or {category: sentence}}`: what the phone says by itself."""
    return msgspec.json.encode(
        {code: text for code, text in sorted(catalogue(language).items()) if code.startswith(PHONE_PREFIXES)}
    )


@cache
def window_catalogue(language: str) -> bytes:
    """The JSON of the client's window: what it says by itself, no more than that."""
    return msgspec.json.encode(
        {code: text for code, text in sorted(catalogue(language).items()) if code.startswith(WINDOW_PREFIX)}
    )


def placeholders(sentence: Sentence) -> frozenset[str]:
    """The argument names a sentence asks for, over all its plural forms."""
    if isinstance(sentence, str):
        return _placeholders(sentence)
    return frozenset(name for form in sentence.values() for name in _placeholders(form))


@cache  # as many as the catalogues have sentences
def _placeholders(form: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(form))


def filled(sentence: str, words: dict[str, str]) -> str:
    """The sentence with its placeholders replaced; braces inside the words stay what they are."""
    return _PLACEHOLDER.sub(lambda found: words[found[1]], sentence)


def _is_translated(sentence: Sentence) -> bool:
    return bool(sentence) if isinstance(sentence, str) else all(sentence.values())
