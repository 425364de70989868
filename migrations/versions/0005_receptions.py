"""A client received at the desk by a colleague; notices that people find in their app."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0005"
down_revision = "0004"

TABLES = ("receptions", "notices")


def upgrade() -> None:
    """Create the tables, then wall them."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t)]
    for statement in statements:
        op.execute(statement)
