"""The phone's styles: a class is drawn by one sheet."""

import re
from collections import defaultdict
from pathlib import Path

SHEETS = Path(__file__).parents[2] / "app/pwa/src"


def test_a_class_is_drawn_by_one_sheet() -> None:
    """All screens share one page: a name taken twice changes the other screen, and only once both were opened."""
    drawn: dict[str, set[str]] = defaultdict(set)
    for sheet in SHEETS.rglob("*.css"):
        if sheet.stem not in {
            "narrow",
            "window",
        }:  # one changes the others' on purpose, one is another page's
            for name in re.findall(r"^\.([\w-]+)(?= \{|,$)", sheet.read_text("utf-8"), re.MULTILINE):
                drawn[name].add(sheet.name)
    assert len(drawn) > 50
    assert {name: sheets for name, sheets in drawn.items() if len(sheets) > 1} == {}
