"""The rules a house keeps. Each change is a new version; the highest is in force."""

from datetime import datetime, time
from typing import Annotated
from uuid import UUID

import msgspec

LocalTime = Annotated[time, msgspec.Meta(tz=False)]
Minutes = Annotated[int, msgspec.Meta(ge=5, le=24 * 60)]


class AnswerRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When people answer: local opening hours, every day, and how long an answer may take."""

    from_time: LocalTime = time(9)
    until_time: LocalTime = time(21)
    answer_minutes: Minutes = 60


class Standards(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force now, since when, by whom."""

    answer: AnswerRules
    version: int
    from_at: datetime | None
    made_by: UUID | None


class StandardsChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new version, made over the one the administrator saw."""

    version: int
    answer: AnswerRules
