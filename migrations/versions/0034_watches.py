"""The watch over each promise, whom the ladder called, and who stands in for an owner with a client."""

from pathlib import Path

from alembic import op

from migrations.tenancy import queue, statements_of, wall

revision = "0034"
down_revision = "0035"


def upgrade() -> None:
    """Create the tables and their walls."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for table in ("watches", "ladder_calls", "stand_ins"):
        for statement in wall(table):
            op.execute(statement)
    for statement in queue("watches"):
        op.execute(statement)
