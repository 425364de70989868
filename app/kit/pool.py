"""Connections of one role, and how they speak."""

from typing import Any

import asyncpg
import msgspec

from app.kit.errors import Problem

PATIENCE = 5.0  # seconds a unit keeps trying while the database is away
WAITING = 1000  # units of a process that wait for a connection: as many as may get one while they are patient
_waiting = 0


async def acquired(pool: Any) -> Any:
    """A connection: at once if one is idle, without the timer that waiting for one takes.

    Raises Problem "unavailable" (503) where too many wait already: one that cannot be served in time is told so at
    once, and the memory of a process has a bound.
    """
    global _waiting
    if pool.get_idle_size():
        return await pool.acquire()
    if _waiting >= WAITING:
        raise Problem("unavailable", 503)
    _waiting += 1
    try:
        return await pool.acquire(timeout=PATIENCE)
    finally:
        _waiting -= 1


async def open_pool(url: str, role: str | None, *, size: int = 10, pooler: bool = False) -> Any:
    """A pool whose connections act as `role` (None: as the login itself) and speak JSON for jsonb."""
    settings = {"application_name": f"okno {role or ''}".strip()}
    if role:
        settings["role"] = role
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        init=speak_json,
        reset=no_reset,
        statement_cache_size=0 if pooler else 256,
        server_settings=settings,
        command_timeout=30,
    )


async def speak_json(connection: Any) -> None:
    """jsonb in its binary form (a version byte, then the text), which COPY needs too."""
    await connection.set_type_codec(
        "jsonb",
        encoder=lambda value: b"\x01" + msgspec.json.encode(value),
        decoder=lambda raw: msgspec.json.decode(raw[1:]),
        schema="pg_catalog",
        format="binary",
    )


async def no_reset(connection: Any) -> None:
    """Everything a unit sets is LOCAL to its transaction, so the driver's extra round trip is not needed."""
