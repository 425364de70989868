"""Messenger accounts of the people who work here, and the links that prove them."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0026"
down_revision = "0025"

TABLES = ("staff_links", "staff_accounts")


def upgrade() -> None:
    """Create the tables, then wall them."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t)]
    for statement in statements:
        op.execute(statement)
