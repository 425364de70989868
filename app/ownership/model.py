"""A car and a client's part in it."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec


class NewCar(msgspec.Struct, frozen=True, kw_only=True):
    """A car that enters a client's life: whose, since when, at what mileage."""

    id: UUID
    client_id: UUID
    make: str
    model: str
    from_on: date
    vin: str | None = None
    plate: str | None = None
    year: int | None = None
    km: int | None = None
    role: Literal["owner", "driver", "payer"] = "owner"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    car_id: UUID
    read_on: date
    km: int
    source: Literal["purchase", "service", "client", "manager", "import"]
