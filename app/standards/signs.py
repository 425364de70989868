"""The signs of urgency with which a house begins, read from the page where they are written down."""

import re
from pathlib import Path
from typing import Literal, NamedTuple, get_args

Weight = Literal["now", "ask", "before", "calm", "usual", "thanks"]
PAGE = Path(__file__).with_suffix(".txt")
HEAD = re.compile(r"^\[(\w+)\] (.+)$")


class Written(NamedTuple):
    """A sign as it stands there."""

    name: str
    weight: Weight
    patterns: list[str]


def written() -> list[Written]:
    """Every sign of the page, in its order."""
    weights: dict[str, Weight] = {weight: weight for weight in get_args(Weight)}
    found: list[Written] = []
    for line in PAGE.read_text("utf-8").splitlines():
        if head := HEAD.match(line):
            found.append(Written(head[2], weights[head[1]], []))
        elif line and not line.startswith("#"):
            found[-1].patterns.extend(each.strip() for each in line.split(";") if each.strip())
    return found
