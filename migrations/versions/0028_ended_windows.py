"""A window that a person of the house ended, because its phone was lost."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Add who ended it."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
