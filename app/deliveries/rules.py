"""Judgements about sending: how a long text is cut, when a try is over, what a person may do."""

from datetime import datetime, timedelta
from typing import Any

from app.deliveries.model import PATIENCE, Claimed
from app.texts import Phrase, hour, stamp

LONGEST_PAUSE = 60.0
ANSWER_WITHIN, FILE_WITHIN = 25.0, 65.0  # seconds for a channel to answer, without and with a file


def answer_within(item: Claimed) -> float:
    """Seconds to wait for the channel's answer; over bad lines a file takes longer than words."""
    return FILE_WITHIN if item.body.get("file_id") else ANSWER_WITHIN


def width(text: str) -> int:
    """The length as messengers count it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> list[str]:
    """Cut a text into parts of at most `limit` UTF-16 units, always the same way.

    Prefers the last paragraph, line, sentence or space in the second half of a part. Joined, the parts
    are the text but for the white space at the cuts.
    """
    parts = []
    rest = text.strip()
    while width(rest) > limit:
        head = fitting(rest, limit)
        cut = best_cut(head)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest or not parts else parts


def fitting(text: str, limit: int) -> str:
    """The longest beginning of `text` within `limit` units; never half of a character."""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(text[:middle]) <= limit else (low, middle - 1)
    return text[:low]


def best_cut(head: str) -> int:
    for mark in ("\n\n", "\n", ". ", "! ", "? ", " "):
        at = head.rfind(mark)
        if at >= len(head) // 2:
            return at + len(mark)
    return len(head)


def pause_after(attempts: int) -> float:
    """Seconds until the next try after this many: 1, 2, 4 … 60."""
    return min(LONGEST_PAUSE, 2.0 ** min(attempts - 1, 10))


def given_up(
    queued_at: datetime, now: datetime, patience: timedelta = PATIENCE, *, until: datetime | None = None
) -> bool:
    """Has the thing waited for its channel as long as the manager was told, or is it worthless by now?"""
    return now >= until if until else now - queued_at >= patience


def may_send_again(state: str) -> bool:
    return state in ("failed", "not_confirmed")


def may_confirm(state: str) -> bool:
    return state == "not_confirmed"


def may_withdraw(state: str) -> bool:
    return state in ("queued", "held")


def unsent(part: Any) -> bool:
    return part["state"] in ("failed", "not_confirmed", "held")


KNOWN_REASONS = {
    "queued": ("pause", "channel_down", "bot_off"),
    "failed": (
        "blocked", "deactivated", "chat_not_found", "forbidden", "too_long", "file_lost", "file_too_large",
        "refused", "expired", "bot_off", "no_address", "forgotten",
        "own_account_off", "own_chat_off", "own_chat_late",
    ),
    "not_confirmed": ("line_broke", "album_in_part"),
}  # fmt: skip


def state_phrase(state: str, reason: str | None, queued_at: datetime, settled_at: datetime | None) -> Phrase:
    """What a manager reads about a delivery: its state, and the reason where there is one to act on."""
    if state == "held":
        return Phrase("state.queued.part_not_confirmed")
    if state == "failed" and reason in ("channel_down", "pause"):
        reason = "expired"
    if reason not in KNOWN_REASONS.get(state, ()):
        return Phrase(f"state.{state}")
    facts = {
        "at": stamp(settled_at or queued_at),
        "since": hour(queued_at),
        "until": hour(queued_at + PATIENCE),
    }
    return Phrase(f"state.{state}.{reason}", facts)
