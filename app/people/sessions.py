"""From a cookie or a bearer token to the person behind it, remembered for a few seconds."""

import time
from functools import partial
from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from app.kit.auth import ENDED, WIPED, Who
from app.kit.db import Database, Db
from app.kit.errors import Problem, not_found
from app.kit.http import same_site_only
from app.kit.together import Together
from app.kit.tokens import dealership_of, digest
from app.kit.versions import ANY_VERSION, not_outdated
from app.people import queries
from app.people.model import SESSION_IDLE

REMEMBERED = 3.0  # seconds; a deactivated person is out everywhere within five
TRUSTED = 600.0  # seconds, for routes whose own statement looks whether the session still stands
ASKS_ITSELF = "asks_itself"
"""Mark of those routes: their statement joins `STANDING`, and without a row of it the person is looked up again."""
SAFE = ("GET", "HEAD", "OPTIONS")


def cookie_name(https: bool) -> str:
    """`__Host-` binds the cookie to this host over https; browsers refuse the prefix on http."""
    return "__Host-okno" if https else "okno"


Place = tuple[UUID, bytes]
"""A dealership and the digest of one of its sessions' tokens."""


class Sessions:
    """Looks tokens up, and remembers the answer of each for a few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[bytes, tuple[float, Who]] = {}
        self._standing: Together[Place, bool] = Together(self._look)

    async def who(self, token: str, *, age: float = REMEMBERED) -> Who | None:
        """The person behind a token, or None; from memory if the last answer is younger than `age` seconds."""
        key, now = digest(token), time.monotonic()
        known = self._known.get(key)
        if known and now - known[0] < age:
            return known[1]
        who = await self._ask(token, key)
        self._known.pop(key, None)
        if who:
            self._known[key] = (now, who)
        self._forget_old(now)
        return who

    async def stands(self, token: str) -> bool:
        """Does this session stand now? Looked up past the memory, for all open streams that ask at once together."""
        dealership = dealership_of(token)
        return dealership is not None and bool(await self._standing.ask((dealership, digest(token))))

    async def _look(self, places: list["Place"]) -> dict["Place", bool]:
        houses: dict[UUID, list[bytes]] = {}
        for dealership, key in places:
            houses.setdefault(dealership, []).append(key)
        standing: dict[Place, bool] = {}
        for dealership, keys in houses.items():
            found, _ = await self._database.work(dealership, partial(in_use, keys=keys))
            standing |= {(dealership, key): True for key in found}
        return standing

    async def end_of(self, token: str) -> str | None:
        """What its phone hears when somebody ended this session for good, wiped it, or sent its person away. One
        that ran out, or was signed out from another device, leaves there what was not sent."""
        dealership = dealership_of(token)
        if dealership is None:
            return None
        key = digest(token)
        ended, _ = await self._database.work(dealership, lambda db: queries.end_of_session(db, key))
        return {"over": ENDED, "wipe": WIPED}.get(ended or "")

    async def why_out(self, token: str) -> str:
        """The code for a phone whose session does not stand."""
        return await self.end_of(token) or "unauthorized"

    async def again(self, token: str, before: Who) -> Who:
        """The person looked up afresh, after a statement found them otherwise than remembered. Raises 401 with why,
        and 404 where their role is another: the route was opened to the role before."""
        who = await self.who(token, age=0)
        if who is None:
            raise Problem(await self.why_out(token), 401)
        if who.role != before.role:
            raise not_found()
        return who

    def forget(self, token: str) -> None:
        self._known.pop(digest(token), None)

    def _forget_old(self, now: float) -> None:
        if len(self._known) > 10_000:
            self._known = {key: value for key, value in self._known.items() if now - value[0] < TRUSTED}

    async def _ask(self, token: str, key: bytes) -> Who | None:
        dealership = dealership_of(token)
        if dealership is None:
            return None

        async def ask(db: Db) -> Who | None:
            row = await queries.session_of_token(db, key, db.now - SESSION_IDLE)
            if row is None:
                return None
            if (db.now - row["seen_at"]).total_seconds() > 60:
                await queries.mark_seen(db, row["session"])
            return who_of(dealership, row)

        return (await self._database.work(dealership, ask))[0]


async def in_use(db: Db, keys: list[bytes]) -> list[bytes]:
    """Which of these sessions stand; a phone that keeps a stream open uses its own."""
    found = await queries.standing_sessions(db, keys, db.now - SESSION_IDLE)
    await queries.mark_all_seen(db, found)
    return found


def who_of(dealership: UUID, row: Any) -> Who:
    return Who(
        dealership=dealership,
        id=row["id"],
        role=row["role"],
        session=row["session"],
        name=row["name"],
        language=row["language"],
    )


class SignedIn(AbstractAuthenticationMiddleware):
    """Puts the person of a request into its scope. Guards decide what they may do."""

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        """Cookie for phones, bearer for scripts; a write that came with a cookie must come from our own page."""
        state = connection.app.state
        token, by_cookie = token_in(connection)
        if token is None:
            return AuthenticationResult(user=None, auth=None)
        trusted = connection.scope["route_handler"].opt.get(ASKS_ITSELF)
        who = await state.sessions.who(token, age=TRUSTED if trusted else REMEMBERED)
        if who and by_cookie and connection.scope["method"] not in SAFE:  # type: ignore[typeddict-item]
            same_site_only(connection, state.config.site)
        if who is None and not by_cookie:
            raise Problem("unauthorized", 401)
        if who is None and (ended := await state.sessions.end_of(token)):
            connection.scope["state"][ENDED] = ended
        # Only whose session stands hears of the version: a page however old obeys the word that empties it.
        if who and not connection.scope["route_handler"].opt.get(ANY_VERSION):
            not_outdated(connection, state.config.oldest_phone)
        return AuthenticationResult(user=who, auth=token)


def token_in(connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[str | None, bool]:
    """The token of a request and whether a cookie carried it."""
    scheme, _, bearer = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip(), False
    cookie = connection.cookies.get(cookie_name(connection.app.state.config.https))
    return cookie, cookie is not None
