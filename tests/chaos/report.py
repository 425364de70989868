"""The figures of a storm: printed, kept, and after the long profile written into README's table."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.profile import FULL, SEED

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).resolve().parent / "results.json"
BEGIN, END = "<!-- chaos: begin -->", "<!-- chaos: end -->"


class Report:
    """One line a promise, with how busy the machine was; of those shown before and not now, the old ones stay."""

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}

    def tell(self, promise: str, figure: str) -> None:
        self.lines[promise] = f"{figure}; load {os.getloadavg()[0]:.0f}" if FULL else figure
        self.keep()  # at once: what a later storm breaks off does not take it along

    def text(self) -> str:
        return "\n".join(f"  {promise}: {figure}" for promise, figure in self.lines.items())

    def keep(self) -> None:
        """Only the long profile is kept."""
        if not FULL or not self.lines:
            return
        kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        today = datetime.now(UTC).date().isoformat()
        for promise, figure in self.lines.items():
            kept[promise] = {"figure": figure, "seed": SEED, "on": today}
        RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
        rows = [
            f"| {promise} | {found['figure']} | {found['on']} |" for promise, found in sorted(kept.items())
        ]
        table = "\n".join(["| under fire | figures | run on |", "|---|---|---|", *rows])
        readme = ROOT / "README.md"
        marked = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
        readme.write_text(marked.sub(f"{BEGIN}\n{table}\n{END}", readme.read_text()))
