"""Evidence, the sums it is kept in, and what the index makes of them."""

from datetime import datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

Status = Literal["loyal", "warm", "unproven", "at_risk"]
Component = Literal["said", "did", "friction", "complaint", "care"]
"""What evidence speaks of: the client's marks, their opportunities, what rubbed, what is open; our own care."""
Part = Literal["said", "did", "friction", "complaint", "said_unknown", "did_unknown", "silence", "red_line"]
"""Where points are lost."""
PARTS: tuple[Part, ...] = get_args(Part)


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the index's figures; defaults until calibrated on outcomes. Half-lives in days."""

    version: int = 1
    said: float = 40
    did: float = 35
    trust: float = 25
    said_half_life: timedelta = timedelta(days=180)
    did_half_life: timedelta = timedelta(days=365)
    trust_half_life: timedelta = timedelta(days=90)
    enough: float = 1.5
    """So much fresh evidence of one kind leaves nothing unknown."""
    prior: float = 0.6
    voice_of_deeds: float = 0.3
    """How far what a client does answers for what they do not say."""
    deeds_cover: float = 0.6
    """How much of what is not said counts as known by deeds."""
    open_complaint: float = 0.40
    contact_lasts: timedelta = timedelta(days=400)
    contact_half_life: timedelta = timedelta(days=180)
    complaint_cap: float = 40
    low_mark_cap: float = 55
    low_mark: int = 6
    low_mark_lasts: timedelta = timedelta(days=90)


WEIGHTS = Weights()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that speaks for or against loyalty. `value` is 0..1 of what could be had; frictions have none.

    `subject` and `topic` are its name: later news of the same thing takes its place, and a weight of 0 says
    that it speaks no more.
    """

    kind: str
    subject: UUID
    topic: str
    component: Component
    at: datetime
    weight: float = 1
    value: float = 0
    nps: int | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the journal, as far as evidence is read from it."""

    id: UUID
    at: datetime
    kind: str
    by_client: bool
    subject: UUID
    facts: dict[str, Any]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence and the entry that told it last."""

    evidence: Evidence
    news_at: datetime
    entry_id: UUID


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """All evidence of one client in numbers that do not grow with it.

    Each contribution is grown from a fixed instant by its half-life, as a whole number: so adding is exact,
    in any order, and what was added can be taken out again to the last digit.
    """

    said_weight: int = 0
    said_value: int = 0
    did_weight: int = 0
    did_value: int = 0
    friction: int = 0
    care_weight: int = 0
    care_value: int = 0
    complaints: int = 0
    act_at: datetime | None = None
    nps_at: datetime | None = None
    nps: int | None = None


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The index of one client at one instant: 100 less the points of each part."""

    score: float
    coverage: float
    status: Status
    care: float | None
    lost: dict[Part, float]


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """One client's sums and the index made of them at `as_of`; None: not judged yet."""

    client_id: UUID
    sums: Sums
    judged: Judged | None
    as_of: datetime
