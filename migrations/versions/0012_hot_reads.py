"""What the book and the search read at once: owners beside keys and lines, phones in the line."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns, fill them in every house, and index them."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
