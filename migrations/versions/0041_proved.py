"""When somebody who is signed in proved once more that it is them."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0041"
down_revision = "0038"


def upgrade() -> None:
    """Add the column."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
