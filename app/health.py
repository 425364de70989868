"""Is it alive, may it be given work, what does it count: for balancers, operators and Prometheus."""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import msgspec
from litestar import HttpMethod, Request, Response, Router, get, route
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from app.config import Config
from app.kit import metrics
from app.kit.db import Database, Db
from app.kit.errors import Problem, not_found
from app.kit.leases import count_leases
from app.kit.revision import SchemaError, require_current

PATIENCE = 2.0  # seconds for each question to the database
FRESH = 15.0  # seconds the depth of the queues is remembered
QUEUES = ("arrivals", "deliveries", "followups", "files", "alerts", "bursts")


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Only database and schema decide; a dead worker or bot must not take the API out of a balancer."""

    state: Literal["ready", "not ready"]
    database: Literal["ready", "away"]
    schema: Literal["ready", "wrong", "unknown"]
    worker: str
    bot: str
    warnings: list[str]


StateOf = Callable[[Config, Database], Awaitable[str]]


async def bot_of_setting(config: Config, _: Database) -> str:
    return "off" if config.telegram_token is None else "set"


NAMED: dict[str, StateOf] = {"bot": bot_of_setting}
"""What else `/ready` names, and who knows its state: `app.main` fills in what higher rooms know better."""


@route("/health", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
async def health() -> Response[Any]:
    """This process answers. It asks nobody else, so that a dead database does not get it killed."""
    return Response({"state": "alive"}, headers={"cache-control": "no-store"})


@route("/ready", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
async def ready(request: Request[Any, Any, Any]) -> Response[Readiness]:
    """503 only for database or schema; worker and bot are named with their state."""
    found = await readiness(request.app.state.config, request.app.state.database)
    status = 200 if found.state == "ready" else 503
    return Response(found, status_code=status, headers={"cache-control": "no-store"})


async def readiness(config: Config, database: Database) -> Readiness:
    try:
        async with asyncio.timeout(PATIENCE):
            schema, warnings = await judged(config, database)
    except Exception:  # whatever keeps the database from answering, the balancer needs one word
        return Readiness(
            state="not ready", database="away", schema="unknown", worker="unknown", bot="unknown", warnings=[]
        )
    worker = await named(lambda: state_of_workers(database))
    bot = await named(lambda: NAMED["bot"](config, database))
    return Readiness(
        state="ready" if schema == "ready" else "not ready",
        database="ready",
        schema=schema,
        worker=worker,
        # A bot is what its worker last wrote of it: without a living worker nobody listens.
        bot="silent" if (worker, bot) == ("silent", "working") else bot,
        warnings=warnings,
    )


async def judged(config: Config, database: Database) -> tuple[Literal["ready", "wrong"], list[str]]:
    async with database.pool.acquire() as connection:
        warnings = [] if config.database_url is None else await warnings_of(connection)
        try:
            await require_current(connection)
        except SchemaError:
            return "wrong", warnings
    return "ready", warnings


async def warnings_of(connection: Any) -> list[str]:
    """With one URL for all parts, whoever holds it holds everything."""
    if not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = session_user"):
        return []
    return ["OKNO_DATABASE_URL signs in as a superuser: give Okno a login of its own."]


async def named(ask: Callable[[], Awaitable[str]]) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            return await ask()
    except Exception:  # a state that cannot be told must not make the API unready
        return "unknown"


async def state_of_workers(database: Database) -> str:
    return "working" if await count_leases(database, "worker:") else "silent"


# --- metrics


def reads_metrics(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Whoever holds the token of the settings; without one, everybody in development and nobody in operation."""
    config: Config = connection.app.state.config
    given = connection.headers.get("authorization", "")
    if config.metrics_token is None:
        if not config.local:
            raise not_found()
    elif not hmac.compare_digest(given.encode(), f"Bearer {config.metrics_token}".encode()):
        raise Problem("unauthorized", 401)


@get("/metrics", include_in_schema=False, guards=[reads_metrics])
async def show_metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Counters of this process, the depth of the queues and the number of living workers."""
    try:
        async with asyncio.timeout(PATIENCE):
            await measure(request.app.state.database)
    except Exception:  # the counters of the process are worth having while the database is away
        metrics.WORKERS.set(0)
    return Response(metrics.page(), media_type="text/plain; version=0.0.4")


measured_at = 0.0


async def measure(database: Database) -> None:
    """Look at workers and queues, at most every fifteen seconds whoever asks how often."""
    global measured_at
    metrics.WORKERS.set(await count_leases(database, "worker:"))
    if measured_at and time.monotonic() - measured_at < FRESH:
        return
    totals = dict.fromkeys(QUEUES, 0)
    for dealership in await database.dealerships():
        due, _ = await database.work(dealership, due_rows)
        totals = {queue: totals[queue] + due[queue] for queue in QUEUES}
    for queue, total in totals.items():
        metrics.DUE.labels(queue).set(total)
    measured_at = time.monotonic()


DUE_ROWS = " UNION ALL ".join(
    f"SELECT '{queue}' AS queue, count(*) AS due FROM {queue} "
    "WHERE dealership_id = $1 AND state IN ('queued', 'sending') AND due_at <= $2"
    for queue in QUEUES
)


async def due_rows(db: Db) -> dict[str, int]:
    return {row["queue"]: row["due"] for row in await db.rows(DUE_ROWS, db.now)}


router = Router("/", route_handlers=[health, ready, show_metrics], opt={"exclude_from_auth": True})
