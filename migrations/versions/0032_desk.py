"""What lies on a manager's desk: waits put aside, words not sent yet, texts with blanks."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0032"
down_revision = "0030"

TABLES = ("snoozes", "drafts", "templates")


def upgrade() -> None:
    """Create the tables, then wall them."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t)]
    for statement in statements:
        op.execute(statement)
