"""Who looks through a window: from its cookie to the client, and a way of theirs into the database."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler

from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.http import same_site_only
from app.kit.tokens import dealership_of, digest
from app.window import queries
from app.window.model import IDLE, Me

T = TypeVar("T")
SAFE = ("GET", "HEAD", "OPTIONS")
SEEN_AGAIN = 60.0  # seconds after which another look at the talk is written down


def cookie_name(https: bool) -> str:
    """Beside that of the house's own people: who works here may be somebody's client too."""
    return "__Host-okno-window" if https else "okno-window"


class Window:
    """The way of one request of a client into the database."""

    def __init__(self, database: Database, me: Me) -> None:
        self._database, self.me = database, me

    async def read(self, fn: Callable[[Db], Awaitable[T]], *, snapshot: bool = False) -> T:
        return (await self._database.work(self.me.dealership, fn, snapshot=snapshot))[0]

    async def write(
        self, fn: Callable[[Db], Awaitable[T]], *, landed: Callable[[Db], Awaitable[bool]] | None = None
    ) -> T:
        return (await self._database.work(self.me.dealership, fn, landed=landed))[0]


async def looking(database: Database, token: str | None) -> Me | None:
    """The client whose window this cookie opens, asked of the database each time: a forgotten one is over now."""
    dealership = dealership_of(token or "")
    if dealership is None or token is None:
        return None

    async def look(db: Db) -> Me | None:
        me = await queries.window_of_token(db, digest(token), db.now - IDLE)
        if me and (db.now - me.seen_at).total_seconds() > SEEN_AGAIN:
            await queries.mark_seen(db, me.id)
        return me

    return (await database.work(dealership, look))[0]


async def why_closed(database: Database, token: str | None) -> str:
    """A window that the house ended says so to whoever holds its cookie; of any other nothing is told."""
    dealership = dealership_of(token or "")
    if dealership is None or token is None:
        return "no_window"
    ended, _ = await database.work(dealership, lambda db: queries.ended_for_them(db, digest(token)))
    return "window_ended" if ended else "no_window"


def cookie_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    return connection.cookies.get(cookie_name(connection.app.state.config.https))


async def through_window(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard: only a client through their own window; a write only from our own page."""
    state = connection.app.state
    me = await looking(state.database, cookie_of(connection))
    if me is None:
        raise Problem(await why_closed(state.database, cookie_of(connection)), 401)
    if connection.scope["method"] not in SAFE:  # type: ignore[typeddict-item]
        same_site_only(connection, state.config.site)
    connection.state.me = me


async def provide_window(request: Request[Any, Any, Any]) -> Window:
    """The window of a request that its guard has let in."""
    return Window(request.app.state.database, request.state.me)


InWindow = NamedDependency[Window]
