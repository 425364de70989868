"""Notes back from whoever stood in, and agreed substitutions."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0038"
down_revision = "0040"


def upgrade() -> None:
    """Create both tables, walled off like every other; requests and calls learn the new words."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for table in ("returns", "substitutions"):
        for statement in wall(table):
            op.execute(statement)
