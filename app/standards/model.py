"""The rules a house keeps. Each change is a new version; the highest is in force."""

from datetime import datetime, time
from typing import Annotated
from uuid import UUID

import msgspec

Hour = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$")]
Minutes = Annotated[int, msgspec.Meta(ge=5, le=24 * 60)]


class AnswerRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When people answer: local opening hours, every day, and how long an answer may take."""

    from_time: time = time(9)
    until_time: time = time(21)
    answer_minutes: Minutes = 60


Capacity = Annotated[int, msgspec.Meta(ge=1, le=5_000)]


class BookRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many clients one manager looks after; one more needs an explicit yes."""

    capacity: Capacity = 400


class BookStandard(BookRules, frozen=True, kw_only=True):
    """What is in force for books; it has versions of its own."""

    version: int = 0
    made_by: UUID | None = None


class ClockRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the periodic service of a car is due, and when the house speaks of it.

    Whichever comes first of `months` and `km` since the last one. It is raised `lead_days` before; what came
    more than `late_days` ago unseen is written down as skipped, and nobody is bothered with it.
    """

    months: Annotated[int, msgspec.Meta(ge=1, le=60)] = 12
    km: Annotated[int, msgspec.Meta(ge=1_000, le=100_000)] = 15_000
    lead_days: Annotated[int, msgspec.Meta(ge=0, le=90)] = 14
    late_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 30


class ClockStandard(ClockRules, frozen=True, kw_only=True):
    """What is in force for the clock of ownership; it has versions of its own."""

    version: int = 0


class Standards(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force now, since when, by whom."""

    answer: AnswerRules
    book: BookStandard
    clock: ClockStandard
    version: int
    from_at: datetime | None
    made_by: UUID | None


class AnswerChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answer rules as people send them: `09:00`, or `09:00:00` as they were read."""

    from_time: Hour = "09:00"
    until_time: Hour = "21:00"
    answer_minutes: Minutes = 60

    def rules(self) -> AnswerRules:
        return AnswerRules(
            from_time=time.fromisoformat(self.from_time),
            until_time=time.fromisoformat(self.until_time),
            answer_minutes=self.answer_minutes,
        )


class StandardsChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new version, made over the one the administrator saw."""

    version: int
    answer: AnswerChange


class BookChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New rules of books, made over the version the administrator saw."""

    version: int
    capacity: Capacity
