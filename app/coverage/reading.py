"""Words as people type them at night: with endings, slips, Latin letters, or the other keyboard."""

import re
from collections.abc import Iterator, Sequence

from app.standards.patterns import Parsed, Part, plain, words_of

MOST = 2_000  # letters of a burst that are read
NEAR = 2  # words that may stand between two of a pattern
AROUND = 4  # words before and after it in which a word takes it back
SLIP = 6  # letters from which on one of them may be wrong

KEYS = dict(
    zip(
        "qwertyuiop[]asdfghjkl;'zxcvbnm,.`",
        "йцукенгшщзхъфывапролджэячсмитьбюё",
        strict=True,
    )
)
"""Latin key → the Russian letter on it."""
SOUNDS = (
    *(("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("jo", "е"), ("zh", "ж"), ("kh", "х"), ("ts", "ц")),
    *(
        ("ch", "ч"),
        ("sh", "ш"),
        ("yu", "ю"),
        ("ju", "ю"),
        ("ya", "я"),
        ("ja", "я"),
        ("ye", "е"),
        ("iy", "ий"),
    ),
    *zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстувшкыз", strict=True),
)
TWINS = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
"""Latin letters that look like Russian ones."""
LATIN = re.compile(r"[a-z]")
RUSSIAN = re.compile(r"[а-я]")
NOT = {"не", "без", "ни"}


def readings(text: str) -> list[list[str]]:
    """The words of a text, and of what it may have been meant to be, where it has Latin letters."""
    flat = plain(text[:MOST])
    found = [flat]
    if LATIN.search(flat):
        found.append("".join(KEYS.get(c, c) for c in flat))
        sounds = by_sound(flat)
        found += [sounds, re.sub(r"\bе", "э", sounds)]
    return [[settled(word) for word in words_of(each)] for each in found]


def by_sound(text: str) -> str:
    for latin, russian in SOUNDS:
        text = text.replace(latin, russian)
    return text


def settled(word: str) -> str:
    """Letters drawn out are one; a word of both alphabets is Russian."""
    short = re.sub(r"(\w)\1{2,}", r"\1", word)
    return short.translate(TWINS) if LATIN.search(short) and RUSSIAN.search(short) else short


def found_in(pattern: Parsed, words: Sequence[str], *, slips: bool = True) -> Iterator[str]:
    """Each place where the pattern stands and nothing near takes it back, as the words it was found in."""
    for start in range(len(words)):
        places = places_from(pattern.parts, words, start, slips)
        if places and not taken_back(pattern, words, places):
            yield " ".join(words[n] for n in places)


def places_from(parts: Sequence[Part], words: Sequence[str], start: int, slips: bool) -> list[int]:
    """Where the parts stand, the first of them at `start`; nothing if they do not."""
    if not parts or not same(parts[0], words[start], slips):
        return []
    places = [start]
    for part in parts[1:]:
        after = places[-1] + 1
        place = next(
            (n for n in range(after, min(after + NEAR + 1, len(words))) if same(part, words[n], slips)), None
        )
        if place is None:
            return []
        places.append(place)
    return places


def taken_back(pattern: Parsed, words: Sequence[str], places: Sequence[int]) -> bool:
    first, last = places[0], places[-1]
    if words[first] not in NOT:
        if first and words[first - 1] in NOT:
            return True
        if words[last + 1 : last + 2] == ["нет"] or tuple(words[last + 1 : last + 3]) == ("не", "было"):
            return True
    around = words[max(first - AROUND, 0) : last + AROUND + 1]
    return any(same(part, word, False) for part in pattern.without for word in around)


def same(part: Part, word: str, slips: bool = True) -> bool:
    """Is this the word, in any ending where the part is open, with at most one slip in a long one?"""
    stem = part.word
    if word[0] != stem[0]:
        return False
    if word == stem or (part.open and word.startswith(stem)):
        return True
    if not slips or len(stem) < SLIP or len(word) < len(stem) - 1:
        return False
    if not part.open:
        return one_slip(stem, word)
    return any(one_slip(stem, word[:length]) for length in range(len(stem) - 1, len(stem) + 2))


def one_slip(a: str, b: str) -> bool:
    """One letter other, missing, too many, or two neighbours swapped?"""
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    n = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest = (a[n + 1 :] == b[n + 1 :], a[n:] == b[n + 1 :], a[n + 1 :] == b[n:])
    return any(rest) or (a[n : n + 2] == b[n : n + 2][::-1] and a[n + 2 :] == b[n + 2 :])
