"""A service of which nobody knows is over when the next one is due."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0021"
down_revision = "0018"


def upgrade() -> None:
    """An event may have been missed."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
