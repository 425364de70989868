"""The schema page: writes `migrations/schema.sql` from the migrations, or proves that it equals them."""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from app.kit import embedded
from app.kit.migrate import migrate
from app.kit.revision import ROOT

PAGE = ROOT / "migrations" / "schema.sql"
HEAD = """-- The whole schema on one page, written from the migrations by `make schema`.
-- `make check` proves that it is what the migrations make.
"""


def page_of(dsn: str, pg_dump: Path) -> str:
    """The schema as pg_dump tells it, without session settings, version lines and repeated blank lines."""
    command = [str(pg_dump), "--schema-only", "--exclude-table=alembic_version", dsn]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines: list[str] = []
    for line in told.splitlines():
        noise = line.startswith(("SET ", "SELECT pg_catalog", "--", "\\"))
        if not noise and (line or (lines and lines[-1])):
            lines.append(line)
    return HEAD + "\n".join(lines).strip() + "\n"


def page_of_migrations() -> str:
    """Migrate an empty server in a temporary folder and tell its schema."""
    with tempfile.TemporaryDirectory(prefix="okno-") as folder:
        home = Path(folder)
        server = embedded.start(home, say=lambda line: None)
        try:
            url = embedded.url(server)
            asyncio.run(migrate(url, create_roles=True))
            return page_of(url, embedded.binaries_of_wheel() / "pg_dump")
        finally:
            embedded.leave(home)


def main() -> None:
    made = page_of_migrations()
    if "--write" in sys.argv:
        PAGE.write_text(made, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != made:
        sys.exit("migrations/schema.sql is not what the migrations make. Run `make schema` and commit it.")


if __name__ == "__main__":
    main()
