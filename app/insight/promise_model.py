"""Shapes of the promise board: how promises were kept, how long people waited, and which were broken and why."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.people.model import Named

Reason = Literal["open", "waived", "logged_late", "queue", "handed_on", "moved", "slow"]
"""No answer yet; none was needed any more after the time had passed; a call in time by its maker's word, which they
gave too late; many waited for the same person; it went from one to another meanwhile; the client heard a later time
before, and that was kept; none of these."""
REASONS: tuple[Reason, ...] = ("open", "waived", "logged_late", "queue", "handed_on", "moved", "slow")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`kept_share`: of those that were kept or broken, whole percent; times until a person answered in minutes."""

    made: int
    kept: int
    broken: int
    open: int
    withdrawn: int
    kept_share: int | None
    median: float | None
    p90: float | None


class Repeats(msgspec.Struct, frozen=True, kw_only=True):
    """Questions of what the house knew. A contact is one client on one day; `told`: by the client's own word."""

    repeats: int
    told: int
    contacts: int
    per_hundred: float | None


class OfPerson(msgspec.Struct, frozen=True, kw_only=True):
    person: Named
    figures: Figures
    repeats: Repeats


class OfHour(msgspec.Struct, frozen=True, kw_only=True):
    hour: int
    answered: int
    median: float
    p90: float


class WhyBroken(msgspec.Struct, frozen=True, kw_only=True):
    reason: Reason
    text: str
    count: int


class PromiseBoard(msgspec.Struct, frozen=True, kw_only=True):
    """From `since_on` on. Hours in which nobody was answered are not named."""

    days: int
    since_on: date
    person: Named | None
    figures: Figures
    repeats: Repeats
    reasons: list[WhyBroken]
    hours: list[OfHour]
    people: list[OfPerson]
    as_of: datetime


class BrokenPromise(msgspec.Struct, frozen=True, kw_only=True):
    """`late`: minutes past the promised time until somebody answered or none was needed any more, or until now. The
    client is not named to whom may not see the card; then there is no thread either."""

    id: UUID
    client: str | None
    thread_id: UUID | None
    person: Named
    by_at: datetime
    answered_at: datetime | None
    late: int
    reason: Reason
    reason_text: str
    basis: str


class BrokenPromises(msgspec.Struct, frozen=True, kw_only=True):
    promises: list[BrokenPromise]
    next: UUID | None
