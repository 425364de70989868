"""The ladder: who is to be called when a client waits, after how many minutes, and which hours must be somebody's.

`now` is climbed when a client cannot wait, `can_wait` when a promised time has passed, `soon` when it is needed before
that time: those who are here see it, and nobody is woken.
"""

from typing import Annotated, Any, Literal

import msgspec

from app.kit.errors import bad_field
from app.standards.chain import Version

Who = Literal["owner", "pair", "duty", "supervisor"]
ORDER: tuple[Who, ...] = ("owner", "pair", "duty", "supervisor")
Urgency = Literal["now", "soon", "can_wait"]


class Rung(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who has the turn, and after how many minutes without an answer the next has it. `rings`: their telephone rings
    too, where the house has a provider."""

    who: Who
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)]
    rings: bool = False


Rungs = Annotated[list[Rung], msgspec.Meta(max_length=4)]


def usual(owner: int, pair: int, duty: int, supervisor: int, *, rings: bool = False) -> list[Rung]:
    minutes = (owner, pair, duty, supervisor)
    return [Rung(who=who, minutes=after, rings=rings) for who, after in zip(ORDER, minutes, strict=True)]


class LadderRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rungs for each urgency. The last one is called again after its minutes. `covers`: what the house promises to
    have somebody for; of other hours nobody is warned."""

    now: Rungs = msgspec.field(default_factory=lambda: usual(3, 3, 5, 10, rings=True))
    soon: Rungs = msgspec.field(default_factory=lambda: usual(15, 15, 15, 30))
    can_wait: Rungs = msgspec.field(default_factory=lambda: usual(60, 60, 60, 120))
    covers: Literal["day_and_night", "opening_hours"] = "day_and_night"


class LadderChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New rules, made over the version the administrator saw."""

    version: int
    rules: LadderRules


class LadderStandard(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force, and who changed them, the last change first."""

    version: int
    rules: LadderRules
    versions: list[Version]


def ladder_rules_of(value: Any) -> LadderRules:
    """As they are stored; a house that never changed them goes by the defaults."""
    return msgspec.convert(value, LadderRules) if value else LadderRules()


def refuse_no_ladder(rules: LadderRules) -> None:
    """Raises where a ladder ends before a supervisor, calls somebody twice, or goes down again."""
    for urgency in ("now", "soon", "can_wait"):
        order = [ORDER.index(rung.who) for rung in getattr(rules, urgency)]
        if not order or order[-1] != len(ORDER) - 1:
            raise bad_field(f"rules.{urgency}", "ladder_ends_nowhere")
        if order != sorted(set(order)):
            raise bad_field(f"rules.{urgency}", "ladder_out_of_order")
