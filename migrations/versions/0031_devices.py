"""A person's own devices: their names, their end from afar, codes to type, and passkeys."""

from pathlib import Path

from alembic import op

from migrations.tenancy import statements_of, wall

revision = "0031"
down_revision = "0029"


def upgrade() -> None:
    """Name the devices, then make the table of passkeys and wall it."""
    for statement in [*statements_of(Path(__file__).with_suffix(".sql")), *wall("passkeys")]:
        op.execute(statement)
