"""What a client says without a pause, and how urgent it was judged to be."""

from pathlib import Path

from alembic import op

from migrations.tenancy import queue, statements_of, wall

revision = "0030"
down_revision = "0031"


def upgrade() -> None:
    """Create the queue of bursts, walled off like every other."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    for statement in statements + wall("bursts") + queue("bursts"):
        op.execute(statement)
