"""Budgets of the phone, and the table in which they stand in the README."""

from datetime import datetime

import msgspec

FULL, QUICK = 400, 24
"""Clients of the book."""


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """One thing with its limit; `low` where more is better."""

    what: str
    found: float
    limit: float
    unit: str = "ms"
    low: bool = False

    @property
    def kept(self) -> bool:
        return self.found >= self.limit if self.low else self.found <= self.limit


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    clients: int
    times: int
    load: float
    budgets: list[Budget]


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    lines = [
        f"{run.at:%Y-%m-%d}, {run.cores} cores, a book of {run.clients}, {run.times} times each, "
        f"load before {run.load:.1f}",
        "",
        "| what | found | budget | |",
        "|---|---|---|---|",
    ]
    for one in run.budgets:
        unit = one.unit and f" {one.unit}"
        lines.append(
            f"| {one.what} | {one.found:g}{unit} | {'≥' if one.low else '≤'} {one.limit:g}{unit} "
            f"| {'' if one.kept else 'missed'} |"
        )
    return "\n".join(lines)
