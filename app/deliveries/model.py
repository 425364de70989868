"""What leaves the house, where to, and what became of it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

Lane = Literal["reply", "promise", "announcement", "reminder", "campaign"]
Line = Literal["words", "push", "ring"]
"""What is sent apart from the others, so that a service that hangs holds up only its own."""
BY_ITSELF: frozenset[Lane] = frozenset({"announcement", "reminder", "campaign"})
"""What nobody has just asked for. Replies and promises leave at any hour, and wait for none of it."""
State = Literal["queued", "sending", "sent", "delivered", "failed", "not_confirmed", "withdrawn", "held"]

PATIENCE = timedelta(hours=2)  # how long a thing waits for a channel that is down before the manager is asked


class Button(msgspec.Struct, frozen=True, kw_only=True):
    """One tap of the client: its words, and the act it names."""

    text: str
    act: str


class Parcel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One part of a thing as a channel sends it: plain words, at most one file or album, buttons, a question."""

    text: str = ""
    file_id: UUID | None = None
    media_kind: Literal["photo", "voice", "document"] | None = None
    album: list[UUID] = []
    """Further pictures that stand together with the first: one call, and one fate."""
    buttons: list[Button] = []
    ask_phone: str | None = None
    drop_keyboard: bool = False
    """The button that asked for the phone has done its work."""
    reply_to: str | None = None
    """The channel's own id of the message this one answers."""


class NewAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a contact point or a device can be reached through one account of ours (a bot, a push service)."""

    channel: str
    account_id: UUID
    destination: str
    contact_point_id: UUID | None = None
    language: Literal["ru", "en"]
    device_id: UUID | None = None
    """Set instead of a contact point where the address is a person's own browser."""
    person_id: UUID | None = None
    """Set instead of a contact point where it is a chat of this person's own account, in which only they write."""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    channel: str
    account_id: UUID
    destination: str
    contact_point_id: UUID | None
    device_id: UUID | None
    language: Literal["ru", "en"]
    stopped_at: datetime | None
    stopped_because: str | None


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery a worker holds by lease, with its address."""

    id: UUID
    thing_kind: str
    thing_id: UUID
    lane: Lane
    attempts: int
    queued_at: datetime
    due_at: datetime
    """Not before this: what was meant for the morning waits for its channel from the morning on."""
    until_at: datetime | None
    """Worthless after this: not tried any more. Without it a channel is waited for as long as `PATIENCE`."""
    body: dict[str, Any]
    address_id: UUID
    channel: str
    account_id: UUID
    destination: str
    stopped_because: str | None


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The channel took it and gave it this id."""

    remote_id: str
    delivered: bool = False
    further: list[str] = []
    """What it calls the further pictures of an album."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """The channel said no, for good. `stops` = nothing more can reach this address until it speaks."""

    reason: str
    stops: bool = False


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes surely did not get in, or the channel asked to wait: try again after `seconds`.

    `bucket` names whom the wait concerns: this chat, and from the second one on the whole account; this
    address alone, whatever others do; or the whole account.
    """

    reason: str
    seconds: float
    bucket: Literal["chat", "alone", "account"] = "chat"
    counts: bool = True


class Moot(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody needs it any more, so it was not sent: it was read, answered, or its reader is gone."""

    reason: str


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """The line broke while sending: it may have arrived. Never sent again by itself."""

    reason: str = "line_broke"


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The chat has another id now: the same thing goes there."""

    destination: str


Outcome = Sent | Refused | Later | Unknown | Moved | Moot


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """A token bucket: so many per second, so many at once."""

    per_second: float
    burst: float


class Album(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel shows as one album: so many pictures, none larger and all together not larger than so many bytes,
    with so many UTF-16 units of words under them."""

    most: int
    largest: int
    together: int
    words: int


class Channel(Protocol):
    """One way out of the house. A second messenger implements just this."""

    per_chat: Limit
    per_account: Limit

    async def send(self, dealership: UUID, item: Claimed) -> Outcome: ...


Settled = Callable[[Any, UUID], Awaitable[None]]
"""Told after a delivery of its thing changed state, inside the same unit: (db, thing_id)."""

Closed = Callable[[Any, UUID], Awaitable[None]]
"""Told after the channel closed an address for good, inside the same unit: (db, address)."""


Leaving = Callable[[Any, Claimed], Awaitable[datetime | Moot | None]]
"""May this leave now? An instant: not before it. Inside the unit that sends it: (db, the delivery)."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt, as people see it."""

    id: UUID
    message_id: UUID
    channel: str
    state: State
    attempt: int
    reason: str | None
    text: str
    at: datetime


class DeliveryAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on a delivery, with the key that makes a repeat harmless."""

    id: UUID


class DeliveryMutation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    delivery_id: UUID
    id: UUID
