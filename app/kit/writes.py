"""Writes of a unit that can wait: they go to the database together, in one statement and one round trip."""

import re
from functools import lru_cache
from typing import Any
from uuid import UUID

PARAMETER = re.compile(r"\$(\d+)")
WRITTEN = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)")
NAME = re.compile(r"[a-z_]+")

Write = tuple[str, tuple[Any, ...]]


class Waiting:
    """The writes that wait. Statements joined into one do not see each other, so none may name a table that
    another of them writes: whoever asks for such a table, or writes to it again, sends these first."""

    def __init__(self) -> None:
        self.writes: list[Write] = []
        self._tables: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self.writes)

    def add(self, sql: str, args: tuple[Any, ...]) -> None:
        self.writes.append((sql, args))
        self._tables |= written_by(sql)

    def named_in(self, sql: str) -> bool:
        """Does this statement name a table that a waiting write changes?"""
        return not self._tables.isdisjoint(names_in(sql))

    def take(self) -> list[Write]:
        writes, self.writes, self._tables = self.writes, [], set()
        return writes


def joined(dealership: UUID, writes: list[Write], last: Write) -> tuple[str, list[Any]]:
    """One statement that does all the writes and answers what the last one does; `$1` is the same for all."""
    sql, args = last
    if not writes:
        return sql, [dealership, *args]
    given: list[Any] = [dealership, *args]
    parts = []
    for n, (write, more) in enumerate(writes):
        parts.append(f"waiting_{n} AS ({moved(write, len(given) - 1)})")
        given += more
    head = f"WITH {', '.join(parts)}"
    rest = sql.strip()
    return (f"{head}, {rest[5:]}" if rest.startswith("WITH ") else f"{head} {rest}"), given


@lru_cache(maxsize=4096)
def moved(sql: str, by: int) -> str:
    """The statement with its parameters, all but the first, counted from further on."""
    return PARAMETER.sub(lambda found: found[0] if found[1] == "1" else f"${int(found[1]) + by}", sql.strip())


@lru_cache(maxsize=1024)
def written_by(sql: str) -> frozenset[str]:
    return frozenset(WRITTEN.findall(sql))


@lru_cache(maxsize=2048)
def names_in(sql: str) -> frozenset[str]:
    return frozenset(NAME.findall(sql))
