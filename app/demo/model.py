"""The shapes of the demo content: plain facts, no ids and no database.

Persons are named by handle. Instants are aware, in the zone of the dealership; days are local.
"""

from datetime import date, datetime, time
from typing import Literal

from msgspec import Struct

from app.texts import Phrase

Gender = Literal["f", "m"]
Role = Literal["manager", "specialist", "supervisor", "administrator"]


class DemoPerson(Struct, frozen=True, kw_only=True):
    """Someone who works at the dealership."""

    handle: str
    name: str
    address_form: str
    gender: Gender
    role: Role
    trade: str | None = None
    language: str = "ru"


Hours = tuple[int, int, Literal["work", "duty"]]
"""From and until in minutes of the wall clock since midnight; past 1440 of the next morning."""


class DemoSchedule(Struct, frozen=True, kw_only=True):
    """Somebody's usual week from Monday on, and with whom they are a pair."""

    handle: str
    week: tuple[tuple[Hours, ...], ...]
    pair: str | None = None


class DemoDealership(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    language: str
    time_zone: str
    phone: str
    people: tuple[DemoPerson, ...]
    schedules: tuple[DemoSchedule, ...] = ()

    @property
    def managers(self) -> tuple[DemoPerson, ...]:
        return tuple(person for person in self.people if person.role == "manager")


class DemoContact(Struct, frozen=True, kw_only=True):
    """A phone (`value` in E.164) or a Telegram account (`value` is its numeric id)."""

    kind: Literal["phone", "telegram"]
    value: str
    shown_name: str | None = None
    since_at: datetime
    verified_at: datetime | None = None
    blocked_at: datetime | None = None
    """Since when the client has stopped the bot."""
    label: Literal["own", "family", "company"] = "own"


class DemoOwner(Struct, frozen=True, kw_only=True):
    """Whose client, from when; the next row ends this one."""

    manager: str
    from_at: datetime
    because: Literal["purchase", "handed_over"]


class DemoConsent(Struct, frozen=True, kw_only=True):
    purpose: Literal["reminders", "offers"]
    given: bool
    at: datetime
    channel: str


class DemoReading(Struct, frozen=True, kw_only=True):
    """The odometer on a day; at most one per day and source."""

    km: int
    read_on: date
    source: Literal["purchase", "service", "client"]


class DemoVisit(Struct, frozen=True, kw_only=True):
    """A finished visit to the workshop."""

    arrived_at: datetime
    done_at: datetime
    km: int
    works: str
    price_kopecks: int


class DemoCar(Struct, frozen=True, kw_only=True):
    make: str
    model: str
    year: int
    vin: str
    plate: str
    """Cyrillic, without spaces: А123ВС163."""
    bought_new: bool
    price_kopecks: int
    role: Literal["owner", "driver"]
    from_on: date
    until_on: date | None
    readings: tuple[DemoReading, ...]
    visits: tuple[DemoVisit, ...]

    @property
    def title(self) -> str:
        return f"{self.make} {self.model}"


class DemoMessage(Struct, frozen=True, kw_only=True):
    """One message of the talk. `author` is a manager's handle for what went out."""

    at: datetime
    direction: Literal["in", "out"]
    kind: Literal["text", "location"] = "text"
    text: str
    author: str | None = None
    state: Literal["sent", "failed", "not_confirmed"] | None = None
    reason: str | None = None
    waived_at: datetime | None = None
    """The manager marked the wait this message began as needing no answer."""
    latitude: float | None = None
    longitude: float | None = None


class DemoLine(Struct, frozen=True, kw_only=True):
    """One line of the timeline."""

    at: datetime
    kind: str
    who: str | None
    words: Phrase


class DemoTouch(Struct, frozen=True, kw_only=True):
    """A call, a visit or a note as `who`, a manager's handle, logged it."""

    at: datetime
    kind: Literal["call", "visit", "note"]
    who: str
    direction: Literal["in", "out"] | None = None
    outcome: Literal["talked", "no_answer", "call_back", "came"] | None = None
    words: str | None = None


class DemoAsked(Struct, frozen=True, kw_only=True):
    """The owner asked the client in, by SMS; or the client would rather not."""

    at: datetime
    opened_at: datetime | None = None
    refused: bool = False


class DemoMark(Struct, frozen=True, kw_only=True):
    """The client was asked about a visit (of which car, which one) and gave a mark, or none."""

    car: int
    visit: int
    asked_at: datetime
    answered_at: datetime | None
    mark: int | None


class DemoElsewhere(Struct, frozen=True, kw_only=True):
    """Asked about a service that was due, the client said that it was done elsewhere."""

    car: int
    told_at: datetime


class DemoComplaint(Struct, frozen=True, kw_only=True):
    """What a manager wrote down; `solved_at` is the client's word."""

    at: datetime
    who: str
    words: str
    closed_at: datetime | None = None
    closing: str | None = None
    solved_at: datetime | None = None


class DemoOpinions(Struct, frozen=True, kw_only=True):
    marks: tuple[DemoMark, ...] = ()
    elsewhere: tuple[DemoElsewhere, ...] = ()
    complaint: DemoComplaint | None = None


class DemoClient(Struct, frozen=True, kw_only=True):
    """One client with everything the card, the book and the thread show; lists are in order of time."""

    number: int
    """Place in the dealership, from 0: a stable seed for ids."""
    name: str
    """Surname, first name, patronymic."""
    address_form: str
    gender: Gender
    language: str
    time_zone: str | None
    never_before: time | None
    never_after: time | None
    since_at: datetime
    owners: tuple[DemoOwner, ...]
    contacts: tuple[DemoContact, ...]
    consents: tuple[DemoConsent, ...]
    cars: tuple[DemoCar, ...]
    messages: tuple[DemoMessage, ...]
    timeline: tuple[DemoLine, ...]
    touches: tuple[DemoTouch, ...]
    waiting_since: datetime | None
    """The first inbound message after the last answer, unless marked as needing none."""
    read_through: int
    """How many messages from the first on the owner has read."""
    next_step: str | None
    next_step_at: datetime | None
    joins: Literal["partner", "child", "driver"] | None = None
    """The role in the household of the client before in the book, whose phone is then the family's here."""
    opinions: DemoOpinions = DemoOpinions()
    asked: DemoAsked | None = None
    """None too for whoever came in before there were invitations."""

    @property
    def owner(self) -> str:
        return self.owners[-1].manager

    @property
    def connected(self) -> bool:
        return any(contact.kind == "telegram" for contact in self.contacts)


class DemoStranger(Struct, frozen=True, kw_only=True):
    """Somebody in the lobby: a Telegram account and its messages, no card."""

    telegram_id: str
    shown_name: str
    messages: tuple[DemoMessage, ...]
