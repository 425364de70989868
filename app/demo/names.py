"""Names as they are met in Togliatti, by gender, and how their bearers like to be addressed."""

import re
from functools import cache
from pathlib import Path
from random import Random

from msgspec import Struct

from app.demo.model import Gender


class FullName(Struct, frozen=True, kw_only=True):
    gender: Gender
    first: str
    patronymic: str
    surname: str

    @property
    def written(self) -> str:
        return f"{self.surname} {self.first} {self.patronymic}"


def full_name(random: Random) -> FullName:
    """A name whose parts agree in gender and origin."""
    gender: Gender = "f" if random.random() < 0.43 else "m"
    origin = "tatar_" if random.random() < 0.11 else ""
    first = random.choice(lists()[f"{origin}first_{gender}"])
    father = random.choice(lists()[f"{origin}fathers"])
    surname = random.choice(lists()[f"{origin}surnames"])
    return FullName(
        gender=gender,
        first=first,
        patronymic=patronymic(father, gender),
        surname=surname if gender == "m" else feminine(surname),
    )


def patronymic(father: str, gender: Gender) -> str:
    """`Серге|евич` → Сергеевич or Сергеевна."""
    stem, ending = father.split("|")
    return stem + (ending if gender == "m" else ending.replace("ич", "на"))


def feminine(surname: str) -> str:
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    if surname.endswith("ский"):
        return surname.removesuffix("ий") + "ая"
    return surname


def address_form(random: Random, name: FullName) -> str:
    """Most clients are addressed with the patronymic; about a fifth asked for the first name alone."""
    return name.first if random.random() < 0.2 else f"{name.first} {name.patronymic}"


@cache
def lists() -> dict[str, list[str]]:
    text = Path(__file__).with_name("names.txt").read_text(encoding="utf-8")
    parts = re.split(r"^= (\w+)$", text, flags=re.MULTILINE)[1:]
    return {name: words.split() for name, words in zip(parts[::2], parts[1::2], strict=True)}
