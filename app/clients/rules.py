"""Judgements about cards: who sees one, how words are made searchable."""

import re
from uuid import UUID

from app.clients.spelling import words_in
from app.kit.auth import Who

CLEAN = re.compile(r"\s+")


def may_see_card(who: Who, owner: UUID) -> bool:
    """The owner and every supervisor of the house. To all others the card does not exist."""
    return who.role == "supervisor" or (who.role == "manager" and who.id == owner)


def cleaned(text: str) -> str:
    """A name without doubled or unusual white space at its ends and inside."""
    return CLEAN.sub(" ", text).strip()


def name_key(name: str) -> str:
    """What names are sorted and compared by: lower case, ё as е."""
    return cleaned(name).lower().replace("ё", "е")


def words_of(name: str) -> list[str]:
    """The searchable words of a name."""
    return sorted(set(words_in(name)))
