"""Shapes of the client's window: who looks through it, what it shows, what they may do."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from app.conversations.model import Text
from app.conversations.saying import Saying
from app.kit.auth import Language

CHANNEL = "web"
CHANGEABLE = timedelta(hours=48)
"""So long a client may change what they wrote, as in the messengers they know; every version is kept."""
TEXT_LIMIT = 50_000  # our own takes any
IDLE = timedelta(days=90)
"""A window that nobody used for so long opens no more."""
LIFE = timedelta(days=400)
"""As long as browsers keep a cookie at most."""


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The client behind a window's cookie. `id` is the window's own."""

    dealership: UUID
    id: UUID
    client_id: UUID
    contact_point_id: UUID
    owner_id: UUID
    language: Language
    time_zone: str | None
    """The client's own, where it is not that of the house."""
    seen_at: datetime

    @property
    def prefix(self) -> str:
        """How the keys of this client's words begin on the side of the channel."""
        return f"{CHANNEL}:{self.client_id}:"


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A browser in which the client's window opens, as the house sees it: never what or where it is."""

    id: UUID
    opened_at: datetime
    seen_at: datetime
    pushes: bool


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Exchange the link for a cookie. `id` is made by the page, so that a lost answer can be asked for again."""

    id: UUID


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers by when, in a sentence of the client's language, and how to reach the house at once."""

    manager: str
    text: str
    waiting: bool
    phone: str | None


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """The window as it opens. `next` is the place to ask before for older words; `epoch` and `seq` say up to
    where its changes are in here."""

    language: Language
    time_zone: str
    """By whose clock the window shows its hours."""
    form: str
    house: str
    presence: Presence
    sayings: list[Saying]
    next: int | None
    epoch: UUID
    seq: int
    unproved: bool
    """A number on the card could be proved to be the client's, by a code that the manager reads out."""


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since a place. `again`: too much, or another count: open the window anew."""

    presence: Presence
    sayings: list[Saying]
    gone: list[UUID]
    epoch: UUID
    seq: int
    again: bool = False


class Older(msgspec.Struct, frozen=True, kw_only=True):
    sayings: list[Saying]
    next: int | None


class NewSaying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the client says; `id` is made by their window, `files` were brought before."""

    id: UUID
    text: Text = ""
    files: Annotated[list[UUID], msgspec.Meta(max_length=10)] = []


class NewWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other words for something said; `id` makes a repeat harmless."""

    id: UUID
    text: Text


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """It is in the house, and who answers by when."""

    saying: Saying
    presence: Presence


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an act: the message it became."""

    message_id: UUID


class SeenUntil(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far the open window shows the talk."""

    seq: Annotated[int, msgspec.Meta(ge=0, le=2**62)]


class NewAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tapped answer to a question; `id` is made by the window."""

    id: UUID
    ask_id: UUID
    key: Annotated[str, msgspec.Meta(max_length=20)]


class WayToTelegram(msgspec.Struct, frozen=True, kw_only=True):
    """A link of one's own into the house's bot."""

    url: str


class NewWay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID
