"""Rows of cars for bulk load: what the actions would have written."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from app.clients.spelling import plate_keys, vin_key
from app.journal.seeding import entry_row
from app.kit.bulk import Bulk
from app.ownership.model import NewCar, NewVisit


def car_rows(
    bulk: Bulk, car: NewCar, at: datetime, readings: Iterable[tuple[date, str, int]], until_on: date | None
) -> None:
    """The car, the client's part in it, its readings (day, source, km), and what the search finds it by."""
    bulk.add(
        "cars",
        id=car.id,
        vin=car.vin,
        plate=car.plate,
        make=car.make,
        model=car.model,
        year=car.year,
        created_at=at,
    )
    bulk.add(
        "car_roles",
        car_id=car.id,
        client_id=car.client_id,
        role=car.role,
        from_on=car.from_on,
        until_on=until_on,
    )
    for read_on, source, km in readings:
        bulk.add("odometer_readings", car_id=car.id, read_on=read_on, source=source, km=km)
    if car.plate and until_on is None:
        for key in plate_keys(car.plate):
            search_key(bulk, car.client_id, "plate", key)
    if car.vin and until_on is None:
        search_key(bulk, car.client_id, "vin", vin_key(car.vin)[::-1])
    entry_row(bulk, at, "car.added", client=car.client_id, subject=car.id)


def visit_row(bulk: Bulk, visit: NewVisit, made_at: datetime, *, late: bool = False) -> None:
    """The car was at a workshop, as an outside record or the client says."""
    bulk.add(
        "service_visits", id=visit.id, car_id=visit.car_id, client_id=visit.client_id, at=visit.at, kind=visit.kind,
        place=visit.place, source=visit.source, km=visit.km, words=visit.words, made_at=made_at,
    )  # fmt: skip
    by_client = visit.client_id if visit.source == "client" else None
    entry_row(
        bulk, made_at, "service.visited", by_client=by_client, client=visit.client_id, subject=visit.id,
        car=visit.car_id, at=visit.at, place=visit.place, source=visit.source, visit=visit.kind, late=late,
    )  # fmt: skip


def search_key(bulk: Bulk, client: UUID, kind: str, key: str) -> None:
    bulk.add("search_keys", kind=kind, key=key, client_id=client)
