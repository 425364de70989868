"""Questions to specialists."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0039"
down_revision = "0041"


def upgrade() -> None:
    """Create the table, walled off like every other."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for statement in wall("questions"):
        op.execute(statement)
