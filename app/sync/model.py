"""The shapes of the sync protocol."""

from typing import Any, Literal
from uuid import UUID

import msgspec

SCHEMA = 1  # the version of the rows phones keep; a change makes them fetch afresh


class FeedSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A feed granted to a person and where it stands."""

    id: UUID
    kind: str
    epoch: UUID
    seq: int


class Cursor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a phone stands in one feed."""

    epoch: UUID
    since: int


class PullRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    feeds: dict[UUID, Cursor]
    schema: int = SCHEMA
    limit: int = 500


class Put(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    id: UUID
    row: Any


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    id: UUID


class FeedChanges(msgspec.Struct, frozen=True, kw_only=True):
    """All that changed in one feed after the phone's cursor, up to `seq`; `more` = ask again."""

    kind: str
    epoch: UUID
    seq: int
    puts: list[Put]
    dels: list[Gone]
    more: bool


class AppliedMutation(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    feeds: dict[UUID, FeedChanges]
    mutations: list[AppliedMutation]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Whole records of a feed as it stood at `seq`; `next` is whom to ask after. A record asked for by id and not
    here is not this person's to keep."""

    feed: UUID
    epoch: UUID
    seq: int
    schema: int
    records: dict[UUID, Any]
    next: UUID | None


class WantedRecords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records to be read anew, because the feed said that they changed."""

    ids: list[UUID]


class QueuedMutation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act from a phone's outbox; `after` names acts of the same batch it depends on."""

    id: UUID
    kind: str
    body: Any
    after: list[UUID] = []


class PushRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    device: UUID
    mutations: list[QueuedMutation]


class PushResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: UUID
    outcome: Literal["applied", "rejected", "conflict"]
    feeds: dict[UUID, int] = {}
    result: Any = None
    problem: Any = None


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    results: list[PushResult]
