"""Windows of clients: browsers in which they read and write their own talk."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0014"
down_revision = "0012"

TABLES = ("windows",)


def upgrade() -> None:
    """Create the table, then wall it; a client's window has a feed of its own."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t)]
    for statement in statements:
        op.execute(statement)
