"""What clients were asked although the house knew it, how urgent bursts were in fact, and promises in their order."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0040"
down_revision = "0034"


def upgrade() -> None:
    """Make both tables, walled off like every other."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for table in ("repeats", "burst_marks"):
        for statement in wall(table):
            op.execute(statement)
