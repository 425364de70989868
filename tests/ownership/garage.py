"""Cars of a test's clients with any past, written as the owner of their tables writes them."""

from datetime import UTC, date, datetime, time
from random import Random
from uuid import UUID, uuid4

from app.clients.actions import add_card
from app.clients.model import NewClient
from app.kit.db import Db
from app.kit.ids import new_id
from app.ownership import queries
from app.ownership.actions import add_car
from app.ownership.model import NewCar, NewVisit, Reading
from tests.cast import House

Readings = tuple[tuple[date, int], ...]


async def add_client(house: House, name: str = "Сергеева Анна Ивановна") -> UUID:
    client = new_id()
    new = NewClient(id=client, name=name, address_form="Анна Сергеевна")
    await house.unit(lambda db: add_card(db, new, owner=house.people["vera"], by=None, because="made"))
    return client


async def park(
    house: House, client: UUID, from_on: date, km: int | None = None, readings: Readings = (),
    visits: tuple[tuple[date, int | None], ...] = (),
) -> UUID:  # fmt: skip
    """A car bought on a day at a mileage, read and serviced since. Answers its id."""
    car = NewCar(
        id=new_id(), client_id=client, make="Lada", model="Vesta", from_on=from_on, vin=vin(), km=km,
        plate="А123ВС163", year=from_on.year,
    )  # fmt: skip

    async def write(db: Db) -> None:
        await add_car(db, car)
        for day, seen in readings:
            await queries.insert_reading(db, Reading(car_id=car.id, read_on=day, km=seen, source="service"))
        for day, seen in visits:
            visit = NewVisit(
                id=new_id(),
                car_id=car.id,
                client_id=client,
                at=noon(day),
                place="here",
                source="import",
                km=seen,
            )
            await queries.insert_visit(db, visit, None)

    await house.unit(write)
    return car.id


def noon(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)  # noon in Samara


def vin() -> str:
    return "XTA" + uuid4().hex[:14].upper().replace("0", "Z")


def any_day(random: Random, first: date, last: date) -> date:
    return date.fromordinal(random.randint(first.toordinal(), last.toordinal()))
