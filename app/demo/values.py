"""What the sentences of a talk may name: prices, mileages, cars."""

from collections.abc import Callable
from datetime import date
from random import Random

from app.demo.driving import about
from app.demo.garage import Kept
from app.demo.models import sold_on
from app.demo.phrasing import Talk

RANGES = {
    "small": (1_900, 4_900, 100),
    "small_too": (3_200, 5_900, 100),
    "middle": (12_500, 29_500, 500),
    "tyres": (28_000, 62_000, 1_000),
    "battery": (8_900, 13_900, 100),
    "osago": (7_200, 14_800, 20),
}
"""From, to and step, in roubles."""


def values_for(talk: Talk, random: Random, day: date, kept: Kept) -> dict[str, str]:
    """The values this talk names, as they stood that day for that car."""
    found: dict[str, str] = {}
    for name in sorted(talk.values):
        if name in RANGES:
            found[name] = roubles(random.randrange(*RANGES[name]))
        elif name in MAKERS:
            found.update(MAKERS[name](random, day, kept))
    return found


def roubles(amount: float) -> str:
    return f"{grouped(int(amount))}\u00a0₽"


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def _kasko(random: Random, day: date, kept: Kept) -> dict[str, str]:
    full = kept.car.price_kopecks / 100 * random.uniform(0.035, 0.055) // 100 * 100
    return {"kasko": roubles(full), "kasko_less": roubles(full * 0.88 // 100 * 100)}


def _new_car(random: Random, day: date, kept: Kept) -> dict[str, str]:
    models, weights = sold_on(day)
    wanted = random.choices(models, weights)[0]
    return {"new_car": f"{wanted.make} {wanted.model}"}


MAKERS: dict[str, Callable[[Random, date, Kept], dict[str, str]]] = {
    "car": lambda random, day, kept: {"car": kept.model.model},
    "km": lambda random, day, kept: {"km": grouped(about(kept.drive.km_on(day)))},
    "new_car": _new_car,
    "kasko": _kasko,
}
