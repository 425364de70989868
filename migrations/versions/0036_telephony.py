"""The telephone: how a provider is asked to ring, whom, and calls that nobody took; weeks that follow the house."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0036"
down_revision = "0039"


def upgrade() -> None:
    """Make both tables, walled off like every other, and widen what may stand in the others."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for table in ("telephony", "staff_phones"):
        for statement in wall(table):
            op.execute(statement)
