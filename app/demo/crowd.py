"""Load data: as many managers as wanted beside the cast, with books of clients whose stories are thinner.

Each client depends only on the seed, the house, the manager and the place in the book: books can be made in
any order and by several processes at once.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from random import Random

from msgspec import structs

from app.demo import numbers
from app.demo.clients import Plan, make_client
from app.demo.driving import about
from app.demo.exchanges import exchange, first_words, question
from app.demo.history import CALLS, NOTES, line
from app.demo.house import House
from app.demo.model import (
    DemoCar,
    DemoClient,
    DemoConsent,
    DemoContact,
    DemoDealership,
    DemoLine,
    DemoMessage,
    DemoOwner,
    DemoPerson,
    DemoReading,
    DemoTouch,
)
from app.demo.models import CarModel, sold_on
from app.demo.names import FullName, address_form, full_name
from app.demo.rhythm import at, business_hour, open_day
from app.demo.today import STEPS
from app.texts import Phrase

BOOK = 400  # clients of a manager
WHOLE_STORY = 50  # every so many clients one has the whole story, and a card with fifty lines and more
DAYS = 5 * 365 - 5
VINS_A_CLIENT = 4
FIRST = 1_000_000
"""Above all numbers of the cast's clients, so that no phone or account is given out twice."""


def crowd_manager(house: DemoDealership, order: int, shelf: int) -> DemoPerson:
    """The manager of this shelf, counted from the cast's."""
    random = Random(f"{house.code}/{order}/{shelf}")  # noqa: S311
    name = full_name(random)
    return DemoPerson(
        handle=f"m{shelf + 1:04d}",
        name=f"{name.first} {name.surname}",
        address_form=name.first,
        gender=name.gender,
        role="manager",
    )


def crowd_book(
    house: DemoDealership,
    manager: DemoPerson,
    shelf: int,
    clients: int,
    now: datetime,
    *,
    order: int,
    seed: int,
) -> Iterator[DemoClient]:
    """The clients of one manager; numbers, and with them phones and VINs, are never those of another shelf."""
    crowd = Crowd(house, manager, now, seed, order)
    for place in range(clients):
        number = FIRST + shelf * BOOK + place
        crowd.begin(number)
        if place % WHOLE_STORY == 7:
            yield make_client(
                crowd, manager, place, number, Plan(bought_days_ago=DAYS, calls=9, connected=True)
            )
        else:
            yield thin_client(crowd, manager, place, number)


class Crowd(House):
    """A house too large to remember every name and number it gave: namesakes happen, VINs follow the number."""

    def __init__(
        self, dealership: DemoDealership, manager: DemoPerson, now: datetime, seed: int, order: int
    ) -> None:
        known = dealership.people if manager in dealership.people else (*dealership.people, manager)
        super().__init__(structs.replace(dealership, people=known), now, seed, order)
        # Its offset of today all through the years: the same times to the eye, and far quicker to reckon with.
        self.zone = timezone(self.now.utcoffset() or timedelta())
        self.now = now.astimezone(self.zone)
        self._next_vin = 0

    def begin(self, number: int) -> None:
        self._next_vin = number * VINS_A_CLIENT

    def name(self, random: Random) -> FullName:
        return full_name(random)

    def vin(self, random: Random, start: str, year: int) -> str:
        self._next_vin += 1
        return numbers.vin_of(self._next_vin, start, year)

    def plate(self, random: Random) -> str:
        return numbers.plate(random)


def thin_client(house: Crowd, manager: DemoPerson, place: int, number: int) -> DemoClient:
    """A card, a phone, a car with its odometer, mostly a messenger with a few words, and what the card shows."""
    random = house.random_for(manager, place)
    name = full_name(random)
    form = address_form(random, name)
    bought_on = open_day(house.now.date() - timedelta(days=random.randint(6, DAYS)))
    bought = business_hour(random, bought_on, house.zone)
    since = bought - timedelta(days=random.randint(1, 12), minutes=random.randint(0, 200))
    model, car = _car(random, house, bought_on)
    contacts = _contacts(random, house, number, form, bought)
    consents = _consents(random, bought)
    messages = _messages(random, house, manager, form, model, contacts, place)
    waiting = bool(messages) and messages[-1].direction == "in"
    step = random.choice(STEPS) if random.random() < 0.3 else None
    return DemoClient(
        number=number,
        name=name.written,
        address_form=form,
        gender=name.gender,
        language="ru",
        time_zone=None,
        never_before=time(10) if random.random() < 0.1 else None,
        never_after=None,
        since_at=since,
        owners=(DemoOwner(manager=manager.handle, from_at=since, because="purchase"),),
        contacts=contacts,
        consents=consents,
        cars=(car,),
        messages=messages,
        timeline=_timeline(random, house, manager, since, bought, car, contacts, consents),
        touches=_touches(random, house, manager, bought),
        waiting_since=messages[-1].at if waiting else None,
        read_through=len(messages) - 1 if waiting else len(messages),
        next_step=step,
        next_step_at=at(house.now.date() + timedelta(days=random.randint(1, 24)), time(11), house.zone)
        if step
        else None,
    )


def _car(random: Random, house: Crowd, bought_on: date) -> tuple[CarModel, DemoCar]:
    models, weights = sold_on(bought_on)
    (model,) = random.choices(models, weights)
    daily = random.triangular(7_000, 31_000, 14_500) / 365
    start = random.randint(3, 24)
    readings = [DemoReading(km=start, read_on=bought_on, source="purchase")]
    serviced_on = bought_on + timedelta(days=min(int(model.service_km / daily), 365))
    if serviced_on < house.now.date() - timedelta(days=1):
        km = about(start + int((serviced_on - bought_on).days * daily))
        readings.append(DemoReading(km=km, read_on=serviced_on, source="service"))
    return model, DemoCar(
        make=model.make,
        model=model.model,
        year=bought_on.year,
        vin=house.vin(random, model.vin_start, bought_on.year),
        plate=house.plate(random),
        bought_new=True,
        price_kopecks=model.price * 100,
        role="owner",
        from_on=bought_on,
        until_on=None,
        readings=tuple(readings),
        visits=(),
    )


def _contacts(
    random: Random, house: Crowd, number: int, form: str, bought: datetime
) -> tuple[DemoContact, ...]:
    phone = DemoContact(kind="phone", value=numbers.phone(number, house.order), since_at=bought)
    if random.random() > 0.8:
        return (phone,)
    linked = bought + timedelta(minutes=20)
    account = DemoContact(
        kind="telegram",
        value=numbers.telegram_id(number, house.order),
        shown_name=form,
        since_at=linked,
        verified_at=linked,
    )
    return (phone, account)


def _consents(random: Random, bought: datetime) -> tuple[DemoConsent, ...]:
    asked = bought + timedelta(minutes=9)
    return (DemoConsent(purpose="reminders", given=random.random() < 0.85, at=asked, channel="visit"),)


def _messages(
    random: Random,
    house: Crowd,
    manager: DemoPerson,
    form: str,
    model: CarModel,
    contacts: tuple[DemoContact, ...],
    place: int,
) -> tuple[DemoMessage, ...]:
    """The manager's first words, one or two questions answered since, and with some a question that waits."""
    if len(contacts) == 1:
        return ()
    words = {"form": form, "mgr": manager.address_form, "car": model.model}
    linked = contacts[-1].since_at
    said = first_words(random, manager, words, linked)
    days = (house.now - linked).days
    if days > 3:
        for day in sorted({random.randint(2, days - 1) for _ in range(random.randint(1, 2))}):
            said += exchange(random, house, manager, words, linked.date() + timedelta(days=day))
    if place % 31 == 3:
        said.append(question(random, words, house.now - timedelta(minutes=random.randint(3, 240))))
    return tuple(said)


def _timeline(
    random: Random,
    house: Crowd,
    manager: DemoPerson,
    since: datetime,
    bought: datetime,
    car: DemoCar,
    contacts: tuple[DemoContact, ...],
    consents: tuple[DemoConsent, ...],
) -> tuple[DemoLine, ...]:
    who = manager.handle
    lines = [
        line(since, "card_made", who),
        line(since + timedelta(seconds=2), "owner_assigned", who, name=manager.name),
        line(bought, "purchase", who, car=f"{car.title}, {car.year}"),
    ]
    if consents[0].given:
        lines.append(line(consents[0].at, "consent_given", who, purpose=Phrase("consent.reminders")))
    if len(contacts) > 1:
        linked = contacts[1].since_at
        lines.append(line(linked, "channel_linked", None, channel=Phrase("channel.telegram")))
    for reading in car.readings[1:]:
        done = business_hour(random, reading.read_on, house.zone)
        lines.append(line(done, "service_visit", who, car=car.title, works="ТО-1", km=reading.km))
    return tuple(sorted((one for one in lines if one.at < house.now), key=lambda one: one.at))


def _touches(random: Random, house: Crowd, manager: DemoPerson, bought: datetime) -> tuple[DemoTouch, ...]:
    """Half of them were called or are remembered by a note."""
    if random.random() >= 0.5:
        return ()
    day = bought.date() + timedelta(days=random.randint(0, (house.now - bought).days))
    moment, who = business_hour(random, day, house.zone), manager.handle
    if moment >= house.now:
        return ()
    if random.random() >= 0.8:
        return (DemoTouch(at=moment, kind="note", who=who, words=random.choice(NOTES)),)
    direction, outcome, words = random.choice(CALLS)
    return (DemoTouch(at=moment, kind="call", who=who, direction=direction, outcome=outcome, words=words),)
