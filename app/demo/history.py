"""The timeline of a card: what happened besides the talk, as phrases, and what the managers logged."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from app.demo.garage import Kept
from app.demo.house import House
from app.demo.model import DemoConsent, DemoContact, DemoLine, DemoTouch
from app.demo.occasions import Owners
from app.demo.rhythm import business_hour
from app.texts import Phrase

Direction = Literal["in", "out"]
Outcome = Literal["talked", "no_answer", "call_back"]
CALLS: tuple[tuple[Direction, Outcome, str], ...] = (
    ("in", "talked", "Вопрос по записи в сервис"),
    ("in", "talked", "Уточнили время приёмки"),
    ("in", "talked", "Спросили о цене ТО"),
    ("in", "talked", "Вопрос по страховке"),
    ("in", "call_back", "Удобно вечером, перезвонили"),
    ("out", "talked", "Напомнили о ТО, договорились о записи"),
    ("out", "talked", "Продление ОСАГО, обсудили варианты"),
    ("out", "no_answer", "Отправлено сообщение"),
    ("out", "talked", "Рассказ о сервисной акции"),
)
KINDS = {"purchase": "deal", "trade_in": "deal"}
VISITS = ("Тест-драйв", "Знакомство с моделями в зале", "Консультация по кредиту", "Подбор аксессуаров")
NOTES = (
    "В семье двое детей, важен большой багажник",
    "Часто ездит на трассу Тольятти — Самара",
    "Удобнее писать, чем звонить",
    "Удобнее звонок, чем переписка",
    "Летом дача, прицеп",
    "Машину обслуживает только у нас",
    "Просьба присылать цены заранее",
    "Решения принимают вместе с супругом или супругой",
    "Присматривается к полному приводу",
    "Важно забрать машину до 18:00",
)


def history(
    random: Random,
    house: House,
    cars: list[Kept],
    owners: Owners,
    contacts: tuple[DemoContact, ...],
    consents: tuple[DemoConsent, ...],
    since: datetime,
) -> tuple[DemoLine, ...]:
    """Every line in order of time, none in the future."""
    lines = _card(owners, since) + _handing_over(owners)
    for kept in cars:
        lines += _car(random, house, kept, owners)
    lines += _channels(contacts) + _consents(consents, owners)
    return tuple(sorted((one for one in lines if one.at < house.now), key=lambda one: one.at))


def logged(
    random: Random, house: House, owners: Owners, since: datetime, calls_a_year: float
) -> tuple[DemoTouch, ...]:
    """What the managers logged, in order of time. No calls a year: nobody has spoken to this client."""
    if not calls_a_year:
        return ()
    touches = _calls(random, house, owners, since, calls_a_year)
    if random.random() < 0.6:
        at, who = since + timedelta(minutes=35), owners.first.handle
        touches.append(DemoTouch(at=at, kind="visit", who=who, outcome="came", words=random.choice(VISITS)))
    days = (house.now - since).days
    if random.random() < 0.25:
        moment = business_hour(random, since.date() + timedelta(days=random.randint(0, days)), house.zone)
        who = owners.on(moment).handle
        touches.append(DemoTouch(at=moment, kind="note", who=who, words=random.choice(NOTES)))
    return tuple(sorted((one for one in touches if since <= one.at < house.now), key=lambda one: one.at))


def line(at: datetime, code: str, who: str | None, **args: Any) -> DemoLine:
    """`card_made` is a line of kind "card": the kinds are those the features use for their own lines."""
    kind = KINDS.get(code, code.partition("_")[0])
    return DemoLine(at=at, kind=kind, who=who, words=Phrase(f"timeline.{code}", args))


def _card(owners: Owners, since: datetime) -> list[DemoLine]:
    who = owners.first
    return [
        line(since, "card_made", who.handle),
        line(since + timedelta(seconds=2), "owner_assigned", who.handle, name=who.name),
    ]


def _handing_over(owners: Owners) -> list[DemoLine]:
    if owners.changed_at is None:
        return []
    names = {"name": owners.now.name, "before": owners.first.name}
    return [line(owners.changed_at, "owner_changed", owners.now.handle, **names)]


def _car(random: Random, house: House, kept: Kept, owners: Owners) -> list[DemoLine]:
    car = kept.car
    bought = kept.bought_at
    lines = [line(bought, "purchase", owners.on(bought).handle, car=f"{car.title}, {car.year}")]
    if car.until_on:
        left = business_hour(random, car.until_on, house.zone) - timedelta(hours=1)
        lines.append(line(left, "trade_in", owners.on(left).handle, car=car.title))
    for visit in car.visits:
        facts = {"car": car.title, "works": visit.works, "km": visit.km}
        lines.append(line(visit.done_at, "service_visit", owners.on(visit.done_at).handle, **facts))
    return lines


def _channels(contacts: tuple[DemoContact, ...]) -> list[DemoLine]:
    lines = []
    for contact in contacts:
        if contact.kind == "telegram":
            channel = Phrase("channel.telegram")
            lines.append(line(contact.since_at, "channel_linked", None, channel=channel))
            if contact.blocked_at:
                lines.append(line(contact.blocked_at, "channel_lost", None, channel=channel))
    return lines


def _consents(consents: tuple[DemoConsent, ...], owners: Owners) -> list[DemoLine]:
    """A no at the first asking is not a withdrawal, and no line."""
    lines, given = [], set()
    for consent in consents:
        purpose = Phrase(f"consent.{consent.purpose}")
        who = owners.on(consent.at).handle if consent.channel == "visit" else None
        if consent.given:
            given.add(consent.purpose)
            lines.append(line(consent.at, "consent_given", who, purpose=purpose))
        elif consent.purpose in given:
            lines.append(line(consent.at, "consent_withdrawn", who, purpose=purpose))
    return lines


def _calls(
    random: Random, house: House, owners: Owners, since: datetime, calls_a_year: float
) -> list[DemoTouch]:
    days = (house.now - since).days
    touches: list[DemoTouch] = []
    for _ in range(round(days / 365 * calls_a_year + random.uniform(-0.3, 0.7))):
        day = since.date() + timedelta(days=random.randint(1, max(days, 1)))
        moment = business_hour(random, day, house.zone)
        direction, outcome, words = random.choice(CALLS)
        who = owners.on(moment).handle
        touches.append(
            DemoTouch(at=moment, kind="call", who=who, direction=direction, outcome=outcome, words=words)
        )
        if random.random() < 0.08:
            missed = moment - timedelta(minutes=random.randint(5, 50))
            touches.append(DemoTouch(at=missed, kind="call", who=who, direction="in", outcome="no_answer"))
    return touches
