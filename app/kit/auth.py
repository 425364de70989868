"""Who is asking: the signed-in person of a request, and what each role may do."""

from collections.abc import Awaitable, Callable
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

    @property
    def remembered(self) -> str:
        """What a later answer of this person leans on, as `STANDING` compares it."""
        return f"{self.role}|{self.language}|{self.name}"


class Outdated(Exception):
    """The session has ended, or its person is not any more as they were remembered."""


STANDING = """standing AS (
    SELECT p.id FROM sessions s JOIN persons p ON p.dealership_id = s.dealership_id AND p.id = s.person_id
    WHERE s.dealership_id = $1 AND s.id = $2 AND s.ended_at IS NULL AND s.expires_at > $3 AND p.deactivated_at IS NULL
      AND p.role || '|' || p.language || '|' || p.name = $4
)"""
"""For the hot statements of every room: one row while the session `$2` stands at `$3` and its person is as `$4`
remembers them, else none. A statement that joins it lets nobody in who was put out a moment ago, and costs no
round trip to find out: the asker of a whole book is known from memory, and judged by what the book comes with."""

STANDS = "EXISTS (SELECT 1 FROM standing) AS stands"
"""For statements that answer one thing: whether the session stands comes with the row of the thing."""


ENDED = "session_ended"
"""Mark of a request whose session somebody ended, or whose person was sent away; it holds the code of the refusal."""

WIPED = "session_wiped"
"""The same of a session whose device its person had emptied from another one: that device says so."""

Guard = Callable[[ASGIConnection, BaseRouteHandler], Awaitable[None]]  # type: ignore[type-arg]


def only(*roles: Role) -> Guard:
    """A guard that lets these roles in. To others the thing does not exist.

    It awaits nothing, but a plain function would be run in another thread, a good part of a request's time.
    """

    async def guard(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        who: Who | None = connection.scope.get("user")
        if who is None:
            # A phone that hears this keeps nothing, not even what its person had not sent yet.
            raise Problem(connection.scope["state"].get(ENDED, "unauthorized"), 401)
        if who.role not in roles:
            raise not_found()

    return guard


signed_in = only("manager", "specialist", "supervisor", "administrator")
with_clients = only("manager", "supervisor")
"""Those who may meet a client's card at all; whose card it is, the query decides."""
