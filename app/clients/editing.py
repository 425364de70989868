"""What people send when they change a card, and what they are told when somebody was quicker."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from app.clients.model import Hour, Instant, Line, PhoneText, Purpose, Words
from app.kit.auth import Language
from app.people.model import Named

Unset = msgspec.UnsetType
Zone = Annotated[str, msgspec.Meta(max_length=100)]
Label = Literal["own", "family", "company"]
"""Whose a phone or address is. Only an own one identifies its client; a shared one may stand on many cards."""
Role = Literal["partner", "parent", "child", "relative", "driver", "payer", "head"]


class SeenFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The values a person saw when they began to write: what their change is made over."""

    name: str | Unset = msgspec.UNSET
    address_form: str | Unset = msgspec.UNSET
    language: str | Unset = msgspec.UNSET
    time_zone: str | None | Unset = msgspec.UNSET
    never_before: str | None | Unset = msgspec.UNSET
    never_after: str | None | Unset = msgspec.UNSET
    next_step: str | None | Unset = msgspec.UNSET
    next_step_at: Instant | None | Unset = msgspec.UNSET
    consents: dict[Purpose, bool | None] | Unset = msgspec.UNSET


class ClientFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes on a card; what is left out stays. `base` holds, for each field, the value it was changed over."""

    base: SeenFields = SeenFields()
    name: Words | Unset = msgspec.UNSET
    address_form: Words | Unset = msgspec.UNSET
    language: Language | Unset = msgspec.UNSET
    time_zone: Zone | None | Unset = msgspec.UNSET
    never_before: Hour | None | Unset = msgspec.UNSET
    never_after: Hour | None | Unset = msgspec.UNSET
    next_step: Line | None | Unset = msgspec.UNSET
    next_step_at: Instant | None | Unset = msgspec.UNSET
    consents: dict[Purpose, bool] | Unset = msgspec.UNSET


class ClientChange(ClientFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same act with its client, as phones queue it."""

    client_id: UUID


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """One field that somebody else changed meanwhile: my value, theirs, whose theirs is and since when."""

    field: str
    mine: Any
    theirs: Any
    by: Named | None
    at: datetime | None


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one field. Values are texts as stored: `11:00`, `true`, an instant, `family +79…`."""

    id: UUID
    field: str
    before: str | None
    after: str | None
    who: Named | None
    at: datetime


class FieldHistory(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first; `since` is when the card was made, before which there was nothing."""

    items: list[FieldChange]
    next: str | None
    since: datetime


class ContactFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A further phone or email of a client. The id is made by the phone and is the key of the act."""

    id: UUID
    kind: Literal["phone", "email"] = "phone"
    value: PhoneText
    label: Label = "own"


class NewContact(ContactFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID


class ContactAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ends a contact ("this number is no longer theirs"), or takes that back."""

    client_id: UUID
    contact_id: UUID
    id: UUID


class Labelled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    label: Label


class ContactLabel(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turns an own number into a shared one, or back."""

    client_id: UUID
    contact_id: UUID


class RelativeFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another client who belongs to the same household, and their role in it; `own_role` where there is none yet."""

    id: UUID
    relative_id: UUID
    as_role: Role
    own_role: Role = "head"


class NewRelative(RelativeFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID


class RelativeAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ends a membership of the client's household."""

    client_id: UUID
    relative_id: UUID
    id: UUID


class Keyed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act that says nothing but its key."""

    id: UUID
