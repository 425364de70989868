"""Which device a passkey belongs to, and what was removed by whom, for a removal that is asked for again."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add the columns and the index."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
