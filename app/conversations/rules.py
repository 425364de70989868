"""Judgements about talk: who reads, who may answer, what a message is in one line."""

from datetime import datetime

from app.conversations.model import Step, Thread, Trail
from app.kit.auth import Who
from app.texts import Phrase, span


def may_read(who: Who, thread: Thread) -> bool:
    """The owner and supervisors; in the lobby every manager on duty, which today is every active one."""
    if who.role == "supervisor":
        return True
    return who.role == "manager" and thread.owner_id in (None, who.id)


def may_reply(who: Who, thread: Thread) -> bool:
    """Only the owner writes to the client; in the lobby every manager; for an owner who is out, a supervisor."""
    if who.role == "supervisor":
        return thread.owner_out
    return who.role == "manager" and thread.owner_id in (None, who.id)


def how_kept(by_at: datetime, answered_at: datetime) -> str:
    """Was the answer in time?"""
    return "kept" if answered_at <= by_at else "late"


def preview(
    kind: str | None, text: str, *, seconds: int | None, name: str | None, deleted: bool
) -> Phrase | str:
    """One line for a message: its words, or what it is when it has none."""
    if deleted:
        return Phrase("preview.deleted")
    if text or kind is None:
        return text
    if kind == "voice":
        return (
            Phrase("preview.voice", {"span": span(seconds)}) if seconds else Phrase("preview.voice_unknown")
        )
    if kind == "document":
        return Phrase("preview.document", {"name": name}) if name else Phrase("preview.document_unnamed")
    return Phrase(f"preview.{kind}") if kind in ("photo", "location", "contact") else Phrase("preview.other")


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
