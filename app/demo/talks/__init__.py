"""What clients and managers write to each other, by occasion: text files in the language of `phrasing`."""

from functools import cache
from pathlib import Path

from app.demo.phrasing import Talk, scripts


@cache
def talks() -> dict[str, tuple[Talk, ...]]:
    """Every talk, by occasion."""
    found: dict[str, tuple[Talk, ...]] = {}
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        found.update(scripts(path.read_text(encoding="utf-8")))
    return found
