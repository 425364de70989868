"""The client's card, the book and the search, as people and phones see them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from app.kit.auth import Language
from app.people.model import Named

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Line = Annotated[str, msgspec.Meta(max_length=500)]
Hour = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day as phones write it, `11:00`."""
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
PhoneText = Annotated[str, msgspec.Meta(max_length=100)]
Purpose = Literal["reminders", "offers"]
Reason = Literal["came", "called", "asked", "other"]
"""Why a colleague receives this client: at the desk, on the house's phone, asked by the owner, or in words."""


class NewClient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new card, owned by the manager who makes it."""

    id: UUID
    name: Words
    address_form: Words
    phone: PhoneText | None = None
    language: Language = "ru"
    namesake: bool = False
    """The person has seen the clients of a like name: this one is none of them."""
    confirmed: bool = False
    """Yes, although the book is full."""


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers, by when; `new_by_at` is the later time that the client was told."""

    person: Named
    by_at: datetime
    new_by_at: datetime | None = None


class ClientLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the book. `last_…` are the last words of the talk, `met_at` the last logged call or visit."""

    id: UUID
    name: str
    address_form: str
    phones: list[str]
    status: str
    waiting_since: datetime | None
    promise: Promised | None
    next_step: str | None
    next_step_at: datetime | None
    score: int | None
    owner: Named
    car: str | None
    plate: str | None
    vin_tail: str | None
    """The last eight signs of the VIN: who works offline finds the car by them."""
    last_text: str | None
    last_at: datetime | None
    met_at: datetime | None
    thread_id: UUID | None
    connected: bool
    untold_since: datetime | None
    """Since when they have a new manager nobody told them of; None: they know."""


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A manager's clients, and where the book's feed stood when they were read."""

    feed: UUID
    epoch: UUID
    seq: int
    clients: list[ClientLine]


class FoundClient(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a search: of a colleague's client no more than name, last four digits and whose."""

    id: UUID
    name: str
    phone_tail: str | None
    car: str | None
    plate: str | None
    owner: Named
    mine: bool
    similar: bool
    """Found although the words were written otherwise."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """`next` is the `after` of the next page; `advice` a sentence on what to type where a search says too little."""

    clients: list[FoundClient]
    next: str | None
    advice: str | None


class CardPhone(msgspec.Struct, frozen=True, kw_only=True):
    """`label` says whose it is: own, family or company; only an own one identifies the client."""

    id: UUID
    phone: str
    label: str
    verified_at: datetime | None


class CardEmail(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    email: str
    label: str


class CardChannel(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    verified_at: datetime | None
    reachable: bool


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    purpose: str
    given: bool
    at: datetime


class Odometer(msgspec.Struct, frozen=True, kw_only=True):
    km: int
    read_on: str


class CardCar(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    title: str
    make: str
    model: str
    year: int | None
    vin: str | None
    plate: str | None
    role: str
    from_on: str
    odometer: Odometer | None


class Responsible(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers this client now, why, and until when."""

    person: Named
    because: str
    until_at: datetime | None
    owner: Named


class NewReception(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A colleague's client stands at the desk, or is on the house's phone."""

    id: UUID
    reason: Reason
    words: Line | None = None


class Receive(NewReception, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same act with its client."""

    client_id: UUID


class Reception(msgspec.Struct, frozen=True, kw_only=True):
    """Who sees a card that is not theirs, why, since when and until when."""

    id: UUID
    person: Named
    reason: Reason
    words: str | None
    at: datetime
    until_at: datetime


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """One of the same household. Of a colleague's client no more than a search shows; `opens` = may see the card."""

    client_id: UUID
    name: str
    role: str
    phone_tail: str | None
    owner: Named
    opens: bool = False


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """Those who share a life and often a car: the client's own role, and the others."""

    id: UUID
    role: str
    members: list[Relative]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """All that the house knows of one client, on one screen."""

    id: UUID
    name: str
    address_form: str
    status: str
    language: str
    time_zone: str | None
    never_before: str | None
    never_after: str | None
    since: datetime
    owner: Named
    responsible: Responsible | None
    phones: list[CardPhone]
    emails: list[CardEmail]
    household: Household | None
    channels: list[CardChannel]
    consents: list[Consent]
    cars: list[CardCar]
    waiting_since: datetime | None
    promise: Promised | None
    next_step: str | None
    next_step_at: datetime | None
    no_step_at: datetime | None
    thread_id: UUID | None
    score: int | None
    receptions: list[Reception]
    """Open ones: colleagues who see this card for a visit."""
    untold_since: datetime | None


class BookLine(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of a client's summary row; what is left out stays as it is."""

    thread_id: UUID | msgspec.UnsetType = msgspec.UNSET
    waiting_since: datetime | None | msgspec.UnsetType = msgspec.UNSET
    promise_by_at: datetime | None | msgspec.UnsetType = msgspec.UNSET
    promise_new_by_at: datetime | None | msgspec.UnsetType = msgspec.UNSET
    promise_person: UUID | None | msgspec.UnsetType = msgspec.UNSET
    next_step: str | None | msgspec.UnsetType = msgspec.UNSET
    next_step_at: datetime | None | msgspec.UnsetType = msgspec.UNSET
    no_step_at: datetime | None | msgspec.UnsetType = msgspec.UNSET
    met_at: datetime | None | msgspec.UnsetType = msgspec.UNSET
    car: str | None | msgspec.UnsetType = msgspec.UNSET
    plate: str | None | msgspec.UnsetType = msgspec.UNSET
    vin_tail: str | None | msgspec.UnsetType = msgspec.UNSET
    last_text: str | None | msgspec.UnsetType = msgspec.UNSET
    last_at: datetime | None | msgspec.UnsetType = msgspec.UNSET
    connected: bool | msgspec.UnsetType = msgspec.UNSET
    complaint_since: datetime | None | msgspec.UnsetType = msgspec.UNSET


class ContactPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A phone, messenger account or other handle; `client_id` is None until identity is known."""

    id: UUID
    client_id: UUID | None
    kind: str
    phone: str | None
    handle: str | None
    shown_name: str | None
    verified_at: datetime | None
    label: str | None
    ended_at: datetime | None


class ClientHead(msgspec.Struct, frozen=True, kw_only=True):
    """The few facts of a client that acts need."""

    id: UUID
    name: str
    address_form: str
    language: Literal["ru", "en"]
    owner_id: UUID
