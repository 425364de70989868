"""A call, a visit or a note as it lies in the house, for judgement and for taking it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.conversations.model import Direction, Outcome, TouchKind


class TouchRow(msgspec.Struct, frozen=True, kw_only=True):
    """A touch as it was logged, with what it changed and how that stood before."""

    id: UUID
    client_id: UUID
    kind: TouchKind
    direction: Direction | None
    outcome: Outcome | None
    words: str | None
    at: datetime
    made_by: UUID
    made_at: datetime
    next_step: str | None
    next_step_at: datetime | None
    no_step: bool
    line_before: Any
    answered: bool
    waited_since: datetime | None
    promise_id: UUID | None
    undone_at: datetime | None
