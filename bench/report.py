"""What a run found: a file of results, and a table for people."""

from datetime import datetime
from pathlib import Path

import msgspec

RESULTS = Path(__file__).resolve().parent / "results"
README = RESULTS.parents[1] / "README.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One case as a part of the ceiling. Growth = time at the large house by time at the small one."""

    name: str
    title: str
    aim: float
    bytes: int
    ratio: float
    cpu_ratio: float
    p50_ratio: float
    p99_ratio: float
    growth: float | None
    generator_share: float
    rate: float
    ceiling_rate: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    clients: int
    rounds: int
    seconds: float
    callers: int
    cores: int
    machine: str
    book_hit_rate: float
    cases: list[Measured]


def written(run: msgspec.Struct, name: str) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")
    return path


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    lines = [
        f"{run.at:%Y-%m-%d}, {run.cores} cores, {run.clients:,} clients, {run.rounds} rounds of {run.seconds:g} s, "
        f"{run.callers} callers; {run.book_hit_rate:.0%} of the books were kept ones",
        "",
        "| case | of the ceiling | aim | by CPU | p50 | p99 | growth | bytes |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in run.cases:
        growth = f"× {one.growth:.2f}" if one.growth else "–"
        lines.append(
            f"| {one.title} | {one.ratio:.3f} | {one.aim:.2f} | {one.cpu_ratio:.3f} | × {one.p50_ratio:.1f} "
            f"| × {one.p99_ratio:.1f} | {growth} | {one.bytes} |"
        )
    return "\n".join(lines)


def into_readme(run: Run) -> None:
    put(show(run), BEGIN, END)


def table_into_readme(bench: str, table: str) -> None:
    """The table of a bench with a place of its own: `<!-- bench NAME -->` … `<!-- /bench NAME -->`."""
    put(table, f"<!-- bench {bench} -->", f"<!-- /bench {bench} -->")


def put(table: str, begins: str, ends: str) -> None:
    """Put the table between its two marks."""
    text = README.read_text("utf-8")
    head, begin, rest = text.partition(begins)
    _, end, tail = rest.partition(ends)
    if not begin or not end:
        raise ValueError(f"{README} has no place for the bench: {begins} … {ends}")
    README.write_text(f"{head}{begin}\n{table}\n{end}{tail}", "utf-8")
