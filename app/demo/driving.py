"""A car's life: how fast the odometer turns, when it is serviced, what that costs."""

from datetime import date, datetime, timedelta, tzinfo
from random import Random

from msgspec import Struct

from app.demo.model import DemoReading, DemoVisit
from app.demo.models import CarModel
from app.demo.rhythm import open_day, workshop_time

REPAIRS = (
    ("замена передних колодок", 7_900),
    ("диагностика подвески, замена стоек стабилизатора", 8_600),
    ("замена аккумулятора", 9_400),
    ("развал-схождение", 3_200),
    ("замена ремня привода навесного оборудования", 6_700),
    ("диагностика, замена катушки зажигания", 5_800),
    ("заправка кондиционера", 3_900),
)

APART = timedelta(days=20)
"""A repair nearer to a regular service than this would have been done with it."""


class Driving(Struct, frozen=True, kw_only=True):
    """How a client drives one car: kilometres a day, another for each year."""

    from_on: date
    start_km: int
    daily: tuple[float, ...]

    def km_on(self, day: date) -> int:
        years, days = divmod(max((day - self.from_on).days, 0), 365)
        return self.start_km + int(sum(self.daily[:years]) * 365 + self.daily[years] * days)


def driving(random: Random, from_on: date, start_km: int) -> Driving:
    usual = random.triangular(7_000, 31_000, 14_500) / 365
    return Driving(
        from_on=from_on,
        start_km=start_km,
        daily=tuple(usual * random.uniform(0.8, 1.2) for _ in range(12)),
    )


class Service(Struct, frozen=True, kw_only=True):
    """A visit to the workshop and which regular service it was (0: a repair)."""

    visit: DemoVisit
    n: int


def services(
    random: Random, model: CarModel, drive: Driving, until: date, zone: tzinfo
) -> tuple[Service, ...]:
    """Every visit from the purchase to `until`; some regular services are done elsewhere and are missing."""
    found: list[Service] = []
    day, km, n = drive.from_on, drive.start_km, round(drive.start_km / model.service_km)
    while True:
        day, n = _next_service_on(random, model, drive, day, km), n + 1
        km = drive.km_on(day)
        if day > until:
            break
        elsewhere = 0.32 if (day - drive.from_on).days > 3 * 365 else 0.07
        if random.random() >= elsewhere:
            price = _service_price(random, model, n)
            found.append(Service(visit=_visit(random, drive, day, f"ТО-{n}", price, zone), n=n))
    regular = [service.visit.arrived_at for service in found]
    for repair in _repairs(random, drive, until, zone):
        if all(abs(repair.visit.arrived_at - other) > APART for other in regular):
            found.append(repair)
    return tuple(sorted(found, key=lambda service: service.visit.arrived_at))


def readings(drive: Driving, visits: list[DemoVisit], told: list[date]) -> tuple[DemoReading, ...]:
    """What the dealership knows of the odometer, in order of time."""
    found = [DemoReading(km=drive.start_km, read_on=drive.from_on, source="purchase")]
    found += [DemoReading(km=visit.km, read_on=visit.arrived_at.date(), source="service") for visit in visits]
    found += [
        DemoReading(km=about(drive.km_on(day)), read_on=day, source="client")
        for day in told
        if day > drive.from_on
    ]
    found.sort(key=lambda reading: (reading.read_on, reading.km))
    rising: list[DemoReading] = []
    for reading in found:
        same = rising and (reading.read_on, reading.source) == (rising[-1].read_on, rising[-1].source)
        if not rising or (reading.km >= rising[-1].km and not same):
            rising.append(reading)
    return tuple(rising)


def about(km: int) -> int:
    """A mileage as a client says it: in hundreds."""
    return km // 100 * 100


def _next_service_on(random: Random, model: CarModel, drive: Driving, last: date, last_km: int) -> date:
    per_day = max(drive.km_on(last + timedelta(days=100)) - drive.km_on(last), 100) / 100
    days_by_km = (last_km + model.service_km - drive.km_on(last)) / per_day
    days = min(days_by_km, 365) * random.uniform(0.93, 1.08)
    return open_day(last + timedelta(days=int(max(days, 40))))


def _service_price(random: Random, model: CarModel, n: int) -> int:
    base = 8_500 + model.price / 260 + (3_500 if n % 2 == 0 else 0) + (5_000 if n % 4 == 0 else 0)
    return round(base * random.uniform(0.95, 1.1) / 100) * 100


def _repairs(random: Random, drive: Driving, until: date, zone: tzinfo) -> list[Service]:
    found = []
    day = drive.from_on
    while (day := day + timedelta(days=int(200 + random.expovariate(1 / 900)))) <= until:
        works, price = random.choice(REPAIRS)
        price = round(price * random.uniform(0.9, 1.3) / 100) * 100
        found.append(Service(visit=_visit(random, drive, open_day(day), works, price, zone), n=0))
    return found


def _visit(random: Random, drive: Driving, day: date, works: str, price: int, zone: tzinfo) -> DemoVisit:
    arrived: datetime = workshop_time(random, day, zone) - timedelta(hours=1)
    return DemoVisit(
        arrived_at=arrived,
        done_at=arrived + timedelta(minutes=random.randint(100, 190)),
        km=drive.km_on(day),
        works=works,
        price_kopecks=price * 100,
    )
