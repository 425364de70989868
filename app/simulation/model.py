"""What is simulated, and what came of it."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

BEGINS = datetime.fromisoformat("2026-10-19T22:00:00+00:00")
"""Tuesday begins in Berlin. On Sunday the clocks there are put back."""
ZONE = "Europe/Berlin"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much happens. The same seed is the same week."""

    seed: int
    days: int = 6
    clients: int = 800
    a_day: int = 60
    """Messages of clients in twenty-four hours, at every hour of them."""


class Span(msgspec.Struct, frozen=True):
    """From a moment to another."""

    begins: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        return self.begins <= moment < self.ends


def hours(day: int, begins: int, ends: int) -> Span:
    """Of the week's so-manieth day, by its first clock."""
    return Span(BEGINS + day * DAY + begins * HOUR, BEGINS + day * DAY + ends * HOUR)


DEAD_PHONE = hours(1, 9, 24)
"""Vera's: she sees and answers nothing, and nobody knows."""
LEAVE_ASKED = BEGINS + DAY + 8 * HOUR
ILL = BEGINS + 2 * DAY + 12 * HOUR
"""Oleg, at noon, until the end of the next day."""
NO_WORKER = hours(3, 9, 12)
"""Every worker of the house is down."""


class Client(msgspec.Struct, frozen=True):
    """Somebody who writes."""

    handle: str
    client: UUID
    thread: UUID
    owner: str


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes of the week that nobody covered, and how long before them the house was told."""

    begins: datetime
    minutes: int
    ahead: timedelta | None
    sudden: bool
    """It came by an illness that began that day: nobody could have known."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a week, counted anew from the raw times of what was said and done."""

    heard: int
    promises: int
    told: int
    """Promises whose client was told in time who answers and by when."""
    answered_first: int
    """Those answered, or over, before there was a time to tell it."""
    in_the_dark: list[UUID]
    """Those nobody told in time: there should be none."""
    kept: int
    late: int
    moved: int
    """Those whose client heard a new time before the first one passed."""
    escalated: int
    """Promises that broke and for which somebody else was called."""
    off_minute: int
    """Promises whose break was noted at another minute than theirs, while a worker was there to note it."""
    called: int
    woken: int
    rest_broken: int
    """Calls of what can wait to somebody who was not at work: there should be none."""
    pushes: int
    unshown: int
    """Pushes that came to a phone that was dead."""
    rung_at_rest: int
    """Pushes to somebody not at work, of what can wait, in no talk that they were in: there should be none."""
    without_responsible: int
    gaps: list[Gap]
