"""Who is asking: the signed-in person of a request, and what each role may do."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from app.kit.errors import Problem, not_found

Role = Literal["manager", "specialist", "supervisor", "administrator"]
Language = Literal["ru", "en"]


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in person and the session they act through."""

    dealership: UUID
    id: UUID
    role: Role
    session: UUID
    name: str
    language: Language


Guard = Callable[[ASGIConnection, BaseRouteHandler], None]  # type: ignore[type-arg]


def only(*roles: Role) -> Guard:
    """A guard that lets these roles in. To others the thing does not exist."""

    def guard(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        who: Who | None = connection.scope.get("user")
        if who is None:
            raise Problem("unauthorized", 401)
        if who.role not in roles:
            raise not_found()

    return guard


signed_in = only("manager", "specialist", "supervisor", "administrator")
with_clients = only("manager", "supervisor")
"""Those who may meet a client's card at all; whose card it is, the query decides."""
