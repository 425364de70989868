"""How the channels are, judged from facts: each trouble with since when, and the one thing to do about it; and why a
promise was broken."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from app.deliveries.rules import KNOWN_REASONS
from app.insight.model import (
    BROKEN,
    GOOD,
    WATCH,
    BotFacts,
    Facts,
    Fates,
    Finding,
    Inward,
    Level,
    Line,
    TelephonyFacts,
)
from app.insight.promise_model import Reason
from app.texts import Phrase, stamp

SLOW = timedelta(minutes=2)
STUCK = timedelta(minutes=15)
RECENT = timedelta(minutes=10)
MANY_PENDING = 100
ORDER: dict[Level, int] = {BROKEN: 0, WATCH: 1, GOOD: 2}
BOT_TROUBLES = ("unauthorized", "webhook_refused", "channel_down", "other_poller", "other_master_key")
CHANNELS = ("telegram", "own_chat", "web", "push", "telephony")
OF_A_CALL = ("unauthorized", "forbidden", "channel_down", "other_master_key")


def findings(facts: Facts, now: datetime) -> list[Finding]:
    """Everything that is so, the worst first; of equal ones those that explain the others."""
    found = [
        *worker_found(facts),
        *bots_found(facts.bots, now),
        *(line_found(line, now) for line in facts.lines),
        *inward_found(facts.inward, now),
        *(fate_found(fate) for fate in facts.fates),
        *pushes_found(facts),
        *telephony_found(facts.telephony),
    ]
    return sorted(found, key=lambda one: ORDER[one.level])


def level_of(found: list[Finding]) -> Level:
    return found[0].level if found else GOOD


def summary(found: list[Finding]) -> Phrase:
    """The board in a sentence."""
    troubles = sum(one.level != GOOD for one in found)
    return Phrase("channels.summary.some", {"n": troubles}) if troubles else Phrase("channels.summary.good")


def worker_found(facts: Facts) -> Iterator[Finding]:
    if not facts.worker:
        yield finding("worker", BROKEN)


def finding(what: str, level: Level, since: datetime | None = None, /, **facts: object) -> Finding:
    """The sentences of a code: its title, what it means, and what to do where something is to be done."""
    return Finding(
        what=what,
        level=level,
        title=Phrase(f"channels.{what}.title", facts),
        text=Phrase(f"channels.{what}.text", facts),
        advice=None if level == GOOD else Phrase(f"channels.{what}.advice", facts),
        since=since,
    )


# --- ways in and out


def bots_found(bots: list[BotFacts], now: datetime) -> Iterator[Finding]:
    if not bots:
        yield finding("no_bot", WATCH)
    for bot in bots:
        yield bot_found(bot, now)


def bot_found(bot: BotFacts, now: datetime) -> Finding:
    name = f"@{bot.username}" if bot.username else "Telegram"
    facts = {"bot": name, "since": stamp(bot.state_at)}
    if bot.state in ("refused", "unreachable"):
        trouble = bot.trouble if bot.trouble in BOT_TROUBLES else "channel_down"
        return finding(f"bot.{trouble}", BROKEN, bot.state_at, **facts)
    if bot.state == "new":
        slow = now - bot.state_at > SLOW
        return finding("bot.new", WATCH if slow else GOOD, bot.state_at, **facts)
    if bot.trouble in BOT_TROUBLES:
        return finding(f"bot.{bot.trouble}", WATCH, bot.state_at, **facts)
    if bot.complaint and bot.complained_at and now - bot.complained_at < RECENT:
        said = facts | {"words": bot.complaint[:200]}
        return finding("bot.webhook", WATCH, bot.complained_at, **said)
    if bot.pending >= MANY_PENDING:
        return finding("bot.pending", WATCH, None, **facts, n=bot.pending)
    return finding("bot.working", GOOD, bot.state_at, **facts)


def line_found(line: Line, now: datetime) -> Finding:
    channel = line.channel if line.channel in CHANNELS else "other"
    facts = {"channel": Phrase(f"channels.way.{channel}"), "n": line.waiting, "since": stamp(line.since)}
    if now - line.since < SLOW:
        return finding("line.moving", GOOD, line.since, **facts)
    return finding("line.slow", BROKEN if now - line.since > STUCK else WATCH, line.since, **facts)


def inward_found(inward: Inward, now: datetime) -> Iterator[Finding]:
    if inward.waiting and inward.since and now - inward.since >= SLOW:
        level = BROKEN if now - inward.since > STUCK else WATCH
        yield finding("inward", level, inward.since, n=inward.waiting, since=stamp(inward.since))
    if inward.put_aside:
        yield finding("put_aside", WATCH, None, n=inward.put_aside)


def fate_found(fate: Fates) -> Finding:
    channel = fate.channel if fate.channel in CHANNELS else "other"
    facts = {"channel": Phrase(f"channels.way.{channel}"), "n": fate.count, "latest": stamp(fate.latest)}
    if fate.state == "not_confirmed":
        return finding("not_confirmed", WATCH, fate.latest, **facts)
    reason = "expired" if fate.reason in ("channel_down", "pause") else fate.reason
    known = reason if reason in KNOWN_REASONS["failed"] else "unknown"
    return finding("failed", WATCH, fate.latest, **facts, reason=Phrase(f"channels.reason.{known}"))


# --- phones of the house


def pushes_found(facts: Facts) -> Iterator[Finding]:
    for device in facts.silent:
        yield finding("silent", WATCH, device.since, person=device.person, since=stamp(device.since))
    if facts.unrung:
        yield finding("unrung", WATCH, None, n=len(facts.unrung), people=", ".join(facts.unrung))


# --- the telephone


def telephony_found(facts: TelephonyFacts | None) -> Iterator[Finding]:
    """How the provider did with the last call. A client who was answered before it rang is no trouble."""
    if facts is None:
        return
    told = {"at": stamp(facts.at)} if facts.at else {}
    if facts.state == "failed" and facts.reason != "no_number":
        reason = facts.reason if facts.reason in OF_A_CALL else "refused"
        yield finding(
            "telephony.failed", BROKEN, facts.at, **told, reason=Phrase(f"telephony.failed.{reason}")
        )
    elif facts.state == "not_confirmed":
        yield finding("telephony.not_confirmed", WATCH, facts.at, **told)
    else:
        yield finding("telephony.working", GOOD)
    if facts.unnumbered:
        people = ", ".join(facts.unnumbered)
        yield finding("telephony.no_number", WATCH, None, n=len(facts.unnumbered), people=people)


# --- promises

MANY_BESIDE = 3
"""So many others who waited for the same person explain that one of them waited too long."""


def why_broken(promise: Any) -> Reason:
    """The first of the reasons that fits: what the house could have arranged comes before what a person did."""
    if promise["ended_at"] is None:
        return "open"
    if promise["ending"] == "withdrawn":
        return "waived"
    if promise["said_at"]:
        return "logged_late"
    if promise["beside"] >= MANY_BESIDE:
        return "queue"
    if promise["handed_on"]:
        return "handed_on"
    told = promise["new_by_at"]
    return "moved" if told and promise["ended_at"] <= told else "slow"


def share(part: int, whole: int) -> int | None:
    """Whole percent; all of them only where it is all of them, none only where it is none."""
    if whole == 0:
        return None
    if part in (0, whole):
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))
