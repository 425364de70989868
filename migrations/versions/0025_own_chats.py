"""Chats of a manager's own account that are part of a client's talk."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Create the tables, then wall them."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
    for table in ("own_accounts", "own_chats"):
        for statement in wall(table):
            op.execute(statement)
