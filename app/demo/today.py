"""What stands open today: clients who wait, messages that did not arrive, next steps."""

from datetime import datetime, time, timedelta
from random import Random

from app.demo.garage import Kept
from app.demo.house import House
from app.demo.model import DemoMessage
from app.demo.occasions import Life, car_on
from app.demo.rhythm import OPENS, at
from app.demo.talks import talks
from app.demo.telling import tell
from app.demo.values import values_for

STEPS = (
    "позвонить по КАСКО",
    "предложить время на шиномонтаж",
    "уточнить пробег",
    "прислать расчёт обмена",
    "спросить о впечатлениях после сервиса",
    "продлить ОСАГО",
    "напомнить о ТО",
    "подобрать коврики и защиту",
)


def unanswered(life: Life, question: int) -> list[DemoMessage]:
    """One or two messages of a client who waits: some for minutes, a few since last night."""
    random, now = life.random, life.house.now
    asked = now - _waited(random)
    night = asked.hour >= 22 or asked.hour < 8
    questions = talks()["waiting_night" if night else "waiting_day"]
    talk = questions[question % len(questions)]
    values = values_for(talk, random, asked.date(), car_on(life, asked.date()))
    told = tell(talk, random, life.speaker, life.owners.now, values, asked, open_end=True)
    return [message for message in told.messages if message.at < now]


def failed_delivery(life: Life, blocked_at: datetime) -> list[DemoMessage]:
    """What the manager wrote after the client had stopped the bot."""
    day = blocked_at + timedelta(days=1)
    written = at(day.date(), OPENS, life.house.zone) + timedelta(hours=life.random.uniform(1.5, 7))
    if written >= life.house.now:
        return []
    talk = next(talk for talk in talks()["insurance"] if talk.starter == "out")
    values = values_for(talk, life.random, written.date(), car_on(life, written.date()))
    told = tell(talk, life.random, life.speaker, life.owners.now, values, written, open_end=True)
    (first, *_) = told.messages
    return [
        DemoMessage(
            at=first.at,
            direction="out",
            text=first.text,
            author=first.author,
            state="failed",
            reason="blocked",
        )
    ]


def next_step(random: Random, house: House, kept: Kept) -> tuple[str | None, datetime | None]:
    """The agreed visit to the workshop if one is near, else now and then something to do; many have none."""
    for service in kept.services:
        if house.now < service.visit.arrived_at < house.now + timedelta(days=12) and service.n:
            return f"приём на ТО-{service.n}", service.visit.arrived_at
    if random.random() > 0.5:
        return None, None
    day = house.now.date() + timedelta(days=random.randint(1, 24) if random.random() > 0.06 else -1)
    return random.choice(STEPS), at(day, time(10), house.zone) + timedelta(minutes=30 * random.randrange(16))


def _waited(random: Random) -> timedelta:
    span = random.choices(((3, 25), (25, 80), (80, 300), (300, 900)), (38, 34, 18, 10))[0]
    return timedelta(minutes=random.uniform(*span))
