"""A small language for talks: who speaks, what may vary, and where the speaker's gender shows.

@ months=10,11 weight=2  how the talk begins (defaults: any month, weight 1)
> Здравствуйте!          the client
< Добрый день, <form>!   the manager
~ 2-5                    a pause of so many hours; `~ slot`: until the agreed visit is over
{Да|Хорошо}              one of these; `[записал|записала]` by the speaker's gender, man first;
<form>                   a value; nothing is nested inside a value or a gender
"""

import re
from collections.abc import Iterator
from random import Random
from typing import Literal, Union

from msgspec import Struct

from app.demo.model import Gender

Side = Literal["in", "out"]
Part = Union[str, "Value", "ByGender", "Choice"]

EVERY_MONTH = frozenset(range(1, 13))
SIDES: dict[str, Side] = {">": "in", "<": "out"}

_TOKEN = re.compile(r"<([a-z_]+)>|\[([^\[\]|]*)\|([^\[\]|]*)\]|([{|}])")


class Value(Struct, frozen=True):
    name: str


class ByGender(Struct, frozen=True):
    man: str
    woman: str


class Choice(Struct, frozen=True):
    options: tuple[tuple["Part", ...], ...]


class Said(Struct, frozen=True, kw_only=True):
    """One line of a talk."""

    side: Side
    parts: tuple[Part, ...]
    values: frozenset[str]
    after_hours: tuple[float, float] | None = None
    """A pause before the line; without one the line follows at the pace of a chat."""
    after_slot: bool = False
    """Said when the agreed visit is over."""


class Talk(Struct, frozen=True, kw_only=True):
    lines: tuple[Said, ...]
    months: frozenset[int]
    weight: int
    again: bool
    """The same client may have this talk more than once."""
    values: frozenset[str]

    @property
    def starter(self) -> Side:
        return self.lines[0].side


def scripts(text: str) -> dict[str, tuple[Talk, ...]]:
    """The talks of a file by occasion: `= name` begins one, an empty line stands between two talks."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    sections = re.split(r"^= (\w+)$", body, flags=re.MULTILINE)[1:]
    return {
        name: tuple(_talk(block.splitlines()) for block in re.split(r"\n\s*\n", script.strip()))
        for name, script in zip(sections[::2], sections[1::2], strict=True)
    }


def compiled(text: str) -> tuple[Part, ...]:
    """A text with its variants, ready to be spoken many times."""
    tokens = list(_tokens(text))
    parts, rest = _until(tokens, 0, closing=False)
    if rest != len(tokens):
        raise ValueError(f"a brace too many in: {text}")
    return parts


def spoken(parts: tuple[Part, ...], random: Random, gender: Gender, values: dict[str, str]) -> str:
    """One way to say it. Raises KeyError for a value nobody gave."""
    said: list[str] = []
    _speak(parts, random, gender, values, said)
    return "".join(said)


def _speak(
    parts: tuple[Part, ...], random: Random, gender: Gender, values: dict[str, str], said: list[str]
) -> None:
    for part in parts:
        if isinstance(part, str):
            said.append(part)
        elif isinstance(part, Value):
            said.append(values[part.name])
        elif isinstance(part, ByGender):
            said.append(part.man if gender == "m" else part.woman)
        else:
            options = part.options
            _speak(options[int(random.random() * len(options))], random, gender, values, said)


def _talk(lines: list[str]) -> Talk:
    facts: dict[str, str] = {}
    pause = ""
    said: list[Said] = []
    for line in lines:
        sign, text = line[0], line[1:].strip()
        if sign == "@":
            facts = dict(fact.split("=") for fact in text.split())
        elif sign == "~":
            pause = text
        elif sign in SIDES:
            said.append(_said(SIDES[sign], text, pause))
            pause = ""
        else:
            raise ValueError(f"a line of a talk begins with @, ~, < or >: {line}")
    return Talk(
        lines=tuple(said),
        months=frozenset(map(int, facts["months"].split(","))) if "months" in facts else EVERY_MONTH,
        weight=int(facts.get("weight", 1)),
        again=facts.get("again") == "yes",
        values=frozenset[str]().union(*(line.values for line in said)),
    )


def _said(side: Side, text: str, pause: str) -> Said:
    values = frozenset(name for name in re.findall(r"<([a-z_]+)>", text))
    if pause == "slot":
        return Said(side=side, parts=compiled(text), values=values, after_slot=True)
    low, _, high = pause.partition("-")
    hours = (float(low), float(high)) if pause else None
    return Said(side=side, parts=compiled(text), values=values, after_hours=hours)


def _tokens(text: str) -> Iterator[str | Value | ByGender]:
    place = 0
    for found in _TOKEN.finditer(text):
        if found.start() > place:
            yield text[place : found.start()]
        place = found.end()
        value, man, woman, brace = found.groups()
        if value:
            yield Value(value)
        elif brace:
            yield Value(brace)
        else:
            yield ByGender(man, woman)
    if place < len(text):
        yield text[place:]


def _until(
    tokens: list[str | Value | ByGender], place: int, *, closing: bool
) -> tuple[tuple[Part, ...], int]:
    """The parts from `place` to the end, or to the bar or brace that ends an option."""
    parts: list[Part] = []
    while place < len(tokens):
        token = tokens[place]
        if isinstance(token, Value) and token.name in "|}":
            if not closing:
                raise ValueError("a bar or brace outside a choice")
            return tuple(parts), place
        place += 1
        if isinstance(token, Value) and token.name == "{":
            choice, place = _choice(tokens, place)
            parts.append(choice)
        else:
            parts.append(token)
    if closing:
        raise ValueError("a choice without its closing brace")
    return tuple(parts), place


def _choice(tokens: list[str | Value | ByGender], place: int) -> tuple[Choice, int]:
    options: list[tuple[Part, ...]] = []
    while True:
        option, place = _until(tokens, place, closing=True)
        options.append(option)
        end = tokens[place]
        place += 1
        if isinstance(end, Value) and end.name == "}":
            return Choice(tuple(options)), place
