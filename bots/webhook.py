"""Where Telegram brings updates: kept raw and committed before it is told that they were taken.

Runs in the API process, so nothing here may reach aiogram.
"""

import asyncio
from typing import Any

from litestar import Request, Response, Router, post
from litestar.params import FromPath

from app.kit.errors import Problem, not_found
from app.kit.failpoints import failpoint
from app.kit.tokens import dealership_of, digest
from bots.intake import Brought, Intake

LARGEST = 2 * 1024 * 1024  # bytes; Telegram's own are a few kilobytes
PATIENCE = 8.0  # seconds; then Telegram is asked to come again rather than left waiting
SECRET = "x-telegram-bot-api-secret-token"


@post(
    "/telegram/{token:str}", status_code=200, include_in_schema=False, request_max_body_size=LARGEST,
    opt={"exclude_from_auth": True},
)  # fmt: skip
async def take_update(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[bytes]:
    """200 and nothing else once the update is in the database; 404 alike for a wrong address or secret."""
    dealership = dealership_of(token)
    if dealership is None:
        raise not_found()
    brought = Brought(digest(token), digest(request.headers.get(SECRET, "")), await request.body())
    intake: Intake = request.app.state.intake
    try:
        async with asyncio.timeout(PATIENCE):
            taken = await intake.keep(dealership, brought)
    except TimeoutError as error:
        raise Problem("unavailable", 503) from error
    if not taken:
        raise not_found()
    failpoint("update_stored")
    return Response(b"", media_type="text/plain")


router = Router("/", route_handlers=[take_update])
