"""What Today shows, and the tasks of a person."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from app.conversations.model import ThreadLine
from app.people.model import Named
from app.texts import Phrase

Outcome = Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,40}$")]


class OnDuty(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers my clients now by the schedules, until when, and who then; None: nobody."""

    person: Named | None
    until_at: datetime
    then: Named | None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the day by the clock. A `task` can be done by a tap, a next step is written on a card."""

    id: UUID
    kind: str
    title: str
    client_id: UUID | None
    at: datetime
    because: str | None
    task: bool = False
    says: str | None = None
    """Of a task: the code of its title."""


class ReachOut(msgspec.Struct, frozen=True, kw_only=True):
    client_id: UUID
    because: str


class Day(msgspec.Struct, frozen=True, kw_only=True):
    on_duty: OnDuty | None
    """None for those who answer no clients."""
    waiting: list[ThreadLine]
    items: list[Item]
    reach_out: list[ReachOut]


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Something its person must do by a time, in that person's language."""

    id: UUID
    kind: str
    says: str
    """The code of its title: what a tick is made over."""
    title: str
    client_id: UUID | None
    at: datetime
    because: str | None
    done_at: datetime | None
    outcome: str | None


class NewTask(msgspec.Struct, frozen=True, kw_only=True):
    """Something somebody gets to do. `words` is what ("Write to Anna yourself"), `because` why it is here.

    A person gets one task for each `kind` and `key`, whatever becomes of it.
    """

    person: UUID
    kind: str
    key: str
    words: Phrase
    due_at: datetime
    client: UUID | None = None
    because: Phrase | None = None


class Completion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task is done. `id` is the key of the act, `outcome` a word the kind of task knows, `saw` what the task said to
    whoever ticked it off. An older phone does not say."""

    id: UUID
    outcome: Outcome | None = None
    saw: str | None = None


class TaskDone(Completion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    task_id: UUID


class TaskMutation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID
    task_id: UUID
