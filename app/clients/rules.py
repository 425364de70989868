"""Judgements about cards: who sees one, how words are made searchable."""

import re
import unicodedata
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from app.clients.spelling import words_in
from app.kit.auth import Who

CLEAN = re.compile(r"\s+")


def may_see_card(who: Who, owner: UUID) -> bool:
    """The owner and every supervisor of the house. To all others the card does not exist."""
    return who.role == "supervisor" or (who.role == "manager" and who.id == owner)


JOINER = "\u200d"
"""Holds the parts of one emoji together; every other invisible sign would only let two names look alike."""


def cleaned(text: str) -> str:
    """A name without invisible signs, and without doubled or unusual white space at its ends and inside."""
    plain = CLEAN.sub(" ", text)
    seen = "".join(c for c in plain if c == JOINER or unicodedata.category(c) not in ("Cc", "Cf"))
    return CLEAN.sub(" ", seen).strip(" " + JOINER)


def name_key(name: str) -> str:
    """What names are sorted and compared by: lower case, ё as е."""
    return cleaned(name).lower().replace("ё", "е")


def words_of(name: str) -> list[str]:
    """The searchable words of a name."""
    return sorted(set(words_in(name)))


# --- changes of a card


def merged(
    mine: dict[str, Any], base: dict[str, Any], theirs: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Which of my fields are to be written, and which collide with a change I have not seen.

    Equal values never collide. A withdrawn consent is written over anything.
    """
    changed = {field: value for field, value in mine.items() if value != theirs[field]}
    collided = [
        field
        for field, value in changed.items()
        if not withdraws(field, value) and (field not in base or base[field] != theirs[field])
    ]
    return changed, collided


def withdraws(field: str, value: Any) -> bool:
    return field.startswith("consents.") and value is False


def hours_crossed(never_before: str | None, never_after: str | None) -> bool:
    """No hour of the day is left in which the client may be disturbed."""
    return never_before is not None and never_after is not None and never_before >= never_after


@cache
def time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_time_zone(name: str) -> bool:
    return name in time_zones()
