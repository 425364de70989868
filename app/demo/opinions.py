"""What clients thought and did about it: marks after visits, services elsewhere, complaints."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from app.demo.model import DemoCar, DemoComplaint, DemoContact, DemoElsewhere, DemoMark, DemoOpinions
from app.demo.rhythm import business_hour

ASKED_SINCE = timedelta(days=900)
"""The house asks for marks since then."""
APART = timedelta(days=31)
GAP = timedelta(days=400)
"""So long without a service of ours, and it was done elsewhere."""
COMPLAINTS = (
    ("Ждали приёмку сорок минут, хотя запись была на девять", "Извинились, закрепили приёмщика и время"),
    ("После ТО в салоне осталась грязь на коврике", "Сделали чистку салона за наш счёт"),
    ("Сказали одну цену, а в заказ-наряде другая", "Пересчитали по названной цене, вернули разницу"),
    ("Обещали перезвонить и не перезвонили", "Позвонили, решили вопрос по запчасти"),
    ("Стук в подвеске остался после ремонта", "Повторная диагностика, заменили стойку по гарантии"),
)


def opinions(
    chance: str, now: datetime, cars: tuple[DemoCar, ...], contacts: tuple[DemoContact, ...], who: str,
    *, refused: bool = False,
) -> DemoOpinions:  # fmt: skip
    """Of one client; their own chance, so that nothing else of the story moves. Who refused to be written to is asked
    for no marks."""
    random = Random(chance)  # noqa: S311
    telegram = next((contact for contact in contacts if contact.kind == "telegram"), None)
    if telegram is None:
        return DemoOpinions()
    until = telegram.blocked_at or now
    content = random.choices(("glad", "calm", "strict"), (46, 36, 18))[0]
    marks = tuple(_marks(random, cars, telegram.since_at, until, content))
    return DemoOpinions(
        marks=() if refused else marks,
        elsewhere=tuple(_elsewhere(random, cars, telegram.since_at, until)),
        complaint=_complaint(random, telegram.since_at, until, content, who),
    )


def _marks(
    random: Random, cars: tuple[DemoCar, ...], linked: datetime, until: datetime, content: str
) -> Iterator[DemoMark]:
    """Every visit is asked about, never twice in a month; most do not answer each time."""
    weights = {"glad": (0, 0, 1, 16, 83), "calm": (0, 2, 12, 46, 40), "strict": (14, 27, 33, 20, 6)}[content]
    willing, last = random.uniform(0.35, 0.95), None
    visits = sorted(
        (visit.done_at, car, place) for car, one in enumerate(cars) for place, visit in enumerate(one.visits)
    )
    for done_at, car, place in visits:
        asked_at = done_at + timedelta(hours=20)
        if done_at < linked or until - done_at > ASKED_SINCE or asked_at > until:
            continue
        if last and asked_at - last < APART:
            continue
        last, mark, answered_at = asked_at, None, asked_at + timedelta(minutes=random.randint(2, 600))
        if random.random() < willing and answered_at < until:
            mark = random.choices((1, 2, 3, 4, 5), weights)[0]
        yield DemoMark(
            car=car, visit=place, asked_at=asked_at, answered_at=answered_at if mark else None, mark=mark
        )


def _elsewhere(
    random: Random, cars: tuple[DemoCar, ...], linked: datetime, until: datetime
) -> Iterator[DemoElsewhere]:
    """A regular service that is missing with us was done elsewhere; most say so when they are asked."""
    for place, car in enumerate(cars):
        if car.until_on:
            continue
        days = [
            car.from_on,
            *(visit.arrived_at.date() for visit in car.visits if visit.works.startswith("ТО")),
        ]
        ends = [*days[1:], until.date()]
        for begins, ended in zip(days, ends, strict=True):
            told = business_hour(random, begins + timedelta(days=random.randint(368, 396)), until.tzinfo)
            if ended - begins > GAP and linked < told < until and random.random() < 0.85:
                yield DemoElsewhere(car=place, told_at=told)


def _complaint(
    random: Random, linked: datetime, until: datetime, content: str, who: str
) -> DemoComplaint | None:
    """One in ten complained; most of it was made good, a little is open today."""
    if random.random() > {"glad": 0.04, "calm": 0.12, "strict": 0.45}[content] or (until - linked).days < 30:
        return None
    words, closing = random.choice(COMPLAINTS)
    days = random.choices((random.randint(0, 6), random.randint(20, 400)), (30, 70))[0]
    at = business_hour(random, until.date() - timedelta(days=days), until.tzinfo)
    if not linked < at < until:
        return None
    closed_at = at + timedelta(hours=random.choice((5, 26, 50, 70, 96, 140)))
    if closed_at >= until:
        return DemoComplaint(at=at, who=who, words=words)
    solved_at = closed_at + timedelta(hours=random.randint(1, 30))
    return DemoComplaint(
        at=at, who=who, words=words, closed_at=closed_at, closing=closing,
        solved_at=solved_at if solved_at < until else None,
    )  # fmt: skip
