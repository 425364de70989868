"""Shapes of a subscription, of what waits to be pushed, and of the message a browser gets."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

CHANNEL = "push"
POINT, SECRET = 65, 16  # bytes of a browser's two keys
LARGEST = 3_993  # bytes of plain text that fit one record of 4 096; more could not be decrypted
MESSAGE_LIFE = timedelta(hours=24)
CHECK_LIFE = timedelta(minutes=2)
ALERT_LIFE = timedelta(hours=1)
NOTICED_WITHIN = timedelta(seconds=60)
"""So long a push may stay unacknowledged before the person is written to."""
NEXT_STEP = timedelta(minutes=5)
"""So long the person has then before the supervisors learn."""

Base64 = Annotated[str, msgspec.Meta(max_length=200)]


class SubscriptionKeys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    p256dh: Base64
    auth: Base64


class Subscription(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a browser's `PushSubscription` says of itself, in its own words; `key` is ours that it was made with."""

    endpoint: Annotated[str, msgspec.Meta(max_length=1_000)]
    keys: SubscriptionKeys
    expirationTime: float | None = None
    key: Base64 | None = None


class Usable(msgspec.Struct, frozen=True, kw_only=True):
    """A browser's two keys as bytes, and ours that it was subscribed with."""

    point: bytes
    secret: bytes
    key: str


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask for a test push, with the key that makes a repeat harmless."""

    id: UUID


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How pushes to one device fare. `key` is what a browser subscribes with; None: this house sends none."""

    key: str | None
    subscribed: bool
    endpoint_hash: str | None
    """Of the subscription known here: a browser that holds another one tells it."""
    shown_at: datetime | None
    state: str | None
    """Of the last push: why nothing was shown."""


About = Literal["asked", "late", "answered"]
"""What a push says of a question to a specialist."""


class Notice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What waits in the outbox. The words are made when it leaves, and hold nothing personal."""

    kind: Literal["message", "check", "answer", "alert", "call", "back", "talk", "question"]
    message_id: UUID | None = None
    urgent: bool = False
    question_id: UUID | None = None
    about: About | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notification as browsers know it."""

    title: str
    body: str
    lang: str
    tag: str
    navigate: str
    data: dict[str, Any]
    dir: Literal["ltr"] = msgspec.field(default="ltr")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The message: browsers that know declarative push show it by themselves, for others our worker does.

    `mutable` lets the worker see it everywhere, so that it can say that it was shown.
    """

    notification: Shown
    app_badge: int
    web_push: Literal[8030] = 8030
    mutable: bool = True


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What is told, and how urgently: `topic` replaces what the push service still holds of the same talk."""

    told: Told
    topic: str
    urgency: Literal["normal", "high"]
