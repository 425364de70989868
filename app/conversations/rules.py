"""Judgements about talk: who reads, who may answer, what a message is in one line."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.conversations.logged import TouchRow
from app.conversations.model import OWN_WORD, NewTouch, Thread
from app.conversations.trail import Step, Trail
from app.kit.auth import Who
from app.kit.errors import Problem, bad_field
from app.texts import Phrase, span


def may_read(who: Who, thread: Thread) -> bool:
    """The owner, who stands in for them, and supervisors; in the lobby every manager."""
    if who.role == "supervisor":
        return True
    return who.role == "manager" and (thread.owner_id in (None, who.id) or who.id in thread.stand_ins)


def may_reply(who: Who, thread: Thread) -> bool:
    """Only the owner writes to the client, and who stands in for them; in the lobby every manager; for an owner who
    is out, a supervisor."""
    if who.id in thread.stand_ins:
        return True
    if who.role == "supervisor":
        return thread.owner_out
    return who.role == "manager" and thread.owner_id in (None, who.id)


def counts_from(answered_at: datetime, known_at: datetime, proof: Any) -> datetime:
    """When an answer counts as given. One of which only its maker speaks: when the house knew of it, so that nobody's
    word makes good what their figure says; one that a channel dates: when it was written."""
    return known_at if proof == OWN_WORD else min(answered_at, known_at)


def how_kept(by_at: datetime, answered_at: datetime) -> str:
    """Was the answer in time? Boards and loyalty both go by it."""
    return "kept" if answered_at <= by_at else "late"


def preview(
    kind: str | None, text: str, *, seconds: int | None, name: str | None, deleted: bool
) -> Phrase | str:
    """One line for a message: its words, or what it is when it has none."""
    if deleted:
        return Phrase("preview.deleted")
    if kind == "call":
        return Phrase("preview.call")
    if text or kind is None:
        return text
    if kind == "voice":
        return (
            Phrase("preview.voice", {"span": span(seconds)}) if seconds else Phrase("preview.voice_unknown")
        )
    if kind == "document":
        return Phrase("preview.document", {"name": name}) if name else Phrase("preview.document_unnamed")
    return Phrase(f"preview.{kind}") if kind in ("photo", "location", "contact") else Phrase("preview.other")


def without_name(text: str, name: str) -> str:
    """A chat of somebody's own account shows who writes: their name above the words would stand there twice."""
    return "" if text == name else text.removeprefix(f"{name}:\n")


def echoes(said: str, sent: str) -> bool:
    """May these words of a chat be those that were sent there? Nothing is said only by what was sent without words."""
    return sent.endswith(said) if said else not sent


def first_line(text: str, most: int = 160) -> str:
    """The beginning of a text on one line, for lists."""
    line = " ".join(text[: most * 2].split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def step_of(trail: Trail, now: datetime) -> tuple[Step, datetime | None]:
    """Where a client stands on the way in, and since when.

    A channel that works outweighs everything; a refusal stands until it is taken back; a channel that was
    stopped is told until a newer invitation is out; a link that ran out unused invites nobody any more.
    """
    if trail.reachable:
        return "connected", trail.linked_at
    if trail.refused_at:
        return "refused", trail.refused_at
    if trail.stopped_at and (trail.shared_at is None or trail.shared_at <= trail.stopped_at):
        return "blocked", trail.stopped_at
    if trail.opened_at:
        return "opened", trail.opened_at
    if trail.shared_at and trail.shared_until:
        return ("invited", trail.shared_at) if trail.shared_until > now else ("lapsed", trail.shared_until)
    return "not_invited", None


# --- calls, visits and notes

OUTCOMES = {"call": ("talked", "no_answer", "call_back"), "visit": ("came", "did_not_come"), "note": (None,)}
TALKS = ("talked", "came")
"""Outcomes in which a client can have got an answer."""
MET = ("talked", "call_back", "came")
"""Outcomes in which the client and the house spoke at all."""
CLOCKS_DIFFER = timedelta(minutes=5)
BEFORE_THE_CARD = timedelta(days=31)
"""So long before the card was made something may have happened that is worth a line on it."""
UNDONE_WITHIN = timedelta(hours=24)


def trouble_with(new: NewTouch, at: datetime, now: datetime, since: datetime) -> Problem | None:
    """Why this touch cannot be: `since` is when the card was made."""
    if (new.direction is None) == (new.kind == "call"):
        return bad_field("direction", "wrong_choice")
    if new.outcome not in OUTCOMES[new.kind]:
        return bad_field("outcome", "wrong_choice" if new.outcome else "required")
    if new.kind == "note" and not (new.words or "").strip():
        return bad_field("words", "blank")
    if at > now + CLOCKS_DIFFER:
        return bad_field("at", "not_yet")
    if at < since - BEFORE_THE_CARD:
        return bad_field("at", "before_the_card")
    if new.answers and new.outcome not in TALKS:
        return bad_field("answers", "not_an_answer")
    return trouble_with_step(new)


def trouble_with_step(new: NewTouch) -> Problem | None:
    step = (new.next_step or "").strip()
    if new.no_step and (step or new.next_step_at):
        return bad_field("no_step", "step_or_none")
    if not step and (new.next_step is not None or new.next_step_at):
        return bad_field("next_step", "blank")
    return None


def touch_words(kind: str, direction: str | None, outcome: str | None, words: str | None) -> Phrase:
    """A touch in one line of the timeline."""
    if kind == "note":
        return Phrase("timeline.note", {"text": words})
    what = f"call_{direction}" if kind == "call" else kind
    said = Phrase(f"timeline.touch.{what}.{outcome}")
    return Phrase("timeline.touch_with_words", {"said": said, "text": words}) if words else said


def may_undo(who: UUID, touch: TouchRow, now: datetime) -> Problem | None:
    """Its maker takes a touch back, within a day."""
    if touch.made_by != who:
        return Problem("not_your_touch", 403)
    return Problem("too_late_to_undo", 409) if now > touch.made_at + UNDONE_WITHIN else None
