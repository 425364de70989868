"""Judgements about cards: who sees one, how words are made searchable."""

import re
from uuid import UUID

from app.kit.auth import Who

CLEAN = re.compile(r"\s+")
NOT_WORD = re.compile(r"[^0-9a-zа-я]+")
PLATE_LOOKALIKES = str.maketrans("ABEKMHOPCTYX", "АВЕКМНОРСТУХ")
VIN_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


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
    return sorted({word for word in NOT_WORD.split(name_key(name)) if word})


def plate_key(plate: str) -> str:
    """A Russian plate as it is keyed: capital Cyrillic letters and digits, Latin look-alikes turned."""
    return re.sub(r"[^0-9A-ZА-Я]", "", plate.upper()).translate(PLATE_LOOKALIKES)


def vin_key(vin: str) -> str:
    """A VIN as it is keyed: capital Latin letters and digits, Cyrillic look-alikes turned."""
    return re.sub(r"[^0-9A-ZА-Я]", "", vin.upper()).translate(VIN_LOOKALIKES)


def search_terms(query: str) -> list[tuple[str, str]]:
    """What a person may mean by the words they typed: (kind of key, beginning of the key).

    Digits alone are the end of a phone (four or more) or the beginning of a plate's number; letters are
    beginnings of name words; letters with digits are a plate or the end of a VIN.
    """
    text = cleaned(query)[:200]
    compact = re.sub(r"[\s()+-]", "", text)
    if compact.isdigit():
        digits = compact[1:] if len(compact) == 11 and compact[0] in "78" else compact
        return [("phone", digits[::-1])] if len(digits) >= 3 else []
    if any(char.isdigit() for char in compact):
        return [("plate", plate_key(compact)), ("vin", vin_key(compact)[::-1])]
    return [("word", word) for word in words_of(text)]
