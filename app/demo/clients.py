"""One client of the demo, put together from chance: name, contacts, cars, talks, timeline."""

from datetime import datetime, time, timedelta
from random import Random
from typing import Literal

from msgspec import Struct, structs

from app.demo import numbers
from app.demo.driving import readings
from app.demo.garage import Kept, garage
from app.demo.history import history, logged
from app.demo.house import House
from app.demo.model import (
    DemoAsked,
    DemoCar,
    DemoClient,
    DemoConsent,
    DemoContact,
    DemoMessage,
    DemoOwner,
    DemoPerson,
)
from app.demo.models import CarModel
from app.demo.names import FullName, address_form
from app.demo.occasions import Life, Owners, told_talks
from app.demo.opinions import opinions
from app.demo.rhythm import business_hour
from app.demo.telling import Speaker, Told
from app.demo.today import failed_delivery, next_step, unanswered

PLACES_A_MANAGER = 100_000
"""More clients than any manager will ever have: keeps the phones of two managers apart."""


COMPANIES = 9_000_000
"""Numbers of companies begin here, far behind those of clients."""

JOINS: dict[int, Literal["partner", "child", "driver"]] = {9: "partner", 19: "child", 29: "driver"}
"""About 8 % share a household with the client before them in the book."""


class Plan(Struct, frozen=True, kw_only=True):
    """What kind of client stands at a place of the book; the rest is chance."""

    waiting: int | None = None
    """Waits for an answer now, with this question of the list."""
    silent: bool = False
    """Nobody has spoken to this one yet."""
    connected: bool | None = None
    blocked: bool = False
    handed_over: bool = False
    unsure_delivery: bool = False
    name: FullName | None = None
    never_before: time | None = None
    bought_days_ago: int | None = None
    model: CarModel | None = None
    plate: str | None = None
    calls: float | None = None
    """Calls a year, where not as usual."""


def plan_of(place: int, number: int) -> Plan:
    """About 3 % wait now, 3 % have stopped the bot, 5 % came from a colleague, 1 % were never spoken to."""
    return Plan(
        waiting=number // 31 if place % 31 == 3 else None,
        silent=place % 97 == 5,
        connected=True if place % 31 in (3, 11) else None,
        blocked=place % 31 == 11,
        handed_over=place % 20 == 7,
        unsure_delivery=place % 199 == 17,
        bought_days_ago=26 if place % 97 == 5 else None,
    )


def make_client(house: House, manager: DemoPerson, place: int, number: int, plan: Plan) -> DemoClient:
    """The client at this place of the manager's book."""
    random = house.random_for(manager, place)
    name = plan.name or house.name(random)
    speaker = _speaker(random, name, plan)
    since_on = house.now.date() - timedelta(days=plan.bought_days_ago) if plan.bought_days_ago else None
    cars = garage(random, house, since=since_on, first=plan.model)
    since = business_hour(random, cars[0].car.from_on - timedelta(days=random.randint(2, 18)), house.zone)
    owners = _owners(random, house, manager, since, plan)
    contacts = _contacts(random, house, number, speaker, cars[0], plan)
    consents = () if plan.silent else _consents(random, house, cars[0])
    told, messages = _messages(random, house, speaker, owners, cars, contacts, plan)
    calls = plan.calls or (0.0 if plan.silent else 0.4 if len(contacts) > 1 else 2.2)
    step, step_at = (None, None) if plan.silent else next_step(random, house, cars[-1])
    waiting_since, read_through = _unread(random, messages, plan)
    finished = tuple(_finished(kept, told, plan) for kept in cars)
    return DemoClient(
        number=number,
        name=name.written,
        address_form=speaker.form,
        gender=name.gender,
        language="ru",
        time_zone=random.choice(("Europe/Moscow", "Asia/Yekaterinburg")) if random.random() < 0.015 else None,
        never_before=speaker.never_before,
        never_after=time(20) if random.random() < 0.05 else None,
        since_at=since,
        owners=_owner_rows(owners, since),
        contacts=(*contacts, *_company(house, number, place, since)),
        consents=consents,
        cars=finished,
        messages=messages,
        timeline=history(random, house, cars, owners, contacts, consents, since),
        touches=logged(random, house, owners, since, calls),
        waiting_since=waiting_since,
        read_through=read_through,
        next_step=step,
        next_step_at=step_at,
        joins=JOINS.get(place % 37),
        asked=_asked(house, number, contacts),
        opinions=opinions(
            f"{house.seed}/{house.order}/{number}/opinions",
            house.now,
            finished,
            contacts,
            owners.now.handle,
            refused=any(one.purpose == "reminders" and not one.given for one in consents),
        ),
    )


def _company(house: House, number: int, place: int, since: datetime) -> tuple[DemoContact, ...]:
    """Two neighbours of the book drive for one company, and either may pick up its phone."""
    if place % 40 not in (12, 13):
        return ()
    value = numbers.phone(COMPANIES + number // 2, house.order)
    return (DemoContact(kind="phone", value=value, since_at=since, label="company"),)


def _asked(house: House, number: int, contacts: tuple[DemoContact, ...]) -> DemoAsked | None:
    """Yesterday some of those who are not connected were asked; a few had opened the link, a few said no."""
    place, at = number % 7, house.now - timedelta(hours=20 + number % 5)
    if place % 2 == 0 or any(contact.kind == "telegram" for contact in contacts):
        return None
    opened = at + timedelta(minutes=25) if place == 3 else None
    return DemoAsked(at=at, opened_at=opened, refused=place == 5)


def _speaker(random: Random, name: FullName, plan: Plan) -> Speaker:
    never_before = plan.never_before
    if never_before is None and random.random() < 0.12:
        never_before = random.choice((time(10), time(11), time(12)))
    form = f"{name.first} {name.patronymic}" if plan.name else address_form(random, name)
    casual = form == name.first or random.random() < 0.25
    return Speaker(form=form, gender=name.gender, casual=casual and not plan.name, never_before=never_before)


def _owners(random: Random, house: House, manager: DemoPerson, since: datetime, plan: Plan) -> Owners:
    colleague, days = house.colleague_of(manager), (house.now - since).days
    if not plan.handed_over or colleague is None or days < 150:
        return Owners(first=manager, now=manager)
    day = since.date() + timedelta(days=random.randint(90, days - 20))
    return Owners(first=colleague, now=manager, changed_at=business_hour(random, day, house.zone))


def _owner_rows(owners: Owners, since: datetime) -> tuple[DemoOwner, ...]:
    first = DemoOwner(manager=owners.first.handle, from_at=since, because="purchase")
    if owners.changed_at is None:
        return (first,)
    return (first, DemoOwner(manager=owners.now.handle, from_at=owners.changed_at, because="handed_over"))


def _contacts(
    random: Random, house: House, number: int, speaker: Speaker, kept: Kept, plan: Plan
) -> tuple[DemoContact, ...]:
    bought = kept.bought_at
    phone = DemoContact(kind="phone", value=numbers.phone(number, house.order), since_at=bought)
    connected = random.random() < 0.86 if plan.connected is None else plan.connected
    if plan.silent or not connected:
        return (phone,)
    days = (house.now - bought).days
    late = random.random() < 0.25 and days > 60
    linked = bought + (timedelta(days=random.randint(1, days // 2)) if late else timedelta(minutes=20))
    blocked = None
    if plan.blocked and (house.now - linked).days > 40:
        blocked = business_hour(random, house.now.date() - timedelta(days=random.randint(3, 30)), house.zone)
    telegram = DemoContact(
        kind="telegram",
        value=numbers.telegram_id(number, house.order),
        shown_name=speaker.form,
        since_at=linked,
        verified_at=linked,
        blocked_at=blocked,
    )
    return (phone if random.random() < 0.5 else structs.replace(phone, verified_at=linked), telegram)


def _consents(random: Random, house: House, kept: Kept) -> tuple[DemoConsent, ...]:
    """Asked at the purchase, and not of everybody; offers are sometimes withdrawn later."""
    if random.random() < 0.08:
        return ()
    asked = kept.bought_at + timedelta(minutes=9)
    offers = random.random() < 0.45
    found = [
        DemoConsent(purpose="reminders", given=random.random() < 0.85, at=asked, channel="visit"),
        DemoConsent(purpose="offers", given=offers, at=asked + timedelta(seconds=20), channel="visit"),
    ]
    days = (house.now - asked).days
    if offers and days > 90 and random.random() < 0.1:
        withdrawn = asked + timedelta(days=random.randint(30, days - 5))
        found.append(DemoConsent(purpose="offers", given=False, at=withdrawn, channel="telegram"))
    return tuple(found)


def _messages(
    random: Random,
    house: House,
    speaker: Speaker,
    owners: Owners,
    cars: list[Kept],
    contacts: tuple[DemoContact, ...],
    plan: Plan,
) -> tuple[list[Told], tuple[DemoMessage, ...]]:
    """The finished talks, and all messages with what stands open today."""
    if len(contacts) == 1:
        return [], ()
    telegram = contacts[1]
    life = Life(
        random=random,
        house=house,
        speaker=speaker,
        owners=owners,
        cars=cars,
        linked_at=telegram.since_at,
        until=telegram.blocked_at or house.now,
        liveliness=random.uniform(0.6, 1.5),
    )
    told = told_talks(life)
    messages = [message for one in told for message in one.messages]
    if plan.waiting is not None:
        open_question = unanswered(life, plan.waiting)
        messages = [message for message in messages if _settled_before(message, open_question[0].at)]
        messages += open_question
    elif telegram.blocked_at:
        messages += failed_delivery(life, telegram.blocked_at)
    elif plan.unsure_delivery and messages and messages[-1].direction == "out":
        messages[-1] = structs.replace(messages[-1], state="not_confirmed", reason="line_broke")
    return told, tuple(messages)


def _settled_before(message: DemoMessage, moment: datetime) -> bool:
    return (message.waived_at or message.at) < moment


def _unread(random: Random, messages: tuple[DemoMessage, ...], plan: Plan) -> tuple[datetime | None, int]:
    """Since when the client waits, and how far the owner has read; a third of these were read already."""
    since, first_open = None, len(messages)
    for place, message in enumerate(messages):
        if message.direction == "out" or message.waived_at:
            since, first_open = None, len(messages)
        elif since is None:
            since, first_open = message.at, place
    return since, len(messages) if random.random() < 0.33 else first_open


def _finished(kept: Kept, told: list[Told], plan: Plan) -> DemoCar:
    """The car with its readings, the ones the client told us included."""
    car = kept.car
    days = [one.begins.date() for one in told if one.km_said]
    mine = [day for day in days if car.from_on < day and (car.until_on is None or day < car.until_on)]
    return structs.replace(
        car,
        plate=plan.plate or car.plate,
        readings=readings(kept.drive, list(car.visits), mine),
    )
