"""The timeline of a card: what happened besides the talk, as phrases."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.garage import Kept
from app.demo.house import House
from app.demo.model import DemoConsent, DemoContact, DemoLine
from app.demo.occasions import Owners
from app.demo.rhythm import business_hour
from app.texts import Phrase

CALLS = (
    ("call_in", "вопрос по записи в сервис"),
    ("call_in", "уточнили время приёмки"),
    ("call_in", "спросили о цене ТО"),
    ("call_in", "вопрос по страховке"),
    ("call_in", "просьба перезвонить вечером, перезвонили"),
    ("call_out", "напоминание о ТО, договорились о записи"),
    ("call_out", "продление ОСАГО, обсудили варианты"),
    ("call_out", "не ответили, отправлено сообщение"),
    ("call_out", "рассказ о сервисной акции"),
)
KINDS = {"purchase": "deal", "trade_in": "deal"}
VISITS = ("тест-драйв", "знакомство с моделями в зале", "консультация по кредиту", "подбор аксессуаров")
NOTES = (
    "в семье двое детей, важен большой багажник",
    "часто ездит на трассу Тольятти — Самара",
    "удобнее писать, чем звонить",
    "удобнее звонок, чем переписка",
    "летом дача, прицеп",
    "машину обслуживает только у нас",
    "просьба присылать цены заранее",
    "решения принимают вместе с супругом или супругой",
    "присматривается к полному приводу",
    "важно забрать машину до 18:00",
)


def history(
    random: Random,
    house: House,
    cars: list[Kept],
    owners: Owners,
    contacts: tuple[DemoContact, ...],
    consents: tuple[DemoConsent, ...],
    since: datetime,
    calls_a_year: float,
) -> tuple[DemoLine, ...]:
    """Every line in order of time, none in the future. No calls a year: nobody has spoken to this client."""
    lines = _card(random, owners, since, met=calls_a_year > 0) + _handing_over(owners)
    for kept in cars:
        lines += _car(random, house, kept, owners)
    lines += _channels(contacts) + _consents(consents, owners)
    lines += _touches(random, house, owners, since, calls_a_year)
    return tuple(sorted((one for one in lines if one.at < house.now), key=lambda one: one.at))


def line(at: datetime, code: str, who: str | None, **args: Any) -> DemoLine:
    """`card_made` is a line of kind "card": the kinds are those the features use for their own lines."""
    kind = KINDS.get(code, code.partition("_")[0])
    return DemoLine(at=at, kind=kind, who=who, words=Phrase(f"timeline.{code}", args))


def _card(random: Random, owners: Owners, since: datetime, *, met: bool) -> list[DemoLine]:
    who = owners.first
    lines = [
        line(since, "card_made", who.handle),
        line(since + timedelta(seconds=2), "owner_assigned", who.handle, name=who.name),
    ]
    if met and random.random() < 0.6:
        lines.append(line(since + timedelta(minutes=35), "visit", who.handle, text=random.choice(VISITS)))
    return lines


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


def _touches(
    random: Random, house: House, owners: Owners, since: datetime, calls_a_year: float
) -> list[DemoLine]:
    days = (house.now - since).days
    lines: list[DemoLine] = []
    if not calls_a_year:
        return lines
    for _ in range(round(days / 365 * calls_a_year + random.uniform(-0.3, 0.7))):
        day = since.date() + timedelta(days=random.randint(1, max(days, 1)))
        moment = business_hour(random, day, house.zone)
        kind, text = random.choice(CALLS)
        lines.append(line(moment, kind, owners.on(moment).handle, text=text))
        if random.random() < 0.08:
            missed = moment - timedelta(minutes=random.randint(5, 50))
            lines.append(line(missed, "call_missed", None))
    if random.random() < 0.25:
        day = since.date() + timedelta(days=random.randint(0, days))
        moment = business_hour(random, day, house.zone)
        lines.append(line(moment, "note", owners.on(moment).handle, text=random.choice(NOTES)))
    return lines
