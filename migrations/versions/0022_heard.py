"""What a client says of a mended complaint by phone or at the desk can be written down."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add when it was heard, and by whom."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
