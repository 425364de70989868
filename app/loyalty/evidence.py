"""The catalogue of evidence: which entry of the journal speaks for or against loyalty, and how strongly.

A new kind of evidence is one function here and its row in `CATALOGUE`. The functions are pure: all that they
judge by stands in the entry, so a replay of the journal makes the same evidence. What people of the house say
of their own work lowers at most; it never raises: only what `proves` can.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from app.conversations.model import GROSSLY, OWN_WORD
from app.conversations.rules import counts_from
from app.loyalty.model import Entry, Evidence

FRICTION = {
    "missed": 0.10,
    "missed_grossly": 0.20,
    "repeated": 0.15,
    "broken": 0.20,
    "closed": 0.15,
    "closed_late": 0.25,
    "reopened": 0.35,
}
"""What rubs a client, by how much of the trust it takes."""
RECOVERED = 0.5
"""Of it stays when the client says that it was made good."""
OPPORTUNITIES = {"service": 1.0, "insurance": 0.5, "replacement": 2.0, "referral": 1.0}
TAKEN = {"on_time": 1.0, "late": 0.7, "elsewhere": 0.0}
MARKS = {"nps": 1.0, "csat": 0.8, "ces": 0.6}
HIGHEST = {"nps": 10, "csat": 5, "ces": 7}
PROVES = ("import", "client", "connector")
"""Who says that a visit or a sale was: an outside record or the client. The house's own word proves nothing."""

Reads = Callable[[Entry], tuple[Evidence, ...]]


def mark_of(instrument: str, mark: int, at: datetime, survey: UUID) -> Evidence:
    """What a client said, asked by the system: would recommend 0-10, satisfied 1-5, easy 1-7."""
    if instrument == "nps":
        value = {10: 1.0, 9: 1.0, 8: 0.85, 7: 0.7}.get(mark, mark / 10)
    else:
        value = (mark - 1) / (4 if instrument == "csat" else 6)
    return Evidence(
        kind=f"mark_{instrument}",
        subject=survey,
        topic="mark",
        component="said",
        at=at,
        weight=MARKS[instrument],
        value=value,
        nps=mark if instrument == "nps" else None,
    )


def opportunity(what: str, how: str, at: datetime, subject: UUID) -> Evidence:
    """What a client did when something came due: with us in time, with us late, or elsewhere."""
    return Evidence(
        kind=f"{what}_{how}",
        subject=subject,
        topic="opportunity",
        component="did",
        at=at,
        weight=OPPORTUNITIES[what],
        value=TAKEN[how],
    )


def friction(kind: str, at: datetime, subject: UUID, topic: str, *, recovered: bool = False) -> Evidence:
    weight = FRICTION[kind] * (RECOVERED if recovered else 1)
    return Evidence(kind=kind, subject=subject, topic=topic, component="friction", at=at, weight=weight)


def proves(entry: Entry) -> bool:
    """Does the client say it, or a record from outside? Of what names no source its maker decides."""
    source = entry.facts.get("source")
    return source in PROVES if source else entry.by_client


# --- one function for each kind of entry


def answered_survey(entry: Entry) -> tuple[Evidence, ...]:
    """The client gave a mark, and by that confirmed the visit they were asked about."""
    facts = entry.facts
    if not proves(entry):
        return ()
    mark = mark_of(facts["instrument"], facts["mark"], entry.at, entry.subject)
    visited = instant(facts.get("visited_at"))
    if visited is None:
        return (mark,)
    return mark, opportunity(
        "service", "late" if facts["late"] else "on_time", visited, UUID(str(facts["visit"]))
    )


def promise_over(entry: Entry) -> tuple[Evidence, ...]:
    """A client was promised an answer by a time, and the wait ended, or the time came first.

    What counts is the time from which the answer counts on every board: a call that is logged after the time was
    missed does not unmiss it. Waiving what was overdue does not either. One that a channel dates before the time takes
    back what was noted until it came. Of an answer that went by us we know; one of which only its maker speaks is no
    care, and at most its lack.
    """
    by_at, ended = instant(entry.facts.get("by_at")), entry.kind.removeprefix("promise.")
    over_at = counts_from(instant(entry.facts.get("over_at")) or entry.at, entry.at, entry.facts.get("proof"))
    found: list[Evidence] = []
    if by_at and over_at > by_at:
        kind = "missed_grossly" if over_at - by_at > GROSSLY else "missed"
        found.append(friction(kind, by_at, entry.subject, "answer"))
    elif by_at and entry.at > by_at:
        found.append(msgspec.structs.replace(friction("missed", by_at, entry.subject, "answer"), weight=0))
    if ended == "late" or (ended == "kept" and entry.facts.get("proof") != OWN_WORD):
        kept = 1.0 if ended == "kept" else 0.0
        kind = f"answer_{ended}"
        found.append(
            Evidence(
                kind=kind, subject=entry.subject, topic="care", component="care", at=entry.at, value=kept
            )
        )
    return tuple(found)


def complaint_made(entry: Entry) -> tuple[Evidence, ...]:
    return (
        Evidence(
            kind="complaint", subject=entry.subject, topic="complaint", component="complaint", at=entry.at
        ),
    )


def complaint_solved(entry: Entry) -> tuple[Evidence, ...]:
    """The client says that it was made good."""
    if not proves(entry):
        return ()
    kind = "closed_late" if entry.facts.get("late") else "closed"
    found = [friction(kind, entry.at, entry.subject, "complaint", recovered=True)]
    if reopened := instant(entry.facts.get("reopened_at")):
        found.append(friction("reopened", reopened, entry.subject, "reopened", recovered=True))
    return tuple(found)


def complaint_reopened(entry: Entry) -> tuple[Evidence, ...]:
    """It was said to be mended, and the client says that it is not: it stays open, and rubs twice."""
    return (friction("reopened", entry.at, entry.subject, "reopened"),)


def complaint_withdrawn(entry: Entry) -> tuple[Evidence, ...]:
    """A slip of the finger, taken back at once."""
    return (
        Evidence(
            kind="withdrawn",
            subject=entry.subject,
            topic="complaint",
            component="friction",
            at=entry.at,
            weight=0,
        ),
    )


def service_visited(entry: Entry) -> tuple[Evidence, ...]:
    """The car was serviced, here or elsewhere. What only the house says of it proves nothing; a repair is no
    opportunity that the client chose."""
    facts = entry.facts
    if not proves(entry) or facts.get("visit", "service") != "service":
        return ()
    how = "elsewhere" if facts["place"] == "elsewhere" else "late" if facts.get("late") else "on_time"
    return (opportunity("service", how, instant(facts.get("at")) or entry.at, entry.subject),)


def only_an_act(entry: Entry) -> tuple[Evidence, ...]:
    """The client wrote, tapped or bought something; no more is known."""
    return ()


CATALOGUE: dict[str, Reads] = {
    "survey.answered": answered_survey,
    "service.visited": service_visited,
    "promise.kept": promise_over,
    "promise.late": promise_over,
    "promise.withdrawn": promise_over,
    "promise.missed": promise_over,
    "complaint.made": complaint_made,
    "complaint.solved": complaint_solved,
    "complaint.reopened": complaint_reopened,
    "complaint.withdrawn": complaint_withdrawn,
    "message.received": only_an_act,
    "ask.answered": only_an_act,
    "car.added": only_an_act,
}
"""Kind of entry → what it says. What an entry without a row says counts for nothing."""


def acted_at(entry: Entry) -> datetime | None:
    """When the client did something themselves, if this entry proves that: words, a tap, a visit, a purchase."""
    if not proves(entry):
        return None
    return min(entry.at, instant(entry.facts.get("at")) or entry.at)


def instant(value: object) -> datetime | None:
    """A time among the facts; on its way into the database it is no text yet."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value) if isinstance(value, str) else None
