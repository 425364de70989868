"""Complaints, surveys, and the loyalty index with its losses."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0011"
down_revision = "0010"

TABLES = ("complaints", "surveys", "evidence", "scores")
HISTORY = ("score_days", "book_days")


def upgrade() -> None:
    """Create the tables, then wall them."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t)]
    statements += [s for t in HISTORY for s in wall(t, append_only=True)]
    for statement in statements:
        op.execute(statement)
