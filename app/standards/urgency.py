"""Which words of a client wake, ask, calm or only thank: what administrators may set, in versions."""

from typing import Annotated, Any

import msgspec

from app.kit.errors import bad_field
from app.standards.chain import Version
from app.standards.patterns import parsed, plain
from app.standards.signs import Weight, written

Pattern = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Sign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sign: what it does, and its patterns. A pattern is words that stand near each other in this order; `*` stands
    for any ending; a word after `-` near them takes the sign back."""

    name: Name
    weight: Weight
    patterns: Annotated[list[Pattern], msgspec.Meta(min_length=1, max_length=400)]


def usual_signs() -> list[Sign]:
    return [Sign(name=one.name, weight=one.weight, patterns=one.patterns) for one in written()]


class UrgencyRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The signs, and whether at night the house asks about what has no words (a photo, a voice, a place), and about
    words in which it finds neither a question nor a usual matter."""

    signs: Annotated[list[Sign], msgspec.Meta(min_length=1, max_length=60)] = msgspec.field(
        default_factory=usual_signs
    )
    ask_without_words: bool = True
    ask_unclear: bool = True


class UrgencyChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New rules, made over the version the administrator saw."""

    version: int
    rules: UrgencyRules


class UrgencyStandard(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force, and who changed them, the last change first."""

    version: int
    rules: UrgencyRules
    versions: list[Version]


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """What bursts are judged by, and which version that is."""

    version: int
    rules: UrgencyRules


USUAL = UrgencyRules()


def rules_in_force(value: Any, version: int | None) -> InForce:
    """As they are stored; a house that never changed them goes by the usual ones, version 0."""
    rules = msgspec.convert(value, UrgencyRules) if value else USUAL
    return InForce(version=version or 0, rules=rules)


MEANS = {"now": "urgent", "ask": "doubt", "thanks": "thanks"}
"""What one pattern cannot mean at once; the other weights go together."""


def refuse_nonsense(rules: UrgencyRules) -> None:
    """Raises where a sign stands twice, a pattern can find nothing or means two things, or nothing would wake."""
    names: set[str] = set()
    meant: dict[str, Sign] = {}
    for n, sign in enumerate(rules.signs):
        name = " ".join(plain(sign.name).split())
        if not name or name in names:
            raise bad_field(f"rules.signs.{n}.name", "sign_twice" if name else "blank")
        names.add(name)
        for pattern in sign.patterns:
            refuse_pattern(f"rules.signs.{n}.patterns", sign, pattern, meant)
    if not any(sign.weight == "now" for sign in rules.signs):
        raise bad_field("rules.signs", "nothing_wakes")


def refuse_pattern(field: str, sign: Sign, pattern: str, meant: dict[str, Sign]) -> None:
    if parsed(pattern) is None:
        raise bad_field(field, "not_a_pattern", pattern=pattern)
    words = " ".join(plain(pattern).split())
    other = meant.setdefault(words, sign)
    if MEANS.get(other.weight) != MEANS.get(sign.weight):
        raise bad_field(field, "pattern_twice", pattern=pattern, sign=other.name)
