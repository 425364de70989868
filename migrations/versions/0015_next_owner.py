"""Whoever has a car next has due events of their own; and one more reason why nobody is asked for a mark."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """The client is part of an event's key; a refusal is known among the reasons."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
