"""Bots that an administrator gives: who gave them, how they fare, and the indexes of the board that says so."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the columns and the indexes."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
