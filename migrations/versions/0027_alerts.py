"""A waiting client whom no push brought to anybody's notice."""

from pathlib import Path

from alembic import op

from migrations.tenancy import queue, statements_of, wall

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Create the queue of alerts, walled off like every other."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    for statement in statements + wall("alerts") + queue("alerts"):
        op.execute(statement)
