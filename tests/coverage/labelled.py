"""Bursts of words with what they are, as people who know the work labelled them; and the rules' opinion of each."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from app.coverage.urgency import Burst, Verdict, judged
from app.standards.urgency import USUAL

ZONE = "Europe/Samara"
NIGHT = datetime(2026, 11, 24, 23, 40, tzinfo=ZoneInfo(ZONE))
NAMES = frozenset({"вера"})  # of the people of the house
PROMISED = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo(ZONE))


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """`part`: "mix" is an ordinary month of one manager's nights, "more" is rarer things, "late" and "last" were
    written down after the signs. `held_out`: the half to which the signs were not fitted at first."""

    part: str
    held_out: bool
    label: str
    words: str

    @property
    def burst(self) -> Burst:
        parts = self.words.split(" / ")
        texts = [part for part in parts if not part.startswith("[")]
        return Burst(texts=texts, wordless=[part.strip("[]") for part in parts if part.startswith("[")])

    @property
    def verdict(self) -> Verdict:
        return judged(self.burst, USUAL, NIGHT, PROMISED, ZONE, NAMES)

    @property
    def done(self) -> str:
        """What comes of it at night: wakes, asks, waits, or nothing at all."""
        verdict = self.verdict
        if verdict.asks:
            return "asks"
        return {"now": "wakes", "thanks": "thanks"}.get(verdict.urgency, "waits")


def labelled() -> list[Labelled]:
    """Every second line is held out."""
    lines = Path(__file__).with_name("bursts.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        Labelled(part=part, held_out=n % 2 == 1, label=label, words=words)
        for n, (part, label, words) in enumerate(rows)
    ]


RIGHT = {
    "now": ("wakes", "asks"),
    "ask": ("asks",),
    "before": ("asks",),
    "wait": ("waits",),
    "thanks": ("thanks",),
}


def errors(of: list[Labelled]) -> list[str]:
    """What came out otherwise, with the reasons."""
    found = []
    for one in of:
        if one.done not in RIGHT[one.label]:
            why = "; ".join(f"{each.sign}: {each.words}" for each in one.verdict.reasons)
            found.append(f"{one.label} → {one.done}: {one.words} ({why})")
    return found
