"""One thing said in a talk, in the shape in which its client sees it."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.conversations.model import Attachment, Kind, Location


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that a question offers."""

    key: str
    text: str


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said, as the client sees it. `key` is the id that their own window gave it; `author` is None for
    what the house says by itself; `ask_id` and `choices` stand while the question waits for an answer."""

    id: UUID
    seq: int
    mine: bool
    key: UUID | None
    kind: Kind
    text: str
    files: list[Attachment]
    location: Location | None
    author: str | None
    at: datetime
    edited: bool
    deleted: bool
    reply_to: UUID | None
    ask_id: UUID | None
    choices: list[Choice]
