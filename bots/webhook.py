"""Where Telegram brings updates: kept raw and committed before it is told that they were taken.

Runs in the API process, so nothing here may reach aiogram.
"""

import asyncio
import hmac
from typing import Any

from litestar import Request, Response, Router, post
from litestar.params import FromPath

from app.kit.db import Database, Db
from app.kit.errors import Problem, not_found
from app.kit.failpoints import failpoint
from app.kit.tokens import dealership_of, digest
from bots import queries
from bots.arriving import store

LARGEST = 2 * 1024 * 1024  # bytes; Telegram's own are a few kilobytes
PATIENCE = 8.0  # seconds; then Telegram is asked to come again rather than left waiting
SECRET = "x-telegram-bot-api-secret-token"
NOBODY = digest("")


@post(
    "/telegram/{token:str}", status_code=200, include_in_schema=False, request_max_body_size=LARGEST,
    opt={"exclude_from_auth": True},
)  # fmt: skip
async def take_update(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[bytes]:
    """200 and nothing else once the update is in the database; 404 alike for a wrong address or secret."""
    dealership = dealership_of(token)
    if dealership is None:
        raise not_found()
    secret = digest(request.headers.get(SECRET, ""))
    body = await request.body()
    database: Database = request.app.state.database

    async def take(db: Db) -> bool:
        bot = await queries.bot_by_path(db, digest(token))
        # Compared even without a bot, so that the answer takes as long.
        if not hmac.compare_digest(secret, bot.secret_hash if bot else NOBODY) or bot is None:
            return False
        await store(db, bot.id, [body])
        return True

    try:
        async with asyncio.timeout(PATIENCE):
            taken, _ = await database.work(dealership, take)
    except TimeoutError as error:
        raise Problem("unavailable", 503) from error
    if not taken:
        raise not_found()
    failpoint("update_stored")
    return Response(b"", media_type="text/plain")


router = Router("/", route_handlers=[take_update])
