"""What the house does by itself, and asks of people, when a text does not reach its client."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Create the table of chains, then wall it."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")) + wall("chains"):
        op.execute(statement)
