"""Cars, a client's part in them, and what the clock of ownership says of them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from app.clients.model import Instant

Role = Literal["owner", "driver", "payer"]
Place = Literal["here", "elsewhere"]
State = Literal[
    "expected",
    "raised",
    "later",
    "booking",
    "handled",
    "done",
    "elsewhere",
    "not_theirs",
    "skipped",
    "missed",
]
"""`expected` = not raised yet; `skipped` = seen too late to speak of; `handled` = the manager took it on; `missed` = no
service is known, and the next one is due."""

Title = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Code = Annotated[str, msgspec.Meta(max_length=40)]
Remark = Annotated[str, msgspec.Meta(max_length=500)]
Km = Annotated[int, msgspec.Meta(ge=0, le=2_000_000)]
"""No car has been driven further."""


class NewCar(msgspec.Struct, frozen=True, kw_only=True):
    """A car that enters a client's life: whose, since when, at what mileage; `source`: who says so."""

    id: UUID
    client_id: UUID
    make: str
    model: str
    from_on: date
    vin: str | None = None
    plate: str | None = None
    year: int | None = None
    km: int | None = None
    role: Role = "owner"
    source: Literal["import", "manager"] = "manager"


class CarBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A client's car as a person writes it down. `confirmed`: its first reading stands, although it contradicts what
    is known of a car with this VIN."""

    id: UUID
    make: Title
    model: Title
    from_on: date
    vin: Code | None = None
    plate: Code | None = None
    year: Annotated[int, msgspec.Meta(ge=1900, le=2100)] | None = None
    km: Km | None = None
    role: Role = "owner"
    confirmed: bool = False


class AddCar(CarBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What an odometer said. `set_aside_at`: a later, confirmed reading says it was wrong."""

    car_id: UUID
    read_on: date
    km: int
    source: Literal["purchase", "service", "client", "manager", "import"]
    set_aside_at: datetime | None = None


class ReadingBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The odometer as somebody reads it now. `confirmed`: yes, although it contradicts what is known."""

    id: UUID
    km: Km
    read_on: date
    confirmed: bool = False


class ReadOdometer(ReadingBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID
    car_id: UUID


class VisitBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The car was at a workshop, ours or another."""

    id: UUID
    at: Instant
    place: Place
    kind: Literal["service", "repair"] = "service"
    km: Km | None = None
    words: Remark | None = None
    confirmed: bool = False


class LogVisit(VisitBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID
    car_id: UUID


class PartWithCar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The car is no longer this client's, or is after all."""

    id: UUID
    client_id: UUID
    car_id: UUID


class NewVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit as it is written."""

    id: UUID
    car_id: UUID
    client_id: UUID | None
    at: datetime
    place: Place
    source: Literal["import", "manager", "client"]
    kind: Literal["service", "repair"] = "service"
    km: int | None = None
    words: str | None = None


# --- what the clock counts with, and what it says


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that the forecast of one car's next service rests on.

    `since_on` is the last periodic service, else the day the car became theirs, or the day on which one was expected of
    which nobody knows (`missed`); `first_…` and `last_…` are the first and the last reading of the last two years,
    `readings` how many there are.
    """

    car_id: UUID
    since_on: date
    since: Literal["visit", "purchase", "missed"]
    since_km: int | None
    readings: int
    first_on: date | None
    first_km: int | None
    last_on: date | None
    last_km: int | None


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """The latest event of a car for who has it: from which day it is counted, for when, and when it was raised."""

    since_on: date
    expected_on: date
    raised_on: date


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """When the next service is expected, give or take, and why."""

    expected_on: date
    from_on: date
    to_on: date
    by: Literal["months", "km"]


class DueEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A due event as acts judge it."""

    id: UUID
    car_id: UUID
    client_id: UUID
    kind: str
    since_on: date
    expected_on: date
    from_on: date
    to_on: date
    basis: dict[str, Any]
    state: State
    raised_at: datetime
    remind_at: datetime | None
    reminded_at: datetime | None
    car: str
    plate: str | None


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    from_on: date
    to_on: date


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What comes, or came, for a car of a client; `basis` and `state_text` in the reader's language."""

    id: UUID
    kind: str
    title: str
    car_id: UUID
    expected_on: date
    interval: Interval
    basis: str
    state: State
    state_text: str


class Events(msgspec.Struct, frozen=True, kw_only=True):
    events: list[Event]


class CarShown(msgspec.Struct, frozen=True, kw_only=True):
    """A client's car after an act on it."""

    id: UUID
    title: str
    plate: str | None
    vin: str | None
    km: int | None
    read_on: date | None
    next: Event | None
