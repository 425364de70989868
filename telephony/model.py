"""Shapes of the house's telephony: how its provider is asked for a call, whom it rings, what it tells of calls."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from app.deliveries.model import Parcel
from app.texts import Phrase

CHANNEL = "telephony"
THING = "ring"
RING_LIFE = timedelta(minutes=10)
"""A phone that rings later than this rings at somebody whose turn is long over."""
PLACEHOLDERS = ("phone", "text", "name", "call")
"""What stands in the provider's request by its name: the number, what to say, to whom, and the call's own key."""

Address = Annotated[str, msgspec.Meta(max_length=1_000)]
Body = Annotated[str, msgspec.Meta(max_length=4_000)]
Method = Literal["GET", "POST", "PUT"]
Format = Literal["json", "form"]


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(max_length=100)]
    value: Annotated[str, msgspec.Meta(max_length=1_000)]


Headers = Annotated[list[Header], msgspec.Meta(max_length=20)]


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """The request by which the provider is asked to ring somebody."""

    url: str
    method: Method
    format: Format
    headers: list[Header]
    body: str


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same as an administrator writes it. `headers` None: they stay as they are, for nobody is shown them."""

    url: Address
    method: Method = "POST"
    format: Format = "json"
    headers: Headers | None = None
    body: Body = ""


class ShownWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """What of it people see again: of the headers their names only."""

    url: str
    method: Method
    format: Format
    header_names: list[str]
    body: str


class StaffPhone(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose turn may come, and the number on which they are rung."""

    id: UUID
    name: str
    role: str
    phone: str | None


class NewPhone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number as people type it; None or nothing: there is none."""

    phone: Annotated[str, msgspec.Meta(max_length=60)] | None


class NewCall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ring somebody now, with the key that makes a repeat harmless."""

    id: UUID


class CallNow(NewCall, frozen=True, kw_only=True, forbid_unknown_fields=True):
    person_id: UUID


class LastCall(msgspec.Struct, frozen=True, kw_only=True):
    """The last call that was asked for: its state, and the same in words."""

    state: str
    text: str
    at: datetime


class Telephony(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, for the administrator. `unreadable`: it was sealed with another master key and is to be given anew;
    `hook`: missed calls are taken."""

    webhook: ShownWebhook | None
    unreadable: bool
    people: list[StaffPhone]
    last: LastCall | None
    hook: bool
    heard_at: datetime | None
    placeholders: list[str]


class NewHook(msgspec.Struct, frozen=True, kw_only=True):
    """Where the provider tells of missed calls, and the key by which it signs them. Shown once."""

    url: str
    secret: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    webhook_sealed: bytes | None
    hook_n: int
    hook_hash: bytes | None
    heard_at: datetime | None


NOTHING = Row(webhook_sealed=None, hook_n=0, hook_hash=None, heard_at=None)


class Ring(Parcel, frozen=True, kw_only=True, omit_defaults=True):
    """What is said to whoever is rung. `message_id`: what waits, by which it is judged when it leaves; None: a test."""

    message_id: UUID | None = None


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call as the provider is asked for it."""

    phone: str
    text: str
    name: str
    call: str


def state_words(state: str, reason: str | None) -> Phrase:
    """What became of a call, as the administrator reads it."""
    if state == "failed":
        known = reason if reason in FAILURES else "refused"
        return Phrase(f"telephony.failed.{known}")
    return Phrase(f"telephony.{state}" if state in STATES else "telephony.queued")


STATES = ("sent", "not_confirmed", "withdrawn")
FAILURES = (
    "refused", "unauthorized", "forbidden", "channel_down", "no_number", "telephony_off", "other_master_key",
    "expired",
)  # fmt: skip
