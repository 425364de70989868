"""What people mean by the words they type, and how well a client fits. Pure; `search.ts` is its twin on the phone.

A query has one or two readings: as typed, and as the same keys give on the other keyboard. A reading has
terms; a client must fit each of them, each by a key of its own. How well is a cost: the lower the better.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

import msgspec
from rapidfuzz.distance import OSA

from app.clients.short_names import SHORT_NAMES
from app.clients.spelling import (
    CYRILLIC,
    LATIN,
    VIN_LENGTH,
    folded,
    in_russian,
    on_other_keyboard,
    plate_key,
    plate_keys,
    shortened,
    sound,
    vin_key,
    words_in,
)

Kind = Literal["word", "phone", "plate", "vin"]
Keys = Mapping[Kind, Sequence[str]]
"""What a client is found by: name words; plates, whole and from the first digit; phones and VINs from their ends."""

EXACT, OTHER, BEGINS, OTHER_BEGINS, SIMILAR, NEVER = 0, 1, 2, 3, 4, 99
GRADES = (0, 0, 1, 1, *[2] * NEVER)  # of a cost: exact, beginnings, similar
MOST_TERMS, MOST_SIGNS = 6, 200
FEW = 5  # with fewer clients who fit as typed, similar names are shown too
TAIL = 3  # digits that are worth a search alone
VIN_TAIL = 4
PLATE_LETTERS = "abekmhopctyxавекмнорстух"
SPACED_PLATE = re.compile(
    rf"(?<![^\W_])([{PLATE_LETTERS}])[ -]?([0-9]{{3}})[ -]?([{PLATE_LETTERS}]{{2}})(?:[ -]?([0-9]{{2,3}}))?(?![^\W_])"
)
NUMBER = re.compile(r"[+(]*[0-9][0-9()+./-]*")
CUT_SHORT = re.compile(r"([а-я]{2,})-[а-я]{1,2}")


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One thing asked for: `word` a piece of a name, `number` digits alone, `code` letters with digits."""

    kind: Literal["word", "number", "code"]
    text: str
    others: tuple[str, ...] = ()
    """The same word in Russian letters."""
    names: tuple[str, ...] = ()
    """The full names of a short one."""


Reading = tuple[Term, ...]


def readings(query: str) -> list[Reading]:
    """As typed, then as typed on the wrong keyboard. Empty where nothing can be searched for."""
    text = folded(query[:MOST_SIGNS])
    both = [terms_of(text)]
    if CYRILLIC.search(text):
        both.append(terms_of(on_other_keyboard(text), in_latin=True))
    elif LATIN.search(text):
        both.append(terms_of(on_other_keyboard(text)))
    return [reading for reading in both if any(selective(term) for term in reading)]


def selective(term: Term) -> bool:
    """Two digits alone find everybody."""
    return term.kind != "number" or len(term.text) >= TAIL


def terms_of(text: str, *, in_latin: bool = False) -> Reading:
    terms: list[Term] = []
    number = ""
    for chunk in [*SPACED_PLATE.sub(lambda plate: "".join(plate.groups("")), text).split(), ""]:
        if NUMBER.fullmatch(chunk):
            number += "".join(sign for sign in chunk if "0" <= sign <= "9")
            continue
        if number:
            terms.append(Term(kind="number", text=without_prefix(number)))
            number = ""
        terms += lettered(chunk, in_latin=in_latin)
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def without_prefix(digits: str) -> str:
    """A whole Russian number without its 8 or 7, which are the same."""
    return digits[1:] if len(digits) == 11 and digits[0] in "78" else digits


def lettered(chunk: str, *, in_latin: bool) -> list[Term]:
    words = words_in(chunk)
    if any(any("0" <= sign <= "9" for sign in word) for word in words):
        return [Term(kind="code", text="".join(words))]
    if short := CUT_SHORT.fullmatch(chunk):
        words = [short[1]]
    return [
        Term(
            kind="word",
            text=word,
            others=() if in_latin else tuple(in_russian(word)),
            names=SHORT_NAMES.get(word, ()),
        )
        for word in words
    ]


# --- how well a client fits


def keys_of(
    name: str, phones: Iterable[str] = (), plates: Iterable[str] = (), vins: Iterable[str] = ()
) -> Keys:
    """The keys of a client, as they are kept."""
    return {
        "word": sorted(set(words_in(name))),
        "phone": [re.sub(r"\D", "", phone)[::-1] for phone in phones],
        "plate": [key for plate in plates for key in plate_keys(plate)],
        "vin": [vin_key(vin)[::-1] for vin in vins],
    }


Fit = tuple[int, int]
"""(0 exact, 1 beginnings, 2 similar; the sum of costs): the lower the better."""


def fit(reading: Reading, keys: Keys, *, similar: bool = True) -> Fit | None:
    """How well a client fits every term; None if one of them is not there. One word serves one term."""
    if len(reading) == 1:
        cost = lone_cost(reading[0], keys, similar)
        return None if cost == NEVER else (GRADES[cost], cost)
    costs = [code_cost(term, keys) for term in reading if term.kind != "word"]
    asked = [
        [word_cost(term, word, similar=similar) for word in keys["word"]]
        for term in reading
        if term.kind == "word"
    ]
    if any(min(each, default=NEVER) == NEVER for each in asked):
        return None
    used: set[int] = set()
    for each in sorted(asked, key=min):
        best, word = min(((cost, n) for n, cost in enumerate(each) if n not in used), default=(NEVER, 0))
        used.add(word)
        costs.append(best)
    worst = max(costs, default=NEVER)
    if worst == NEVER:
        return None
    return GRADES[worst], sum(costs)


def lone_cost(term: Term, keys: Keys, similar: bool) -> int:
    """Of a reading's only term, which most searches are."""
    if term.kind != "word":
        return code_cost(term, keys)
    return min([word_cost(term, word, similar=similar) for word in keys["word"]], default=NEVER)


def code_cost(term: Term, keys: Keys) -> int:
    """Of digits, and of letters with digits: phone and VIN by their ends, a plate from its start or first digit."""
    text = term.text
    if term.kind == "number":
        costs = [
            *(EXACT if len(text) > TAIL else BEGINS for key in keys["phone"] if key.startswith(text[::-1])),
            *(EXACT if len(text) >= TAIL else BEGINS for key in keys["plate"] if numbered(key, text)),
            *(EXACT for key in keys["vin"] if of_vin(key, text[::-1])),
        ]
        return min(costs, default=NEVER)
    plate, vin = plate_key(text), backwards_vin(text)
    costs = [EXACT if key == plate else BEGINS for key in keys["plate"] if key.startswith(plate)]
    costs += [EXACT for key in keys["vin"] if of_vin(key, vin)]
    costs += [EXACT if word == text else BEGINS for word in keys["word"] if word.startswith(text)]
    return min(costs, default=NEVER)


def backwards_vin(text: str) -> str:
    """As VINs are kept, and no more of it than a VIN has."""
    return vin_key(text)[::-1][:VIN_LENGTH]


def of_vin(key: str, asked: str) -> bool:
    """Both from their ends. Of a VIN typed whole a phone, which keeps the last signs only, compares those."""
    return min(len(key), len(asked)) >= VIN_TAIL and key.startswith(asked[: len(key)])


def numbered(plate: str, digits: str) -> bool:
    """Does a plate's key begin with these digits, the region perhaps after them: `123163` is А123ВС163."""
    number, region = region_apart(digits)
    return plate.startswith(number) and plate.endswith(region)


def region_apart(digits: str) -> tuple[str, str]:
    return (digits[:3], digits[3:]) if len(digits) in (5, 6) else (digits, "")


@lru_cache(maxsize=100_000)
def word_cost(term: Term, word: str, *, similar: bool = True) -> int:
    """Of a word asked for beside a word of a name."""
    if word == term.text:
        return EXACT
    if word in term.others or word in term.names:
        return OTHER
    if word.startswith(term.text):
        return BEGINS
    if term.others and word.startswith(term.others):
        return OTHER_BEGINS
    return likeness(term.others[0] if term.others else term.text, word) if similar else NEVER


def likeness(typed: str, word: str) -> int:
    """Of a word misspelt, or of a piece from inside a name; NEVER for words that are not alike."""
    if len(typed) < 3:
        return NEVER
    heard, said = sound(typed), sound(word)
    if heard == said:
        return SIMILAR + min(OSA.distance(typed, word), 3)
    if len(typed) >= 4 and typed in word:
        return SIMILAR + 2
    if len(heard) < 4:
        return NEVER
    if said.startswith(heard):
        return SIMILAR + 3
    if len(said) >= 4 and OSA.distance(heard, said, score_cutoff=1) <= 1:
        return SIMILAR + 2 + min(OSA.distance(typed, word), 4)
    if len(heard) >= 5 and any(
        OSA.distance(heard, said[:length], score_cutoff=1) <= 1
        for length in range(len(heard) - 1, len(heard) + 2)
    ):
        return SIMILAR + 8
    return NEVER


# --- how the index is asked


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Keys of a kind from `low` to before `high`."""

    kind: Kind | Literal["region"]
    low: str
    high: str


LAST = "\U0010ffff"  # after every letter; the bound of a beginning
NEXT = "\x01"  # before every letter; the bound of the very word


def beginning(kind: Kind | Literal["region"], text: str) -> Span:
    return Span(kind=kind, low=text, high=text + LAST)


def exactly(kind: Kind, text: str) -> Span:
    return Span(kind=kind, low=text, high=text + NEXT)


def spans(term: Term, *, begins: bool) -> list[Span]:
    """Where the keys lie that fit a term: its very words, or with `begins` what begins so too."""
    if term.kind == "number":
        return number_spans(term.text)
    if term.kind == "code":
        plate, vin = plate_key(term.text), backwards_vin(term.text)
        found = [beginning("plate", plate)] if plate else []
        found += [beginning("vin", vin)] if len(vin) >= VIN_TAIL else []
        return [*found, beginning("word", term.text)]
    both = (term.text, *term.others)
    if begins:
        return [*(beginning("word", each) for each in both), *(exactly("word", name) for name in term.names)]
    return [exactly("word", each) for each in (*both, *term.names)]


def number_spans(digits: str) -> list[Span]:
    found = [beginning("phone", digits[::-1])]
    number, region = region_apart(digits)
    found.append(beginning("region", number + region[::-1]) if region else beginning("plate", number))
    if len(digits) >= VIN_TAIL:
        found.append(beginning("vin", backwards_vin(digits)))
    return found


def sound_spans(term: Term) -> list[tuple[str, str]]:
    """Where the pieces lie that a word like this one may have left: (from, to before)."""
    typed = term.others[0] if term.others else term.text
    if term.kind != "word" or len(typed) < 3:
        return []
    heard = sound(typed)
    open_ended = len(heard) >= 5
    found = [(heard, heard + (LAST if len(heard) >= 4 else NEXT))]
    for rest in sorted(shortened(heard)):
        found += [(mark + rest, mark + rest + (LAST if open_ended else NEXT)) for mark in ("", "-")]
    if len(heard) >= 4:
        found.append(("-" + heard, "-" + heard + (LAST if open_ended else NEXT)))
    if len(typed) >= 4:
        found.append(("+" + typed, "+" + typed + LAST))
    return found
