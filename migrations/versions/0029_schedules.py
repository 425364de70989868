"""Schedules that people own, pairs, what one asks of another, and the minutes that nobody covers."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0029"
down_revision = "0028"

TABLES = (
    "schedules", "schedule_spans", "schedule_days", "absences", "pairs", "coverage_requests", "coverage_gaps",
)  # fmt: skip


def upgrade() -> None:
    """Create the tables of coverage, walled off like every other."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    for statement in statements + [one for table in TABLES for one in wall(table)]:
        op.execute(statement)
