"""The edge: units of work for requests, refusals as problem+json, headers, cross-site protection."""

import gzip
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
import structlog
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.openapi import ResponseSpec
from litestar.params import HeaderParameter
from litestar.types import Message, Scope

from app.kit.auth import Outdated, Who
from app.kit.db import Database, Db, Seqs
from app.kit.errors import FieldTrouble, Problem, Refusal, bad_field
from app.kit.versions import version_of
from app.texts import Phrase, say

T = TypeVar("T")
AS_IT_IS = "as_it_is"
"""Mark of handlers whose answers are not compressed on the way: packed already, media, or a stream."""
PACKED_WELL = "packed_well"
"""Mark of handlers whose answers are long and wait for the line, not for us: a fifth smaller, at more of our time."""
JSON, PROBLEM, ANYTHING = "application/json", "application/problem+json", "*/*"
log = structlog.get_logger()

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
)
HEADERS = {
    b"content-security-policy": CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(self), microphone=(self), geolocation=()",
}


class Unit:
    """The way of a request into the database: its dealership, and the feeds its writes moved."""

    def __init__(self, database: Database, who: Who, again: Callable[[], Awaitable[Who]]) -> None:
        self._database, self._scope = database, who.dealership
        self._who, self._again = who, again
        self.seqs: Seqs = {}

    async def as_who(self, do: Callable[[Who], Awaitable[T]]) -> T:
        """`do` for a person from memory. Its statement joins `STANDING` and raises Outdated where that has no
        row; then the person is looked up, and `do` is tried once more. Raises 401 for an ended session."""
        try:
            return await do(self._who)
        except Outdated:
            try:
                return await do(await self._again())
            except Outdated as error:
                raise Problem("unauthorized", 401) from error

    async def read(self, fn: Callable[[Db], Awaitable[T]], *, snapshot: bool = False) -> T:
        return (await self._database.work(self._scope, fn, snapshot=snapshot))[0]

    async def write(
        self, fn: Callable[[Db], Awaitable[T]], *, landed: Callable[[Db], Awaitable[bool]] | None = None
    ) -> T:
        result, seqs = await self._database.work(self._scope, fn, landed=landed)
        self.seqs.update(seqs)
        return result


async def provide_unit(request: Request[Who, Any, Any], who: NamedDependency[Who]) -> Unit:
    """The unit of a signed-in request."""
    sessions, token = request.app.state.sessions, request.auth
    unit = Unit(request.app.state.database, who, lambda: sessions.again(token, who))
    request.state.unit = unit
    return unit


async def provide_who(request: Request[Who, Any, Any]) -> Who:
    """The person behind the request; the guard has let them in already."""
    return request.user


IdempotencyKey = Annotated[UUID | None, HeaderParameter(name="Idempotency-Key")]
"""The key of an act whose body has no id of its own: a repeat with it does nothing more."""
InUnit = NamedDependency[Unit]
AsWho = NamedDependency[Who]


def json_bytes(content: bytes, status: int = 200) -> Response[Any]:
    """JSON that is already encoded (made by PostgreSQL, or kept from an earlier answer)."""
    return Response(content, status_code=status, media_type=JSON)


def packed_json(request: Request[Any, Any, Any], packed: bytes, version: str | None) -> Response[Any]:
    """JSON packed by gzip already; unpacked for the rare caller who cannot, and 304 to whom has this version."""
    headers = {"vary": "accept-encoding"} | ({"etag": version} if version else {})
    if version and request.headers.get("if-none-match") == version:
        return Response(b"", status_code=304, headers=headers, media_type=JSON)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, headers=headers | {"content-encoding": "gzip"}, media_type=JSON)
    return Response(gzip.decompress(packed), headers=headers, media_type=JSON)


# --- headers


async def dress(message: Message, scope: Scope) -> None:
    """Put the security headers, and the feeds this request moved, on every answer."""
    if message["type"] != "http.response.start":
        return
    present = {name for name, _ in message["headers"]}
    headers = list(message["headers"])
    headers += [(name, value) for name, value in HEADERS.items() if name not in present]
    if scope["litestar_app"].state.config.https:
        headers.append((b"strict-transport-security", b"max-age=31536000"))
    path = scope.get("path", "")
    if path.startswith(("/api", "/sync", "/sign-in", "/c/")) and b"cache-control" not in present:
        headers.append((b"cache-control", b"no-store"))
    unit: Unit | None = scope.get("state", {}).get("unit")
    if unit and unit.seqs:
        moved = ", ".join(f"{feed}={seq}" for feed, seq in unit.seqs.items())
        headers.append((b"okno-feeds", moved.encode()))
    message["headers"] = headers


# --- cross-site


def same_site_only(connection: ASGIConnection[Any, Any, Any, Any], site: str) -> None:
    """Refuse a write that a foreign page could have caused with this browser's cookie."""
    headers = connection.headers
    fetch_site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    foreign = fetch_site not in (None, "same-origin", "none") or (origin is not None and origin != site)
    if foreign or not version_of(connection):
        raise Problem("cross_site", 403)


# --- refusals


REFUSED = {
    401: "Nobody is signed in, or not any more.",
    403: "This may be seen, but not done by this person; or another site's page asked for it.",
    404: "It is not there, or not shown to this person.",
    408: "The body did not arrive in time.",
    409: "The state of things is against it.",
    413: "The body is too large.",
    416: "The file has no such part.",
    422: "A field is unusable: `errors` says which and why.",
    503: "The database is away for a moment.",
}
"""What a refusal means, for the description of the API."""


def refuses(*statuses: int) -> dict[int, ResponseSpec]:
    """For a route's `responses=`: refusals beyond those that every route of its kind is described with."""
    return {
        status: ResponseSpec(
            Refusal, generate_examples=False, description=REFUSED[status], media_type=PROBLEM
        )
        for status in statuses
    }


SHOWN_FACTS = ("feeds", "current", "limit", "found", "load", "conflicts")
"""Facts of a refusal that the answer carries beside its sentence."""


def problem_response(request: Request[Any, Any, Any], problem: Problem) -> Response[Any]:
    """The refusal as problem+json in the reader's language."""
    language = language_of(request)

    def sentence(code: str, args: dict[str, Any]) -> str:
        return say(Phrase(code=code, args=args), language)

    detail = sentence(f"error.{problem.code}", problem.args_)
    errors = [
        {
            "field": trouble.field,
            "code": trouble.code,
            "message": sentence(f"error.field.{trouble.code}", trouble.args),
        }
        for trouble in problem.fields
    ]
    body = {
        "type": "about:blank",
        "title": detail,
        "status": problem.status,
        "code": problem.code,
        "detail": detail,
        "errors": errors,
    } | {name: value for name, value in problem.args_.items() if name in SHOWN_FACTS}
    headers = None
    if problem.status in (429, 503):
        headers = {"retry-after": str(problem.args_.get("retry_after", 5))}
    return Response(
        msgspec.json.encode(body), status_code=problem.status, media_type=PROBLEM, headers=headers
    )


def language_of(request: Request[Any, Any, Any]) -> str:
    who: Who | None = request.scope.get("user")
    if who:
        return who.language
    accepted = request.headers.get("accept-language", "").lower()
    return "en" if accepted.startswith("en") else "ru"


def on_problem(request: Request[Any, Any, Any], problem: Problem) -> Response[Any]:
    return problem_response(request, problem)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Litestar's own refusals in our shape."""
    return problem_response(request, problem_of(error))


def problem_of(error: HTTPException) -> Problem:
    if isinstance(error, ValidationException):
        return Problem("validation", 422, fields=tuple(troubles_of(error)))
    if isinstance(error, NotFoundException):
        return Problem("not_found", 404)
    if isinstance(error, MethodNotAllowedException):
        return Problem("method_not_allowed", 405)
    if error.status_code == 413:
        return Problem("too_large", 413)
    if error.status_code in (400, 415, 422):
        return Problem("validation", 422, fields=(trouble_of(str(error.detail)),))
    return Problem("internal", error.status_code)


def troubles_of(error: ValidationException) -> list[FieldTrouble]:
    """One trouble per field, from what msgspec and Litestar say."""
    if isinstance(error.extra, list) and error.extra:
        return [
            trouble_of(str(item.get("message", "")), item.get("key"))
            for item in error.extra
            if isinstance(item, dict)
        ]
    return [trouble_of(str(error.detail))]


PATTERNS = (
    ("missing required field", "required"),
    ("unknown field", "unknown"),
    ("length <=", "too_long"),
    ("length >=", "blank"),
    ("JSON is malformed", "not_json"),
    ("Input data was truncated", "not_json"),
    ("Invalid enum value", "wrong_choice"),
    ("Invalid UTF-8", "not_json"),
    ("Invalid UUID", "not_an_id"),
    ("encoded datetime", "not_an_instant"),
    ("`datetime`", "not_an_instant"),
    ("`time`", "not_an_hour"),
    ("encoded date", "not_a_date"),
    ("encoded time", "not_an_hour"),
    ("matching regex '^([01]", "not_an_hour"),
    ("<=", "too_big"),
    (">=", "too_small"),
)


def trouble_of(message: str, key: str | None = None) -> FieldTrouble:
    """msgspec says "Expected `str`, got `int` - at `$.name`" and the like."""
    where = message.rpartition("at `$")[2].strip("`.") if "at `$" in message else ""
    named = message.split("`")[1] if "field `" in message else ""
    code = next((code for pattern, code in PATTERNS if pattern.lower() in message.lower()), "wrong_type")
    field = (
        ".".join(part for part in (where, named) if part)
        or (key if key not in (None, "data") else "")
        or "body"
    )
    return FieldTrouble(field=field[:100], code=code)


def on_unfit(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A value that its Struct let pass and the database cannot hold (a year 12000): the sender's, not ours."""
    log.warning("a value does not fit", route=request.scope.get("path_template"), error=type(error).__name__)
    return problem_response(request, bad_field("body", "wrong_type"))


def on_crash(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A bug of ours: the log gets the trace, the person a sentence."""
    log.exception("request failed", route=request.scope.get("path_template"), error=type(error).__name__)
    return problem_response(request, Problem("internal", 500))
