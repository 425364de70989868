"""Where a provider tells of calls: signed, kept and committed before it hears that they were taken.

Runs in the API process: what comes of a call is the worker's.
"""

import asyncio
import hashlib
import hmac
from typing import Any

from litestar import Request, Response, Router, post
from litestar.params import FromPath

from app.kit.db import Database, Db
from app.kit.errors import Problem, not_found
from app.kit.failpoints import failpoint
from app.kit.secrets import Seal
from app.kit.tokens import dealership_of, digest
from bots.queries import insert_arrivals
from telephony import keeping, missed, queries

LARGEST = 64 * 1024  # bytes; what a provider says of one call is a few hundred
PATIENCE = 8.0  # seconds; then the provider is asked to come again rather than left waiting
SIGNATURE = "x-okno-signature"
NOBODY = digest("")


@post(
    "/hooks/telephony/{token:str}", status_code=200, include_in_schema=False, request_max_body_size=LARGEST,
    opt={"exclude_from_auth": True},
)  # fmt: skip
async def take_call(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[bytes]:
    """200 and nothing else once it is in the database; 404 alike for a wrong address or signature."""
    dealership = dealership_of(token)
    if dealership is None:
        raise not_found()
    seal: Seal = request.app.state.seal
    database: Database = request.app.state.database
    body, signature = await request.body(), request.headers.get(SIGNATURE, "")
    try:
        async with asyncio.timeout(PATIENCE):
            taken, _ = await database.work(dealership, lambda db: keep(db, seal, token, signature, body))
    except TimeoutError as error:
        raise Problem("unavailable", 503) from error
    if not taken:
        raise not_found()
    failpoint("call_stored")
    return Response(b"", media_type="text/plain")


async def keep(db: Db, seal: Seal, token: str, signature: str, body: bytes) -> bool:
    """False where the house has no such address, or the body was signed by somebody else. Both are judged each time,
    so that the answer takes as long."""
    row = await queries.telephony(db)
    secret = keeping.keys_of(seal, db.dealership, row.hook_n).secret
    known = hmac.compare_digest(row.hook_hash or NOBODY, digest(token))
    genuine = hmac.compare_digest(signed(secret, body).encode(), signature.encode())
    if not (known and genuine and row.hook_hash):
        return False
    await queries.mark_heard(db)
    arrival = missed.arrival_of(body)
    if arrival and await insert_arrivals(db, missed.source_of(db.dealership), [arrival]):
        db.wake("arrivals")
    return True


def signed(secret: str, body: bytes) -> str:
    """What the header must say of this body."""
    return "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()


router = Router("/", route_handlers=[take_call])
