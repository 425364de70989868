"""What a request may carry: JSON that says so, in characters that a database can keep."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from app.kit.auth import Who
from app.kit.errors import bad_field

NUL = "\0"
NUL_BY_ITEM = "nul_by_item"
"""Option of a route that looks for NUL itself: in a batch one bad text must not stop the others."""


class Asked(Request[Who, Any, Any]):
    """A request whose JSON is refused, with the field, where PostgreSQL could not store its text."""

    async def json(self) -> Any:
        # Only this type makes a browser ask first before another site's page may send it.
        if self.content_type[0].lower() != "application/json":
            raise bad_field("content-type", "not_json")
        try:
            data = await super().json()
        except (UnicodeDecodeError, RecursionError) as error:
            raise bad_field("body", "not_json") from error
        if not self.route_handler.opt.get(NUL_BY_ITEM) and (place := place_of_nul(data)):
            raise bad_field(place, "bad_text")
        return data


def place_of_nul(data: Any) -> str | None:
    """Where a text with a NUL stands in decoded JSON, as in `client.phones[0]`."""
    waiting = [("body", data)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str) and NUL in value:
            return place[:100]
        if isinstance(value, list):
            waiting += [(f"{place}[{n}]", item) for n, item in enumerate(value)]
        elif isinstance(value, dict):
            if any(NUL in key for key in value):
                return place[:100]
            inside = "" if place == "body" else f"{place}."
            waiting += [(inside + key, item) for key, item in value.items()]
    return None


async def refuse_nul_in_query(request: Request[Any, Any, Any]) -> None:
    """Runs before every handler: query parameters go into statements too."""
    if b"%00" not in request.scope["query_string"]:
        return
    for name, value in parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True):
        if NUL in value or NUL in name:
            raise bad_field(name.replace(NUL, "")[:100] or "query", "bad_text")
