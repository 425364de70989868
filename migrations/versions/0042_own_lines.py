"""What a voice is about, in one line of whoever heard it."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0042"
down_revision = "0036"


def upgrade() -> None:
    """Make the table, walled off like every other."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for statement in wall("own_lines"):
        op.execute(statement)
