"""A car enters a client's life; its odometer is read."""

from app.clients.actions import set_line, touch_book
from app.clients.model import BookLine
from app.clients.queries import add_search_key
from app.clients.spelling import plate_keys, vin_key, vin_tail
from app.journal.actions import record, show
from app.kit.db import Db
from app.ownership import queries
from app.ownership.model import NewCar, Reading
from app.texts import Phrase


async def add_car(db: Db, car: NewCar) -> None:
    """Write the car, the client's role, the first reading, and what the search finds it by."""
    await queries.insert_car(db, car)
    await queries.insert_role(db, car)
    if car.km is not None:
        await queries.insert_reading(
            db, Reading(car_id=car.id, read_on=car.from_on, km=car.km, source="purchase")
        )
    if car.plate:
        for key in plate_keys(car.plate):
            await add_search_key(db, car.client_id, "plate", key)
    if car.vin:
        await add_search_key(db, car.client_id, "vin", vin_key(car.vin)[::-1])
    title = f"{car.make} {car.model}"
    tail = vin_tail(car.vin) if car.vin else None
    await set_line(db, car.client_id, BookLine(car=title, plate=car.plate, vin_tail=tail))
    await record(db, "car.added", client=car.client_id, subject=car.id)
    await show(db, car.client_id, "car", Phrase("timeline.car_added", {"car": title}), ref=car.id)
    await touch_book(db, car.client_id, "client", car.client_id)
