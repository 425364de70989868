"""The ids of things that really exist, so that made-up requests reach past "not found"."""

import re
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

KEPT = 60
MADE_UP = {"id", "device", "after"}
"""Ids that whoever asks makes anew."""
ALSO = {"files": "file_id", "reply_to": "message_id", "to": "person_id", "to_id": "person_id"}
"""Names of fields that mean another thing than they say."""


class Known:
    """Ids by the name that addresses and bodies give them: `client_id`, `thread_id`…"""

    def __init__(self) -> None:
        self._ids: dict[str, list[str]] = {}
        self._all: list[str] = []

    def add(self, name: str, *ids: UUID | str) -> None:
        for id in map(str, ids):
            for kept in (self._ids.setdefault(name, []), self._all):
                if id not in kept:
                    kept.append(id)
                    del kept[1:-KEPT]

    def pick(self, name: str, place: int) -> str:
        """One of those known by this name; of all, for a name that nothing is known by."""
        found = self._ids.get(ALSO.get(name, name)) or self._all
        return found[place % len(found)]

    def learn(self, template: str, answer: Any) -> None:
        """Keep what an answer names; its own `id` is that of the noun its address ends in."""
        nouns = [word for word in template.split("/") if word and not word.startswith("{")]
        self._learn(noun_id(nouns[-1]), answer)

    def _learn(self, name: str, value: Any) -> None:
        if isinstance(value, list):
            for item in value[:10]:
                self._learn(name, item)
        elif isinstance(value, dict):
            for key, inner in value.items():
                if is_id(inner):
                    self.add(name if key == "id" else key, inner)
                else:
                    self._learn(noun_id(key), inner)


def noun_id(plural: str) -> str:
    """`clients` → `client_id`."""
    return re.sub(r"ies$", "y", plural).removesuffix("s") + "_id"


def is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36 and value.count("-") == 4


def lifelike(draw: Any, value: Any, known: Known, name: str = "") -> Any:
    """`value` with most of its ids replaced by real ones of the same name."""
    if isinstance(value, dict):
        return {key: lifelike(draw, inner, known, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [lifelike(draw, inner, known, name) for inner in value]
    if not is_id(value) or name in MADE_UP:
        return value
    place = draw(st.integers(0, 499))
    return value if place % 5 == 0 else known.pick(name, place // 5)
