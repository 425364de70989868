"""What the API says of itself: OpenAPI, with every refusal that a route may answer with."""

from typing import Any

import msgspec
from litestar import Request, Response, Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Guard

from app.kit.errors import Refusal, not_found
from app.kit.http import ANYTHING, PROBLEM, REFUSED

ALWAYS = (401, 404, 422, 503)
"""Nobody is signed in, it is not there or not for this role, a text has a NUL, the database is away."""
WRITING = (403, 409)
"""A foreign page or another's client; the state of things is against it."""
WITH_BODY = (408, 413)
HOUR = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
SHAPE = "#/components/schemas/{name}"


class Described(JsonRenderPlugin):
    """The description as JSON."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return msgspec.json.encode(described(openapi_schema))


def openapi(*guards: Guard) -> OpenAPIConfig:
    """The description of the routes, served under `/schema` to those whom the guards let in."""
    return OpenAPIConfig(
        title="Okno",
        version="1",
        use_handler_docstrings=True,
        openapi_router=Router(
            "/schema",
            route_handlers=[],
            guards=list(guards),
            include_in_schema=False,
            after_request=as_our_own,
        ),
        render_plugins=[Described()],
    )


async def as_our_own(answer: Response[Any]) -> Response[Any]:
    """Litestar answers an unknown page of its documentation with a page of HTML."""
    if answer.status_code == 404:
        raise not_found()
    return answer


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """Litestar's description with our refusals in the place of its own."""
    schema = msgspec.json.decode(msgspec.json.encode(schema))
    shapes = schema["components"]["schemas"]
    for shape in shapes.values():
        for field in shape.get("properties", {}).values():
            if field.get("format") == "duration":  # what Litestar takes a time of day for
                field["pattern"] = HOUR
                del field["format"]
    shapes |= msgspec.json.schema_components([Refusal], ref_template=SHAPE)[1]
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            operation["responses"] = answers_of(method, operation)
    return schema


def answers_of(method: str, operation: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for status, answer in operation["responses"].items():
        if status == "400":  # Litestar's own for what we refuse with 422
            continue
        if status == "204":
            answer.pop("content", None)
        if ANYTHING in answer.get("content", {}):  # bytes: no schema fits them
            answer["content"][ANYTHING] = {}
        answers[status] = answer
    return {str(status): refused(status) for status in refusals_of(method, operation)} | answers


def refusals_of(method: str, operation: dict[str, Any]) -> tuple[int, ...]:
    writing, with_body = method != "get", "requestBody" in operation
    return ALWAYS + WRITING * writing + WITH_BODY * with_body


def refused(status: int) -> dict[str, Any]:
    shape = {"$ref": SHAPE.format(name="Refusal")}
    return {"description": REFUSED[status], "content": {PROBLEM: {"schema": shape}}}
