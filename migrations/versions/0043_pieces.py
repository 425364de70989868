"""Which times of a day nobody covers, which talk a notice is about, and the later time that a client was told."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """A gap knows its pieces, a notice its talk, a line of the book the later time."""
    for statement in statements_of(Path(__file__).with_suffix(".sql")):
        op.execute(statement)
