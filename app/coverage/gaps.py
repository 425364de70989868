"""SQL of the days on which something is not covered, as the house remembers them."""

from datetime import date, datetime

import msgspec

from app.coverage.model import DayGap, Uncovered
from app.kit.db import Db

KNOWN_GAPS = """
SELECT on_date, first_at, minutes, owners, pieces FROM coverage_gaps
WHERE dealership_id = $1 AND ended_at IS NULL ORDER BY on_date
"""


async def known_gaps(db: Db) -> dict[date, DayGap]:
    """The days on which something is not covered, as far as the house knows."""
    return {
        row["on_date"]: DayGap(
            on=row["on_date"],
            first_at=row["first_at"],
            minutes=row["minutes"],
            owners=tuple(row["owners"]),
            pieces=msgspec.convert(row["pieces"], tuple[Uncovered, ...]),
        )
        for row in await db.rows(KNOWN_GAPS)
    }


KEEP_GAP = """
INSERT INTO coverage_gaps AS g (dealership_id, on_date, first_at, minutes, owners, raised_at, pieces)
VALUES ($1, $2, $3, $4, $5, $6, $8)
ON CONFLICT (dealership_id, on_date) DO UPDATE SET first_at = $3, minutes = $4, owners = $5, ended_at = NULL,
    pieces = $8, raised_at = CASE WHEN $7 THEN $6 ELSE g.raised_at END
"""


async def keep_gap(db: Db, gap: DayGap, news: bool) -> None:
    """Write down what of a day is not covered; `news`: more than the house knew."""
    await db.run(KEEP_GAP, gap.on, gap.first_at, gap.minutes, list(gap.owners), db.now, news, gap.pieces)


END_GAPS = """
UPDATE coverage_gaps SET ended_at = $3 WHERE dealership_id = $1 AND on_date = ANY ($2::date[]) AND ended_at IS NULL
"""


async def end_gaps(db: Db, days: list[date]) -> None:
    await db.run(END_GAPS, days, db.now)


FORGET_GAPS = """
DELETE FROM coverage_gaps WHERE dealership_id = $1 AND first_at < $2
"""


async def forget_gaps(db: Db, before: datetime) -> None:
    """Remove the gaps of before a time."""
    await db.run(FORGET_GAPS, before)
