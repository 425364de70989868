"""The API's description of itself, sharpened: what a phone may queue, and no answer with a field too many."""

from typing import Any

import msgspec
import schemathesis
from schemathesis.specs.openapi.schemas import OpenApiSchema

from app.config import Config
from app.database import Access
from app.main import create_app
from app.openapi import described
from app.sync.tables import MUTATIONS

OPEN = {"Refusal"}
"""Shapes that may carry more than they list: some refusals add facts of their own."""


def description() -> dict[str, Any]:
    """What `/schema/openapi.json` says."""
    app = create_app(Config(), Access(url="postgresql://", role=None, direct_url="postgresql://"))
    return described(app.openapi_schema.to_schema())


def sharpened(schema: dict[str, Any]) -> OpenApiSchema:
    shapes = schema["components"]["schemas"]
    asked = named_in([operation.get("requestBody") for _, operation in operations(schema)], shapes)
    for name, shape in shapes.items():
        if name not in OPEN and name not in asked and "properties" in shape:
            shape.setdefault("additionalProperties", False)
    shapes |= acts()
    shapes["QueuedMutation"] = {"oneOf": [act_of(kind) for kind in sorted(MUTATIONS)]}
    return schemathesis.openapi.from_dict(schema)


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """("METHOD /template", operation) of each."""
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def named_in(value: Any, shapes: dict[str, Any]) -> set[str]:
    """The shapes that a piece of the description refers to, and those that they refer to."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, list):
            waiting += piece
        elif isinstance(piece, dict):
            name = str(piece.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(shapes[name])
            waiting += piece.values()
    return found


def acts() -> dict[str, Any]:
    """The bodies that a phone queues."""
    _, shapes = msgspec.json.schema_components(
        [mutation.body for mutation in MUTATIONS.values()], ref_template="#/components/schemas/act.{name}"
    )
    return {f"act.{name}": shape for name, shape in shapes.items()}


def act_of(kind: str) -> dict[str, Any]:
    ids = {"type": "string", "format": "uuid"}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "kind", "body"],
        "properties": {
            "id": ids,
            "kind": {"const": kind},
            "body": {"$ref": f"#/components/schemas/act.{MUTATIONS[kind].body.__name__}"},
            "after": {"type": "array", "items": ids, "maxItems": 1},
        },
    }
