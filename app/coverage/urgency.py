"""How urgent it is what a client says: judged over a burst, with the words that it rests on."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from app.coverage.hours import needed_by
from app.coverage.reading import MOST, found_in, readings, same
from app.people.model import Person
from app.standards.patterns import Parsed, parsed, plain, words_of
from app.standards.signs import Weight
from app.standards.urgency import Sign, UrgencyRules

Class = Literal["now", "before", "wait", "thanks"]
Kind = str

BESIDE_THANKS = frozenset(
    words_of(
        "вам вас тебе вы большое большая огромное очень за и все это так заранее пожалуйста ну да тогда еще раз уже "
        "вот very much you so a lot"
    )
)
"""Words that change nothing beside thanks. What a client will do, or waits for, is none of them."""
THANKED_FOR = frozenset(
    words_of(
        "ответ помощь оперативность понимание информацию консультацию внимание заботу звонок совет подсказку труд "
        "ваш вашу ваше быстрый оперативный быструю оперативную"
    )
)
"""What one gives thanks for: it stands after «за»."""
TO_COME = frozenset(
    words_of("жду ждем ждать буду приеду заеду позвоню напишу завтра утром вечером днем ответ ответа")
)
"""Beside thanks they begin a wait; but nobody is asked at night whether it can."""
LONG = 7
"""Letters of a closing word in which a slip may stand: "помяла" is not "поняла"."""


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


def judged(
    burst: Burst,
    rules: UrgencyRules,
    now: datetime,
    promised: datetime | None,
    zone: str,
    names: Collection[str] = (),
) -> Verdict:
    """Of the strongest sign. What calms turns waking into a question, and a question into waiting. `names`: of the
    people of the house, who may be thanked by them."""
    text = "\n".join(burst.texts)[-MOST:]
    reasons = reasons_in(text, rules)
    strong, weak, calm = (of(reasons, weight) for weight in ("now", "ask", "calm"))
    if not burst.wordless and closes(text, rules, names):
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
    known = weak or calm or usual or "?" in text or only_thanks(text, rules.signs, {*names, *TO_COME})
    if rules.ask_unclear and not known:
        return Verdict(urgency="now", sure=False, reasons=[], unclear=True)
    return Verdict(urgency="wait", sure=True, reasons=weak + calm + usual)


def closes(text: str, rules: UrgencyRules, names: Collection[str] = ()) -> bool:
    """Is this nothing but thanks and goodbye, with no sign of anything else? A doubt is none of them: who waits in
    vain is worse than a wait in vain."""
    if not only_thanks(text, rules.signs, names):
        return False
    return all(reason.weight == "thanks" for reason in reasons_in(text, rules))


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


def names_of(people: Iterable[Person]) -> set[str]:
    """By what they are thanked: the first name, and how they are addressed."""
    return {word for one in people for word in (*words_of(one.name)[:1], *words_of(one.address_form))}


def only_thanks(text: str, signs: Iterable[Sign], beside: Collection[str]) -> bool:
    """Nothing but closing words, and words `beside` them that may stand there; a question is none."""
    if "?" in text:
        return False
    thanks = [p for s in signs if s.weight == "thanks" for each in s.patterns if (p := parsed(each))]
    return any(all_thanks(words, thanks, beside) for words in readings(text))


def all_thanks(words: Sequence[str], thanks: Iterable[Parsed], beside: Collection[str]) -> bool:
    covered: set[int] = set()
    for pattern in thanks:
        length = len(pattern.parts)
        for n in range(len(words) - length + 1):
            near = zip(pattern.parts, words[n : n + length], strict=True)
            if all(same(part, word, len(part.word) >= LONG) for part, word in near):
                covered.update(range(n, n + length))
    left = [word for n, word in enumerate(words) if n not in covered and not thanked_for(words, n)]
    return bool(covered) and all(word in BESIDE_THANKS or word in beside for word in left)


def thanked_for(words: Sequence[str], n: int) -> bool:
    """Does it stand after «за», with nothing but such words between?"""
    while n >= 0 and words[n] in THANKED_FOR:
        n -= 1
        if words[n : n + 1] == ["за"]:
            return True
    return False
