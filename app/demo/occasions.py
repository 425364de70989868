"""What a client and the manager had to write about, from the first day to now."""

from datetime import date, datetime, timedelta
from random import Random

from msgspec import Struct

from app.demo.driving import Service
from app.demo.garage import Kept
from app.demo.house import House
from app.demo.model import DemoPerson
from app.demo.phrasing import Talk
from app.demo.rhythm import answered, at
from app.demo.talks import talks
from app.demo.telling import Speaker, Told, beginning, tell
from app.demo.values import roubles, values_for

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
    facts = values_for(talk, life.random, begin.date(), kept or car_on(life, begin.date())) | values
    return tell(talk, life.random, life.speaker, manager, facts, begin)


def car_on(life: Life, day: date) -> Kept:
    """The car driven that day; the last one bought where there are two."""
    driven = [kept for kept in life.cars if kept.car.from_on <= day and not (kept.car.until_on or day) < day]
    return driven[-1] if driven else life.cars[0]


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
    # The verb about the colleague follows the colleague's gender, not the speaker's.
    talk = talks()["handed_over_by_her" if life.owners.first.gender == "f" else "handed_over_by_him"][0]
    values = {"old": life.owners.first.address_form, "car": car_on(life, begin.date()).model.model}
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
        told.append(spoken_on(life, talks()["replacing"][0], day, kept, **_exchange(life)))
    return told


def _exchange(life: Life) -> dict[str, str]:
    """What the old car was taken for, and what was paid on top of it for the new one."""
    old, new = life.cars[0].car, life.cars[1].car
    given = old.price_kopecks / 100 * life.random.uniform(0.5, 0.62) // 5_000 * 5_000
    return {
        "new_car": new.title,
        "tradein": roubles(given),
        "pay": roubles(max(new.price_kopecks / 100 - given, 90_000) // 1_000 * 1_000),
    }


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
        begin = visit.done_at
        if "total" in talk.values:  # something was found before the end
            begin = max(visit.done_at - timedelta(minutes=75), visit.arrived_at + timedelta(minutes=65))
        values = values_for(talk, random, begin.date(), kept) | money
        told.append(tell(talk, random, life.speaker, life.owners.on(begin), values, begin, anchored=True))
    if service.n and random.random() < 0.24 * life.liveliness:
        day = visit.done_at + timedelta(days=random.randint(1, 3))
        told.append(spoken_on(life, pick(random, talks()["after"]), day, kept, **money))
    return told


def _booking(life: Life, kept: Kept, service: Service, money: dict[str, str]) -> Told:
    random, slot = life.random, service.visit.arrived_at
    before = [other.visit.arrived_at for other in kept.services if other.visit.arrived_at < slot and other.n]
    a_year_ago = bool(before) and (slot - before[-1]).days > 330
    talk = pick(random, talks()["booking_by_date" if a_year_ago and random.random() < 0.5 else "booking"])
    day = slot - timedelta(days=random.randint(3, 7))
    begin = beginning(random, talk, day, life.speaker, life.house.zone)
    values = values_for(talk, random, begin.date(), kept) | money
    return tell(talk, random, life.speaker, life.owners.on(begin), values, begin, slot=slot)


def _seasonal(life: Life) -> list[Told]:
    """What the time of the year brings, about once in ten months; most of it a client asks only once."""
    random, month = life.random, life.linked_at + timedelta(days=20)
    told: list[Told] = []
    had: set[int] = set()
    while month < life.until:
        fitting = [
            talk
            for talk in talks()["seasons"]
            if month.month in talk.months and (talk.again or id(talk) not in had)
        ]
        if fitting and random.random() < SEASONAL_A_MONTH * life.liveliness:
            talk = pick(random, fitting)
            had.add(id(talk))
            told.append(spoken_on(life, talk, month.replace(day=random.randint(1, 28))))
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
