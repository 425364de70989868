"""The house: dealerships, people, clients, cars, threads, messages, deliveries, feeds, journal."""

from pathlib import Path

from alembic import op

from migrations.tenancy import CURRENT_DEALERSHIP, open_to_all, queue, statements_of, wall

revision = "0001"
down_revision = None

HOUSE_TABLES = ("dealerships", "leases", "schedule_slots")
QUEUES = ("arrivals", "deliveries", "followups", "files")
APPEND_ONLY = ("entries", "message_texts")
TABLES = (
    "feeds", "feed_rows", "feed_grants", "mutations",
    "entries", "timeline", "followups",
    "files",
    "persons", "sessions", "sign_in_links",
    "standards",
    "addresses", "deliveries", "send_limits",
    "clients", "client_owners", "contact_points", "consents", "book_lines", "search_keys",
    "cars", "car_roles", "odometer_readings",
    "threads", "messages", "message_texts", "message_files", "promises", "waivers", "read_marks",
    "bots", "arrivals", "invitations",
)  # fmt: skip


def upgrade() -> None:
    """Create every table, then wall it."""
    op.execute(CURRENT_DEALERSHIP)
    op.execute("GRANT USAGE ON SCHEMA public TO okno_app, okno_worker, okno_tools")
    op.execute("GRANT SELECT ON alembic_version TO okno_app, okno_worker, okno_tools")
    statements = statements_of(Path(__file__).with_suffix(".sql"))
    statements += [s for t in HOUSE_TABLES for s in open_to_all(t)]
    statements += [s for t in TABLES for s in wall(t, append_only=t in APPEND_ONLY)]
    statements += [s for t in QUEUES for s in queue(t)]
    for statement in statements:
        op.execute(statement)
