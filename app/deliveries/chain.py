"""The fallback chain of one text to one client, judged from what became of it so far: wait, open the next way, ask
the manager, tell them to call, or be over."""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from app.deliveries.model import Lane, Parcel, State
from app.deliveries.rules import split
from app.standards.chain import ChainRules, Heard
from app.texts import Phrase, at, hour

Purpose = Literal["reply", "promise", "announcement", "reminder", "survey", "campaign"]
Because = Literal["seen", "sent", "withdrawn", "no_consent", "no_way", "gone", "called", "settled"]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How far the house goes for a purpose. `silence`: from then on a text that was sent, and to which the client said
    nothing, is unseen; None: silence is no sign. `calls`: when the last rung is a call. `ways`: in which order the
    ways of a client are tried; one that is not named comes last."""

    silence: timedelta | None
    calls: Literal["never", "failed", "unseen"]
    ways: tuple[str, ...] = ("telegram", "web")


def plan_of(rules: ChainRules, purpose: Purpose) -> Plan:
    """What the house has set. Offers end in no call and a failed text of any other kind always does: those are no
    house's to change."""
    rule = getattr(rules, purpose)
    ways = tuple(rule.ways)
    if isinstance(rule, Heard):
        silence = timedelta(hours=rule.silence_hours) if rule.silence_hours else None
        return Plan(silence=silence, calls=rule.calls, ways=ways)
    return Plan(silence=None, calls="never" if purpose == "campaign" else "failed", ways=ways)


LANES: dict[Purpose, Lane] = {
    "reply": "announcement",
    "promise": "announcement",
    "announcement": "announcement",
    "reminder": "reminder",
    "survey": "reminder",
    "campaign": "campaign",
}
"""In which lane a further rung leaves: the house goes on by itself, so it is judged again and waits for its hour."""

CONSENTS: dict[Purpose, str] = {"reminder": "reminders", "survey": "reminders", "campaign": "offers"}

UNDER_WAY: tuple[State, ...] = ("queued", "sending", "held")
LIES_THERE = "web"
"""The one channel in which a text whose fate is unknown lies in our own database all the same."""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """An open address of the client, and its channel."""

    address: UUID
    channel: str


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt, as its part that fared worst. `at`: since when it is so, or is to leave."""

    n: int
    channel: str
    state: State
    at: datetime


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that a chain is judged by. `asks`: the text waits for an answer; `left`: the client's open ways that were not
    tried, the last used first; `word`: what they said of the consent it needs; `yes`: up to which rung a person said
    that it goes on though it may have arrived; `rules`: what the house has set by now."""

    purpose: Purpose
    asks: bool
    rungs: list[Rung]
    left: list[Way]
    seen: bool
    word: bool | None
    gone: bool
    yes: int
    rules: ChainRules = msgspec.field(default_factory=ChainRules)


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing now. Without `until` something else moves the chain: the delivery, or the client."""

    until: datetime | None


class Open(msgspec.Struct, frozen=True, kw_only=True):
    way: Way


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """It may have arrived: a person says whether it goes on, by this way or by a call."""

    way: Way | None


class Call(msgspec.Struct, frozen=True, kw_only=True):
    pass


class End(msgspec.Struct, frozen=True, kw_only=True):
    because: Because


Step = Wait | Open | Ask | Call | End


def purpose_of(lane: Lane, asked: str | None) -> Purpose:
    """A question for a mark is a purpose of its own, everything else goes by its lane."""
    return "survey" if asked == "survey" else lane


def awaits_answer(text: str, asked: str | None) -> bool:
    """Does silence mean anything? To a statement it is the usual answer."""
    return asked is not None or "?" in text


def next_step(facts: Facts, now: datetime) -> Step:
    """What follows now. Each rung is opened for an address that was not tried, so a chain is finite."""
    plan, last = plan_of(facts.rules, facts.purpose), facts.rungs[-1]
    if last.state in UNDER_WAY:
        return needless(facts) or Wait(until=None)
    if last.state == "withdrawn":
        return End(because="withdrawn")
    if last.state == "delivered" or facts.seen:
        return End(because="seen")
    if in_doubt(last) and facts.yes < last.n:
        return onward(facts, plan, Ask(way=None))
    if last.state == "failed" or in_doubt(last):
        return onward(facts, plan)
    following = onward(facts, plan)
    if plan.silence is None or isinstance(following, End):
        lawful = isinstance(following, End) and following.because != "no_way"
        return following if lawful else End(because="sent")
    unseen_at = last.at + plan.silence
    return following if now >= unseen_at else Wait(until=unseen_at)


def needless(facts: Facts) -> End | None:
    """A further rung that has not left stays here once the client has the text, or has taken their consent back."""
    if len(facts.rungs) == 1 or facts.rungs[-1].state == "sending":
        return None
    if facts.seen and taken(facts.rungs[:-1]):
        return End(because="seen")
    return None if agreed(facts) and not facts.gone else End(because="gone" if facts.gone else "no_consent")


def onward(facts: Facts, plan: Plan, doubt: Ask | None = None) -> Step:
    """The next rung there is, or the question whether to open it."""
    if facts.gone or not agreed(facts):
        return End(because="gone" if facts.gone else "no_consent")
    way = min(facts.left, key=lambda way: place(plan, way), default=None)
    if doubt:
        return End(because="no_way") if plan.calls == "never" else replace(doubt, way=way)
    if way:
        return Open(way=way)
    unheard = facts.asks if taken(facts.rungs) else True
    enough = plan.calls == "unseen" if taken(facts.rungs) else plan.calls != "never"
    return Call() if unheard and enough else End(because="no_way")


def place(plan: Plan, way: Way) -> int:
    return plan.ways.index(way.channel) if way.channel in plan.ways else len(plan.ways)


def in_doubt(rung: Rung) -> bool:
    return rung.state == "not_confirmed" and rung.channel != LIES_THERE


def taken(rungs: list[Rung]) -> bool:
    """Has any channel the text, for all we know?"""
    there = ("sent", "delivered")
    return any(
        rung.state in there or (rung.state == "not_confirmed" and not in_doubt(rung)) for rung in rungs
    )


def agreed(facts: Facts) -> bool:
    """Reminders and offers need a yes; a question for a mark only no refusal; the rest is part of the talk."""
    if facts.purpose == "survey":
        return facts.word is not False
    return facts.word is True if facts.purpose in CONSENTS else True


def parcels_for(parcels: list[Parcel], limit: int) -> list[Parcel]:
    """The same things for another channel: cut anew, and without what only the first one knows."""
    found: list[Parcel] = []
    for parcel in parcels:
        bare = replace(parcel, reply_to=None, ask_phone=None, drop_keyboard=False)
        *before, last = split(parcel.text, limit)
        pictures = [Parcel(file_id=file, media_kind="photo") for file in parcel.album]
        if (
            parcel.album
        ):  # how many stand together is the first channel's own: each goes by itself, the words behind
            found.append(replace(bare, text="", album=[]))
            found += pictures
            bare = replace(bare, file_id=None, media_kind=None, album=[])
        found += [replace(bare, text=text, file_id=None, media_kind=None, buttons=[]) for text in before]
        if last or not parcel.album:
            found.append(replace(bare, text=last))
    return found


# --- what a manager reads


class ChainShown(msgspec.Struct, frozen=True, kw_only=True):
    """A chain on its message: each rung in words once there is more than the first, what the manager is asked, and the
    last rung's text for an SMS."""

    text: str
    question: str | None
    go_on: str | None
    sms: str | None


def rung_words(rung: Rung, now: datetime) -> Phrase:
    """One rung: the way, what became of it, and when."""
    state = "planned" if rung.state == "queued" and rung.at > now else rung.state
    when = at(rung.at) if state == "planned" else hour(rung.at)
    facts: dict[str, Any] = {"way": Phrase(f"chain.way.{rung.channel}"), "at": when}
    return Phrase(f"chain.{state}", facts)
