"""Devices that get pushes."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0009"
down_revision = "0008"

TABLES = ("devices",)


def upgrade() -> None:
    """Create the tables, then wall them."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t)]
    for statement in statements:
        op.execute(statement)
