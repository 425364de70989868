"""A car enters a client's life and leaves it; its odometer is read; it was at a workshop."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.clients.actions import set_line, touch_book
from app.clients.model import BookLine
from app.clients.queries import add_search_key, drop_search_key
from app.clients.seeing import own_client, seen_client
from app.clients.spelling import search_keys, vin_tail
from app.journal.actions import record, show
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import bad_field, filled, not_found
from app.ownership import queries, settling
from app.ownership.model import AddCar, CarShown, LogVisit, NewCar, NewVisit, Reading, ReadOdometer, State
from app.ownership.rules import (
    contradicting,
    day_of,
    owned_from,
    trouble_with_day,
    trouble_with_reading,
    valid_vin,
)
from app.ownership.showing import car_shown
from app.people.queries import dealership
from app.texts import Phrase, on


async def add_car(db: Db, car: NewCar, *, by: UUID | None = None) -> None:
    """Write the car, the client's role, the first reading, and what the search finds it by."""
    await write_car(db, car)
    await give_car(db, car, by=by)


async def write_car(db: Db, car: NewCar) -> None:
    """A car that the house did not know, not even since a moment ago."""
    if not await queries.insert_car(db, car):
        taken = car.vin and await queries.lock_car_with_vin(db, car.vin)
        raise bad_field("vin", "vin_held") if taken else bad_field("id", "taken")


async def give_car(db: Db, car: NewCar, *, by: UUID | None = None, confirmed: bool = False) -> None:
    """A car the house knows is this client's from now on. `confirmed`: as with a reading."""
    await queries.insert_role(db, car)
    if car.km is not None:
        reading = Reading(car_id=car.id, read_on=car.from_on, km=car.km, source="purchase")
        await set_aside(db, await misfits(db, reading, confirmed=confirmed), car.client_id, by)
        await queries.insert_reading(db, reading)
    for kind, key in search_keys(car.plate, car.vin):
        await add_search_key(db, car.client_id, kind, key)
    title = f"{car.make} {car.model}"
    tail = vin_tail(car.vin) if car.vin else None
    await set_line(db, car.client_id, BookLine(car=title, plate=car.plate, vin_tail=tail))
    begins = owned_from(car.from_on, (await dealership(db)).time_zone)
    await record(
        db, "car.added", by=by, client=car.client_id, subject=car.id, at=begins, source=car.source
    )  # fmt: skip
    await show(db, car.client_id, "car", Phrase("timeline.car_added", {"car": title}), who=by, ref=car.id)
    await touch_book(db, car.client_id, "client", car.client_id)


async def add_car_of_client(db: Db, who: Who, new: AddCar) -> CarShown:
    """The manager writes down a client's car. A VIN stands once in a house: a car that was somebody else's
    goes on with its history."""
    await own_client(db, who, new.client_id)
    make, model, vin = filled("make", new.make), filled("model", new.model), valid_vin(new.vin)
    if trouble := trouble_with_day("from_on", new.from_on, await local_day(db)):
        raise trouble
    known = await queries.lock_car_with_vin(db, vin) if vin else None
    if known and await queries.is_held(db, known["id"]):
        raise bad_field("vin", "vin_held")
    plate = "".join((new.plate or "").split()).upper() or None
    if known and plate:
        await queries.set_plate(db, known["id"], plate)
    elif known:
        plate = known["plate"]
    car = NewCar(
        id=known["id"] if known else new.id, client_id=new.client_id, make=make, model=model,
        from_on=new.from_on, vin=vin, plate=plate, year=new.year, km=new.km, role=new.role,
    )  # fmt: skip
    if not known:
        await write_car(db, car)
    await give_car(db, car, by=who.id, confirmed=new.confirmed)
    return await car_shown(db, who, new.client_id, car.id)


async def read_odometer(db: Db, who: Who, new: ReadOdometer) -> CarShown:
    """Somebody of the house read the odometer, or was told."""
    await seen_client(db, who, new.client_id)
    await present_car_of(db, new.client_id, new.car_id)
    reading = Reading(car_id=new.car_id, read_on=new.read_on, km=new.km, source="manager")
    await keep_reading(db, reading, new.client_id, who.id, confirmed=new.confirmed)
    await touch_book(db, new.client_id, "client", new.client_id)
    return await car_shown(db, who, new.client_id, new.car_id)


async def keep_reading(db: Db, new: Reading, client: UUID, by: UUID | None, *, confirmed: bool) -> None:
    """A reading that cannot be is refused; one that is confirmed sets aside what it contradicts."""
    await set_aside(db, await misfits(db, new, confirmed=confirmed), client, by)
    await queries.insert_reading(db, new)
    await record(db, "odometer.read", by=by, client=client, subject=new.car_id, km=new.km)


async def set_aside(db: Db, readings: list[Reading], client: UUID, by: UUID | None) -> None:
    """A confirmed reading says that these were wrong: they are kept, and count no more."""
    for wrong in readings:
        await queries.set_aside(db, wrong)
        await record(db, "odometer.set_aside", by=by, client=client, subject=wrong.car_id, km=wrong.km)


async def misfits(db: Db, new: Reading, *, confirmed: bool) -> list[Reading]:
    """What counts and contradicts a reading that is confirmed. One that is not is refused where there is any."""
    known = await queries.readings(db, new.car_id)
    if trouble := trouble_with_reading(new, known, await local_day(db), confirmed=confirmed):
        raise trouble
    return contradicting(new, known)


async def log_visit(db: Db, who: Who, new: LogVisit) -> CarShown:
    """The car was at a workshop, as somebody of the house says."""
    await seen_client(db, who, new.client_id)
    car = await present_car_of(db, new.client_id, new.car_id)
    if new.at > db.now:
        raise bad_field("at", "not_yet")
    if new.at < owned_from(car["from_on"], (await dealership(db)).time_zone):
        raise bad_field("at", "before_theirs", on=on(car["from_on"]))
    visit = NewVisit(
        id=new.id, car_id=new.car_id, client_id=new.client_id, at=new.at, kind=new.kind, place=new.place,
        source="manager", km=new.km, words=(new.words or "").strip() or None,
    )  # fmt: skip
    if new.km is not None:
        reading = Reading(car_id=new.car_id, read_on=await local_day(db, new.at), km=new.km, source="service")
        await keep_reading(db, reading, new.client_id, who.id, confirmed=new.confirmed)
    if not await add_visit(db, visit, by=who.id):
        raise bad_field("id", "taken")
    return await car_shown(db, who, new.client_id, new.car_id)


async def add_visit(db: Db, visit: NewVisit, *, by: UUID | None = None, by_client: bool = False) -> bool:
    """Write a visit; what the clock said was coming has come. False when it is here already."""
    if not await queries.insert_visit(db, visit, by):
        return False
    client, day = visit.client_id, await local_day(db, visit.at)
    actor: dict[str, Any] = {"by_client": client} if by_client else {"by": by}
    ended = await settling.ended_by(db, visit, day)
    late = any(event.to_on < day for event in ended)  # than the clock gave it, with all its give and take
    await record(
        db, "service.visited", client=client, subject=visit.id, car=visit.car_id, at=visit.at, place=visit.place,
        source=visit.source, visit=visit.kind, late=late, **actor,
    )  # fmt: skip
    for event in ended:
        state: State = "done" if visit.place == "here" else "elsewhere"
        await settling.move_event(db, event, state, by=by, by_client=by_client)
    car = await queries.lock_car_of(db, visit.car_id, client) if client else None
    if client and car:
        said = Phrase(f"timeline.workshop.{visit.place}", {"car": car["title"]})
        words = (
            Phrase("timeline.touch_with_words", {"said": said, "text": visit.words}) if visit.words else said
        )
        await show(db, client, "service", words, who=by, ref=visit.id, at=visit.at)
        await touch_book(db, client, "client", client)
    return True


async def end_part(db: Db, car: UUID, client: UUID, by: UUID, on: date) -> bool:
    """The car is no longer this client's: it finds them no more, and its clock is silent for them."""
    found = await queries.lock_car_of(db, car, client)
    if found is None or not await queries.end_roles(db, car, client, max(on, found["from_on"])):
        return False
    for kind, key in search_keys(found["plate"], found["vin"]):
        await drop_search_key(db, client, kind, key)
    await record(db, "car.left", by=by, client=client, subject=car)
    await settling.settle_by_leaving(db, car, client, by)
    await show(db, client, "car", Phrase("timeline.car_left", {"car": found["title"]}), who=by, ref=car)
    await show_present_car(db, client)
    return True


async def restore_part(db: Db, car: UUID, client: UUID, by: UUID, ended_on: date) -> bool:
    """It is theirs after all."""
    if not await queries.restore_roles(db, car, client, ended_on):
        return False
    found = await present_car_of(db, client, car)
    for kind, key in search_keys(found["plate"], found["vin"]):
        await add_search_key(db, client, kind, key)
    await record(db, "car.restored", by=by, client=client, subject=car)
    await show_present_car(db, client)
    return True


async def show_present_car(db: Db, client: UUID) -> None:
    car = await queries.present_car(db, client)
    tail = vin_tail(car["vin"]) if car and car["vin"] else None
    line = BookLine(car=car["title"] if car else None, plate=car["plate"] if car else None, vin_tail=tail)
    await set_line(db, client, line)
    await touch_book(db, client, "client", client)


async def present_car_of(db: Db, client: UUID, car: UUID) -> Any:
    """A car that is this client's now, held until the unit ends."""
    found = await queries.lock_car_of(db, car, client)
    if found is None or found["until_on"] is not None:
        raise not_found()
    return found


async def local_day(db: Db, at: datetime | None = None) -> date:
    """The day of this instant, or today, by the clock of the house."""
    return day_of(at or db.now, (await dealership(db)).time_zone)
