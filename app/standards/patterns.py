"""Patterns of words: how a text is cut into words, and what a line of a sign means."""

import re
import unicodedata
from functools import lru_cache

import msgspec

WORD = re.compile(r"[^\W_]+|[^\w\s.,:;!?()\[\]{}\"'«»…/\\|+=*&%$#@^~`<>№_–—-]")
"""A word, a number, or one sign such as an emoji."""
LONGEST = 6
SKIN = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


class Part(msgspec.Struct, frozen=True):
    """One word of a pattern; `open`: with any ending."""

    word: str
    open: bool


class Parsed(msgspec.Struct, frozen=True):
    """What must stand near each other in this order, and what takes it back when it stands near."""

    parts: tuple[Part, ...]
    without: tuple[Part, ...]


def plain(text: str) -> str:
    """Small letters, one form of each letter, nothing invisible."""
    flat = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return "".join(c for c in flat if unicodedata.category(c) not in ("Cf", "Mn") and c not in SKIN)


def words_of(text: str) -> list[str]:
    return WORD.findall(plain(text))


@lru_cache(maxsize=4_096)
def parsed(pattern: str) -> Parsed | None:
    """None where it is no pattern: nothing to find, too much, or a sign that means nothing here."""
    parts: list[Part] = []
    without: list[Part] = []
    for piece in plain(pattern).split():
        word = piece.removeprefix("-").removesuffix("*")
        if WORD.fullmatch(word) is None:
            return None
        (without if piece.startswith("-") else parts).append(Part(word, piece.endswith("*")))
    short = all(part.open and len(part.word) < 3 for part in parts)
    return None if short or len(parts) > LONGEST else Parsed(tuple(parts), tuple(without))
