"""An album is one message, whatever its channel calls its parts."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the table of parts, walled off like every other."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for statement in wall("message_parts"):
        op.execute(statement)
