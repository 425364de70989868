"""Answers that ring nobody are told from words that wait for somebody."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    """A message knows whether it asks for nothing."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
