"""Clients passed from one manager to another, one or a whole book."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0004"
down_revision = "0003"

TABLES = ("transfers", "transfer_clients")


def upgrade() -> None:
    """Create the tables, then wall them."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t)]
    for statement in statements:
        op.execute(statement)
