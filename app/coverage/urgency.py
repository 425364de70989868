"""How urgent it is what a client says: judged over a burst, with the words that it rests on."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from app.coverage.hours import needed_by
from app.coverage.reading import MOST, found_in, readings, same
from app.standards.patterns import Parsed, parsed, plain, words_of
from app.standards.signs import Weight
from app.standards.urgency import Sign, UrgencyRules

Class = Literal["now", "before", "wait", "thanks"]
Kind = str

BESIDE_THANKS = frozenset(
    words_of(
        "вам вас тебе вы большое большая огромное очень за и а все это так что ответ помощь оперативность заранее "
        "пожалуйста понимание информацию ну да тогда еще раз уже вот very much you so a lot "
        "завтра утром позвоню приеду напишу буду жду ждем ждать"
    )
)
"""Words that change nothing beside thanks."""


SLIPS = ("now", "ask", "thanks")
"""Weights whose words are found with a slip in them too: elsewhere it would only make other words of them."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A sign, what it does, and the words in which it was found."""

    sign: str
    weight: Weight
    words: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The class; `sure`: it wakes without a question. What is neither sure nor can wait is asked about."""

    urgency: Class
    sure: bool
    reasons: list[Reason]
    wordless: bool = False
    unclear: bool = False

    @property
    def asks(self) -> bool:
        return self.urgency in ("now", "before") and not self.sure


class Burst(msgspec.Struct, frozen=True, kw_only=True):
    """What a client said without a pause: the texts in their order, and the kinds of what came without any."""

    texts: list[str]
    wordless: list[Kind]


def judged(burst: Burst, rules: UrgencyRules, now: datetime, promised: datetime | None, zone: str) -> Verdict:
    """Of the strongest sign. What calms turns waking into a question, and a question into waiting."""
    text = "\n".join(burst.texts)[-MOST:]
    reasons = reasons_in(text, rules)
    strong, weak, calm = (of(reasons, weight) for weight in ("now", "ask", "calm"))
    if not burst.wordless and closes(text, rules):
        return Verdict(urgency="thanks", sure=True, reasons=of(reasons, "thanks"))
    if strong:
        return Verdict(urgency="now", sure=not calm, reasons=strong + calm)
    if weak and not calm:
        return Verdict(urgency="now", sure=False, reasons=weak)
    before = of(reasons, "before")
    by = needed_by(plain(text), now, zone) if before and promised else None
    if by and promised and by[0] < promised:
        return Verdict(urgency="before", sure=False, reasons=[before[0], time_of(by[1])])
    if burst.wordless and not text.strip() and rules.ask_without_words:
        return Verdict(urgency="now", sure=False, reasons=[], wordless=True)
    usual = of(reasons, "usual")
    if rules.ask_unclear and not (weak or calm or usual or "?" in text):
        return Verdict(urgency="now", sure=False, reasons=[], unclear=True)
    return Verdict(urgency="wait", sure=True, reasons=weak + calm + usual)


def closes(text: str, rules: UrgencyRules) -> bool:
    """Is this nothing but thanks and goodbye, without a sign of trouble?"""
    reasons = reasons_in(text, rules) if only_thanks(text, rules.signs) else None
    return reasons is not None and not of(reasons, "now") and not of(reasons, "ask")


def time_of(words: str) -> Reason:
    return Reason(sign="", weight="before", words=words)


def of(reasons: Iterable[Reason], weight: Weight) -> list[Reason]:
    return [reason for reason in reasons if reason.weight == weight]


def reasons_in(text: str, rules: UrgencyRules) -> list[Reason]:
    """Each sign once, with the first words in which it stands."""
    read = readings(text)
    found = (first_of(sign, read) for sign in rules.signs)
    return [reason for reason in found if reason]


def first_of(sign: Sign, read: Sequence[Sequence[str]]) -> Reason | None:
    for words in read:
        initials = {word[0] for word in words}
        for pattern in sign.patterns:
            meant = parsed(pattern)
            if meant is None or any(part.word[0] not in initials for part in meant.parts):
                continue
            place = next(found_in(meant, words, slips=sign.weight in SLIPS), None)
            if place:
                return Reason(sign=sign.name, weight=sign.weight, words=place)
    return None


def only_thanks(text: str, signs: Iterable[Sign]) -> bool:
    """Nothing but closing words, whatever name they are said to; a question is none."""
    if "?" in text:
        return False
    names = {plain(word.strip(" ,.!")) for word in text.split()[1:] if word[:1].isupper()}
    thanks = [p for s in signs if s.weight == "thanks" for each in s.patterns if (p := parsed(each))]
    return any(all_thanks(words, thanks, names) for words in readings(text))


def all_thanks(words: Sequence[str], thanks: Iterable[Parsed], names: set[str]) -> bool:
    covered: set[int] = set()
    for pattern in thanks:
        length = len(pattern.parts)
        for n in range(len(words) - length + 1):
            if all(same(part, words[n + k]) for k, part in enumerate(pattern.parts)):
                covered.update(range(n, n + length))
    left = [
        word for n, word in enumerate(words)
        if n not in covered and word not in BESIDE_THANKS and words[n - 1 : n] != ["за"]
    ]  # fmt: skip
    return bool(covered) and len(left) <= 1 and all(word in names for word in left)
