"""How far the house goes for a text that does not reach its client: what administrators may set, and what it means."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from app.kit.errors import bad_field
from app.texts import Phrase, sentences

Way = Literal["telegram", "web"]
WAYS: tuple[Way, ...] = ("telegram", "web")
Hours = Annotated[int, msgspec.Meta(ge=1, le=336)]
Ways = Annotated[list[Way], msgspec.Meta(max_length=10)]


class Heard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text after which silence may mean something. `silence_hours`: from then on it is unseen; None: never. `calls`:
    whether the manager is told to call only where nothing arrived, or also where nobody answered a question."""

    silence_hours: Hours | None
    calls: Literal["failed", "unseen"]
    ways: Ways = msgspec.field(default_factory=lambda: list(WAYS))


class Unheard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text to which silence is the usual answer: only the order of the ways is the house's to set."""

    ways: Ways = msgspec.field(default_factory=lambda: list(WAYS))


def heard(hours: int) -> Heard:
    return Heard(silence_hours=hours, calls="unseen")


class ChainRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules for each purpose of a text."""

    reply: Heard = msgspec.field(default_factory=lambda: heard(24))
    announcement: Heard = msgspec.field(default_factory=lambda: heard(48))
    reminder: Heard = msgspec.field(default_factory=lambda: heard(72))
    promise: Unheard = msgspec.field(default_factory=Unheard)
    survey: Unheard = msgspec.field(default_factory=Unheard)
    campaign: Unheard = msgspec.field(default_factory=Unheard)


class ChainChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New rules, made over the version the administrator saw."""

    version: int
    rules: ChainRules


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One change: when, and by whom."""

    version: int
    from_at: datetime
    by: str | None


class ChainStandard(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force with what each does in words, and who changed them, the last change first."""

    version: int
    rules: ChainRules
    told: dict[str, str]
    versions: list[Version]


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What these rules would do, by purpose."""

    told: dict[str, str]


def refuse_nonsense(rules: ChainRules) -> None:
    """Raises where a way is missing or named twice, or where silence is to be called about and never counts."""
    for purpose in ChainRules.__struct_fields__:
        rule = getattr(rules, purpose)
        if sorted(rule.ways) != sorted(WAYS):
            raise bad_field(f"rules.{purpose}.ways", "each_way_once")
        if isinstance(rule, Heard) and rule.calls == "unseen" and rule.silence_hours is None:
            raise bad_field(f"rules.{purpose}.silence_hours", "silence_needs_hours")


def phrases_of(rules: ChainRules) -> dict[str, Phrase]:
    """What will happen, in sentences, by purpose."""
    return {
        purpose: sentences(*lines_of(purpose, getattr(rules, purpose)))
        for purpose in ChainRules.__struct_fields__
    }


def lines_of(purpose: str, rule: Heard | Unheard) -> list[Phrase]:
    first, then = (Phrase(f"chain.way.{way}") for way in rule.ways)
    said = [Phrase("plan.ways", {"first": first, "then": then})]
    if isinstance(rule, Unheard):
        return [
            *said,
            Phrase("plan.silence"),
            Phrase(f"plan.call.{'never' if purpose == 'campaign' else 'failed'}"),
        ]
    said.append(
        Phrase("plan.silent", {"n": rule.silence_hours}) if rule.silence_hours else Phrase("plan.silence")
    )
    return [*said, Phrase(f"plan.call.{rule.calls}")]
