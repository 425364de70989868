"""Albums that leave as one, and what stood in a message before it was replaced."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0035"
down_revision = "0033"


def upgrade() -> None:
    """Make both tables, walled off like every other."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for table in ("remote_ids", "former_files"):
        for statement in wall(table):
            op.execute(statement)
