"""What Today shows."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.conversations.model import ThreadLine
from app.people.model import Named


class OnDuty(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers now and until when; outside opening hours nobody, until the house opens."""

    person: Named | None
    until_at: datetime
    then: Named | None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the day by the clock."""

    id: UUID
    kind: str
    title: str
    client_id: UUID
    at: datetime
    because: str


class ReachOut(msgspec.Struct, frozen=True, kw_only=True):
    client_id: UUID
    because: str


class Day(msgspec.Struct, frozen=True, kw_only=True):
    on_duty: OnDuty
    waiting: list[ThreadLine]
    items: list[Item]
    reach_out: list[ReachOut]
