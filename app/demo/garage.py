"""The cars of a client: bought new or used, sometimes replaced, sometimes a second one in the family."""

from datetime import date, datetime, timedelta
from random import Random

from msgspec import Struct

from app.demo.driving import Driving, Service, driving, services
from app.demo.house import House
from app.demo.model import DemoCar
from app.demo.models import MODELS, CarModel, sold_on
from app.demo.rhythm import business_hour, open_day

YEARS = 5


class Kept(Struct, frozen=True, kw_only=True):
    """A car with what the telling of its story needs besides the facts."""

    car: DemoCar
    bought_at: datetime
    model: CarModel
    drive: Driving
    services: tuple[Service, ...]
    """The visits, the ones still to come included."""
    replaced: bool


def garage(
    random: Random, house: House, *, since: date | None = None, first: CarModel | None = None
) -> list[Kept]:
    """The client's cars, the first one first. `since` and `first` fix the first purchase."""
    today = house.now.date()
    bought_on = since or open_day(today - timedelta(days=random.randint(4, YEARS * 365 - 5)))
    replaced_on = None
    if since is None and (today - bought_on).days > 1_000 and random.random() < 0.22:
        replaced_on = open_day(bought_on + timedelta(days=random.randint(800, (today - bought_on).days - 30)))
    cars = [_kept(random, house, bought_on, replaced_on, model=first, new=True if first else None)]
    if replaced_on:
        cars.append(_kept(random, house, replaced_on, None, new=True))
    elif since is None and (today - bought_on).days > 300 and random.random() < 0.07:
        another_on = open_day(bought_on + timedelta(days=random.randint(150, (today - bought_on).days - 10)))
        cars.append(_kept(random, house, another_on, None, new=random.random() < 0.6))
    return cars


def _kept(
    random: Random,
    house: House,
    bought_on: date,
    sold_on_day: date | None,
    *,
    model: CarModel | None = None,
    new: bool | None = None,
) -> Kept:
    is_new = random.random() < 0.84 if new is None else new
    age = 0 if is_new else random.randint(2, 6)
    made_on = bought_on - timedelta(days=365 * age + 20)
    model = model or _model(random, made_on)
    start_km = random.randint(3, 24) if is_new else age * random.randint(9_000, 19_000)
    drive = driving(random, bought_on, start_km)
    until = sold_on_day or house.now.date() + timedelta(days=40)
    found = services(random, model, drive, until - timedelta(days=1), house.zone)
    price = round(model.price * random.uniform(0.94, 1.12) * 0.88**age / 1000) * 1000
    car = DemoCar(
        make=model.make,
        model=model.model,
        year=made_on.year,
        vin=house.vin(random, model.vin_start, made_on.year),
        plate=house.plate(random),
        bought_new=is_new,
        price_kopecks=price * 100,
        role="driver" if random.random() < 0.03 else "owner",
        from_on=bought_on,
        until_on=sold_on_day,
        readings=(),
        visits=tuple(service.visit for service in found if _is_over(service, house.now)),
    )
    bought_at = business_hour(random, bought_on, house.zone)
    return Kept(
        car=car,
        bought_at=bought_at,
        model=model,
        drive=drive,
        services=found,
        replaced=sold_on_day is not None,
    )


def _model(random: Random, made_on: date) -> CarModel:
    models, weights = sold_on(made_on)
    return random.choices(models or list(MODELS), weights or None)[0]


def _is_over(service: Service, now: datetime) -> bool:
    return service.visit.done_at < now
