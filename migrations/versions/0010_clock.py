"""The five-year clock: visits to the workshop and due events; questions with one-tap answers."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0010"
down_revision = "0009"

TABLES = ("asks", "service_visits", "due_events")


def upgrade() -> None:
    """Create the tables, then wall them."""
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in TABLES for s in wall(t)]
    for statement in statements:
        op.execute(statement)
