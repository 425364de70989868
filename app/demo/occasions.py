"""What a client and the manager had to write about, from the first day to now."""

from datetime import date, datetime, timedelta
from random import Random

from msgspec import Struct

from app.demo.driving import Service, about
from app.demo.garage import Kept
from app.demo.house import House
from app.demo.model import DemoPerson
from app.demo.models import sold_on
from app.demo.phrasing import Talk
from app.demo.rhythm import at, answered
from app.demo.talks import talks
from app.demo.telling import Speaker, Told, beginning, tell

SEASONAL_A_MONTH = 0.10
EVERYDAY_A_YEAR = 1.0
QUIET_BEFORE_NOW = timedelta(hours=3)


class Owners(Struct, frozen=True, kw_only=True):
    """The client's managers: one, or two with the day of the handing over."""

    first: DemoPerson
    now: DemoPerson
    changed_at: datetime | None = None

    def on(self, moment: datetime) -> DemoPerson:
        return self.now if self.changed_at is None or moment >= self.changed_at else self.first


class Life(Struct, frozen=True, kw_only=True):
    """All that the talks of one client are made of."""

    random: Random
    house: House
    speaker: Speaker
    owners: Owners
    cars: list[Kept]
    linked_at: datetime
    until: datetime
    """No talk later than this: now, or the day the client stopped the bot."""
    liveliness: float
    """1 for a usual client; more writes more."""


def told_talks(life: Life) -> list[Told]:
    """All finished talks, none overlapping another, in order of time."""
    told = [
        *_welcome(life),
        *_handed_over(life),
        *[talk for kept in life.cars for talk in _of_car(life, kept)],
        *_seasonal(life),
        *_everyday(life),
    ]
    return apart(
        [one for one in told if one.begins > life.linked_at and one.ends < life.until - QUIET_BEFORE_NOW]
    )


def apart(told: list[Told]) -> list[Told]:
    """Without the talks that would run into another one; those bound to a day stay."""
    kept: list[Told] = []
    for one in sorted(told, key=lambda one: one.begins):
        free = not kept or one.begins > kept[-1].ends + timedelta(hours=1)
        if not free and one.anchored and not kept[-1].anchored:
            kept.pop()
            free = not kept or one.begins > kept[-1].ends + timedelta(hours=1)
        if free:
            kept.append(one)
    return kept


def spoken_on(life: Life, talk: Talk, day: datetime, kept: Kept | None = None, **values: str) -> Told:
    """A talk that begins at a fitting hour of that day."""
    begin = beginning(life.random, talk, day, life.speaker, life.house.zone)
    manager = life.owners.on(begin)
    return tell(talk, life.random, life.speaker, manager, values_of(life, begin.date(), kept) | values, begin)


def values_of(life: Life, day: date, kept: Kept | None = None) -> dict[str, str]:
    """What the sentences about that car, that day, may name."""
    random, kept = life.random, kept or car_on(life, day)
    price = kept.car.price_kopecks // 100
    kasko = round(price * random.uniform(0.035, 0.055), -2)
    models, weights = sold_on(day)
    wanted = random.choices(models, weights)[0] if models else kept.model
    return {
        "car": kept.model.model,
        "km": _grouped(about(kept.drive.km_on(day))),
        "new_car": f"{wanted.make} {wanted.model}",
        "small": roubles(random.randrange(1_900, 4_900, 100)),
        "small_too": roubles(random.randrange(3_200, 5_900, 100)),
        "middle": roubles(random.randrange(12_500, 29_500, 500)),
        "tyres": roubles(random.randrange(28_000, 62_000, 1_000)),
        "battery": roubles(random.randrange(8_900, 13_900, 100)),
        "osago": roubles(random.randrange(7_200, 14_800, 20)),
        "kasko": roubles(kasko),
        "kasko_less": roubles(kasko * 0.88 // 100 * 100),
        "tradein": roubles(price * random.uniform(0.5, 0.62) // 5_000 * 5_000),
        "pay": roubles(random.randrange(690_000, 1_650_000, 10_000)),
    }


def car_on(life: Life, day: date) -> Kept:
    """The car driven that day; the last one bought where there are two."""
    driven = [kept for kept in life.cars if kept.car.from_on <= day and not (kept.car.until_on or day) < day]
    return driven[-1] if driven else life.cars[0]


def roubles(amount: float) -> str:
    return f"{_grouped(int(amount))}\u00a0₽"


def _welcome(life: Life) -> list[Told]:
    bought = life.cars[0].car.from_on
    if life.linked_at.date() > bought + timedelta(days=5):
        return []
    day = at(bought, life.linked_at.time(), life.house.zone) + timedelta(days=life.random.randint(1, 2))
    return [spoken_on(life, pick(life.random, talks()["welcome"]), day)]


def _handed_over(life: Life) -> list[Told]:
    if life.owners.changed_at is None:
        return []
    begin = answered(life.random, life.owners.changed_at)
    values = values_of(life, begin.date()) | {"old": life.owners.first.address_form}
    # The verb about the colleague follows the colleague's gender, not the speaker's.
    talk = talks()["handed_over_by_her" if life.owners.first.gender == "f" else "handed_over_by_him"][0]
    return [tell(talk, life.random, life.speaker, life.owners.now, values, begin, anchored=True)]


def _of_car(life: Life, kept: Kept) -> list[Told]:
    told = [one for service in kept.services for one in _of_service(life, kept, service)]
    random, car = life.random, kept.car
    for year in range(1, 6):
        day = at(car.from_on, life.linked_at.time(), life.house.zone) + timedelta(days=365 * year - 14)
        if not (car.until_on and day.date() >= car.until_on) and random.random() < 0.5 * life.liveliness:
            told.append(spoken_on(life, pick(random, talks()["insurance"]), day, kept))
    if kept.replaced and car.until_on:
        day = at(car.until_on, life.linked_at.time(), life.house.zone) - timedelta(
            days=random.randint(12, 16)
        )
        told.append(spoken_on(life, talks()["replacing"][0], day, kept, new_car=life.cars[1].car.title))
    return told


def _of_service(life: Life, kept: Kept, service: Service) -> list[Told]:
    random, visit = life.random, service.visit
    price = visit.price_kopecks // 100
    extra = random.randrange(2_400, 6_900, 100)
    told: list[Told] = []
    money = {
        "n": str(service.n),
        "price": roubles(price),
        "small": roubles(extra),
        "total": roubles(price + extra),
    }
    if service.n and random.random() < 0.62 * life.liveliness:
        told.append(_booking(life, kept, service, money))
    if random.random() < 0.55 * life.liveliness:
        talk = pick(random, talks()["day"])
        begin = visit.done_at if "total" not in values_named(talk) else visit.done_at - timedelta(minutes=75)
        values = values_of(life, begin.date(), kept) | money
        told.append(tell(talk, random, life.speaker, life.owners.on(begin), values, begin, anchored=True))
    if service.n and random.random() < 0.24 * life.liveliness:
        day = visit.done_at + timedelta(days=random.randint(1, 3))
        told.append(spoken_on(life, pick(random, talks()["after"]), day, kept, **money))
    return told


def _booking(life: Life, kept: Kept, service: Service, money: dict[str, str]) -> Told:
    slot = service.visit.arrived_at
    talk = pick(life.random, talks()["booking"])
    begin = beginning(
        life.random, talk, slot - timedelta(days=life.random.randint(3, 7)), life.speaker, life.house.zone
    )
    values = values_of(life, begin.date(), kept) | money
    return tell(talk, life.random, life.speaker, life.owners.on(begin), values, begin, slot=slot)


def _seasonal(life: Life) -> list[Told]:
    told, month = [], life.linked_at + timedelta(days=20)
    while month < life.until:
        if life.random.random() < SEASONAL_A_MONTH * life.liveliness:
            fitting = [talk for talk in talks()["seasons"] if month.month in talk.months]
            day = month.replace(day=life.random.randint(1, 28))
            told += [spoken_on(life, pick(life.random, fitting), day)] if fitting else []
        month = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return told


def _everyday(life: Life) -> list[Told]:
    """Nobody asks the same thing twice."""
    random = life.random
    days = (life.until - life.linked_at).days
    left = [*talks()["everyday"]]
    told = []
    for _ in range(round(days / 365 * EVERYDAY_A_YEAR * life.liveliness + random.uniform(-0.5, 0.9))):
        day = life.linked_at + timedelta(days=random.uniform(3, max(days, 4)))
        talk = pick(random, left) if left and random.random() > 0.06 else pick(random, talks()["accident"])
        left = [other for other in left if other is not talk]
        told.append(spoken_on(life, talk, day))
    return told


def pick(random: Random, among: tuple[Talk, ...] | list[Talk]) -> Talk:
    return random.choices(among, [talk.weight for talk in among])[0]


def values_named(talk: Talk) -> frozenset[str]:
    return frozenset[str]().union(*(line.values for line in talk.lines))


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
