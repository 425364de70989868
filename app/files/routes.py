"""Take a file in, hand a file out."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import unquote
from uuid import UUID

import structlog
from litestar import Request, Response, Router, get, put
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody
from litestar.params import FromPath
from litestar.response import Stream

from app.files import actions, rules
from app.files.model import LARGEST_DOCUMENT, FileEmpty, FileTooLarge, Opened, StoredFile, Taken, Uploader
from app.files.opening import open_file
from app.files.pictures import TooManyPixels
from app.files.receiving import take_in
from app.kit.auth import Who, with_clients
from app.kit.blobs import BlobGone, Blobs
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.http import ANYTHING, AS_IT_IS, AsWho, InUnit, problem_response, refuses

NAME_HEADER = "okno-file-name"
SLACK = 1_000_000  # over our own limit, so that our own refusal names it; past this the server cuts
T = TypeVar("T")
log = structlog.get_logger()


class Works(Protocol):
    """A way into the database for one request, whoever makes it."""

    async def read(self, fn: Callable[[Db], Awaitable[T]]) -> T: ...

    async def write(self, fn: Callable[[Db], Awaitable[T]]) -> T: ...


@dataclass
class TakesBytes(Operation):
    """How a body without JSON is described."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(content={ANYTHING: OpenAPIMediaType()}, required=True)


@put(
    "/api/files/{file_id:uuid}",
    guards=[with_clients],
    status_code=200,
    operation_class=TakesBytes,
    request_max_body_size=LARGEST_DOCUMENT + SLACK,
)
async def store_file(
    request: Request[Who, Any, Any], unit: InUnit, who: AsWho, file_id: FromPath[UUID]
) -> StoredFile:
    """Store the raw body under an id the phone made, before the message that names it. A repeat is harmless.

    `Content-Type` is a wish, the bytes decide. `Okno-File-Name`: the name, UTF-8, percent-encoded.
    """
    return await stored(request, unit, who.dealership, Uploader(id=who.id), file_id)


async def stored(
    request: Request[Any, Any, Any], unit: Works, dealership: UUID, by: Uploader, id: UUID
) -> StoredFile:
    """The raw body of a request as a file of whoever brings it."""
    store: Blobs = request.app.state.store
    announced = request.content_length or 0
    await unit.read(lambda db: actions.admit(db, by, id, announced))
    name = rules.clean_name(unquote(request.headers.get(NAME_HEADER, "")))
    taken = await taken_in(request, store, dealership, name)
    return await kept(unit, store, dealership, by, id, name, taken)


async def taken_in(
    request: Request[Any, Any, Any], store: Blobs, dealership: UUID, name: str | None
) -> Taken:
    wanted = rules.wanted_kind(request.headers.get("content-type", ""))
    most = rules.most_of(wanted)
    try:
        if (request.content_length or 0) > most:
            raise FileTooLarge(most)
        return await take_in(store, dealership, request.stream(), wanted, name, most)
    except FileTooLarge as error:
        raise Problem("too_large", 413, limit=error.most) from error
    except TooManyPixels as error:
        raise bad_field("file", "picture_too_big") from error
    except FileEmpty as error:
        raise bad_field("file", "empty_file") from error


async def kept(
    unit: Works, store: Blobs, dealership: UUID, by: Uploader, id: UUID, name: str | None, taken: Taken
) -> StoredFile:
    """Make it a file. The blob goes again if it is surely not needed; when in doubt the sweep decides."""
    try:
        file, ours = await unit.write(lambda db: actions.keep(db, by, id, name, taken))
    except Problem as refusal:
        if refusal.status < 500:
            await store.delete(dealership, taken.blob_id)
        raise
    if not ours:
        await store.delete(dealership, taken.blob_id)
    return file


WHOLE = ResponseSpec(bytes, generate_examples=False, description="The file.", media_type=ANYTHING)
PART = ResponseSpec(bytes, generate_examples=False, description="The part asked for.", media_type=ANYTHING)


# The type is named here only, for one of the route itself would be sent in the place of the file's own.
@get("/api/files/{file_id:uuid}", guards=[with_clients], responses={200: WHOLE, 206: PART, **refuses(416)})
async def show_file(
    request: Request[Who, Any, Any], unit: InUnit, who: AsWho, file_id: FromPath[UUID]
) -> Response[Any]:
    """The bytes of a file, or the part a Range header asks for. Only pictures and voices are for showing."""
    opened = await unit.read(lambda db: open_file(db, who, file_id))
    return await handed_out(request, who.dealership, opened)


async def handed_out(request: Request[Any, Any, Any], dealership: UUID, opened: Opened) -> Response[Any]:
    """A file for somebody who may see it, or the part they ask for."""
    store: Blobs = request.app.state.store
    try:
        size = await store.size(dealership, opened.blob_id)
        # a range "if unchanged" names a version we never gave out, so it gets the whole
        asked = None if "if-range" in request.headers else request.headers.get("range")
        part = rules.asked_part(asked, size)
        slices = store.slices(dealership, opened.blob_id, *(part or (0, size)))
        content = started(await anext(slices), slices)
    except BlobGone as error:
        log.error("a file's bytes are missing", blob=str(opened.blob_id))
        raise not_found() from error
    except rules.NotInFile:
        answer = problem_response(request, Problem("bad_range", 416))
        answer.headers["content-range"] = f"bytes */{size}"
        return answer
    return Stream(
        content,
        status_code=206 if part else 200,
        media_type=opened.media_type,
        headers=headers_of(opened) | place_of(part, size),
    )


async def started(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The first part was read before the answer begins: unreadable bytes are an error, not a half file."""
    yield first
    async for part in rest:
        yield part


def place_of(part: tuple[int, int] | None, size: int) -> dict[str, str]:
    if part is None:
        return {"content-length": str(size)}
    start, end = part
    return {"content-length": str(end - start), "content-range": f"bytes {start}-{end - 1}/{size}"}


def headers_of(opened: Opened) -> dict[str, str]:
    """A file can never act as a page of ours, whatever is in it, and no cache keeps it."""
    return {
        "content-disposition": rules.disposition(opened.name, opened.kind),
        "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
        "accept-ranges": "bytes",
    }


router = Router("/", route_handlers=[store_file, show_file], opt={AS_IT_IS: True})
