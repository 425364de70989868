"""The one page that shows the whole schema is what the migrations make."""

import asyncio
from uuid import uuid4

import asyncpg

from app.kit import embedded
from app.kit.migrate import migrate
from app.kit.schema import PAGE, page_of


async def test_the_page_of_the_schema_is_what_the_migrations_make(server: embedded.Server) -> None:
    name = f"page_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(embedded.url(server, "postgres"))
    try:
        await connection.execute(f"CREATE DATABASE {name}")
        url = embedded.url(server, name)
        await migrate(url, create_roles=True)
        made = await asyncio.to_thread(page_of, url, embedded.binaries_of_wheel() / "pg_dump")
        again = await asyncio.to_thread(page_of, url, embedded.binaries_of_wheel() / "pg_dump")
        assert made == again
        assert made == PAGE.read_text("utf-8"), "run `make schema` and commit migrations/schema.sql"
    finally:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.close()
