"""How each kind of process reaches PostgreSQL: which URL, as which role, with which hints."""

from pathlib import Path
from typing import Literal

import msgspec

from app.config import Config, ConfigError
from app.kit import embedded
from app.kit.clock import clock_from
from app.kit.db import Database
from app.kit.live import Live
from app.kit.pool import open_pool
from app.sync.queries import flush

Part = Literal["app", "worker", "tools", "owner"]


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """The URL of one part of the house; `role` is taken on after login when one URL serves them all."""

    url: str
    role: str | None
    direct_url: str


def access(config: Config, part: Part, server: embedded.Server | None = None) -> Access:
    """Where `part` finds the database. Without `OKNO_DATABASE_URL` that is the embedded server."""
    if config.database_url is None:
        if server is None:
            raise ConfigError("OKNO_DATABASE_URL is not set and the embedded server is not running.")
        url = embedded.url(server)
        return Access(url=url, role=f"okno_{part}", direct_url=url)
    own = {
        "app": config.database_url,
        "worker": config.database_worker_url,
        "tools": config.database_tools_url,
        "owner": config.database_owner_url,
    }
    one_for_all = config.database_worker_url is None and config.database_owner_url is None
    return Access(
        url=own[part] or config.database_url,
        role=f"okno_{part}" if one_for_all else None,
        direct_url=config.database_direct_url or own[part] or config.database_url,
    )


async def open_database(config: Config, where: Access, *, size: int = 10) -> tuple[Database, Live]:
    """A pool for one process and its hints to the others. The caller starts and stops the Live."""
    live = Live(where.direct_url, where.role)
    pool = await open_pool(where.url, where.role, size=size, pooler=config.database_pooler == "transaction")
    return Database(pool, clock_from(config.clock), flush, live.hint), live


def start_embedded(config: Config, say: object = None) -> embedded.Server | None:
    """Start or adopt the embedded server when no URL is set."""
    if config.database_url:
        return None
    teller = say if callable(say) else lambda line: None
    return embedded.start(Path(config.folder), say=teller)
