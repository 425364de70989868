"""What changed on a card; contacts that end or are shared; households."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0003"
down_revision = "0002"

TABLES = ("card_changes", "households", "household_members")
APPEND_ONLY = ("card_changes",)


def upgrade() -> None:
    """Create the tables, then wall them."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t, append_only=t in APPEND_ONLY)]
    for statement in statements:
        op.execute(statement)
