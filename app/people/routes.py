"""Sign in and out, who am I, who works here."""

from datetime import timedelta
from importlib.metadata import version
from math import ceil
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, patch, post, put
from litestar.datastructures import Cookie
from litestar.params import FromPath, JSONBody
from litestar.response import Redirect

from app.kit.auth import Who, only, signed_in
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.http import AsWho, InUnit
from app.kit.tokens import HALF, dealership_of, mint
from app.kit.versions import ANY_VERSION
from app.people import actions, house, notices, queries
from app.people.guessing import Guesses
from app.people.model import (
    SESSION_LIFE,
    Dealership,
    HousePhone,
    Me,
    MyChange,
    People,
    PersonAct,
    SeeNotice,
)
from app.people.notices import Notices
from app.people.rules import device_named
from app.people.sessions import cookie_name
from app.sync.once import once
from app.sync.queries import granted_feeds

VERSION = version("okno")


@get("/sign-in/{token:str}", include_in_schema=False)
async def open_link(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    """Exchange a one-time link for a session cookie and go to the phone's first page."""
    state = request.app.state
    guesses: Guesses = state.guesses
    sender = (request.client.host if request.client else "", token[:HALF])
    if pause := guesses.pause(sender):
        raise Problem("rate_limited", 429, retry_after=ceil(pause))
    dealership = dealership_of(token)
    try:
        if dealership is None:
            raise Problem("link_unknown", 404)
        session, device = mint(dealership), device_in(request)
        await state.database.work(
            dealership,
            lambda db: actions.sign_in(db, token, session, device),
            landed=actions.signed_in(session),
        )
    except Problem as problem:
        if problem.code == "link_unknown":
            guesses.wrong(sender)
        raise
    return await enter(request, session, Redirect("/", status_code=303))


def device_in(request: Request[Any, Any, Any]) -> str | None:
    """What this browser is called in its person's list of devices."""
    return device_named(request.headers.get("user-agent", ""))


async def enter(request: Request[Any, Any, Any], session: str, answer: Response[Any]) -> Response[Any]:
    """Give the browser its session; the one it had before is over."""
    state = request.app.state
    before = request.cookies.get(cookie_name(state.config.https), "")
    if house := dealership_of(before):
        await state.database.work(house, lambda db: actions.leave_browser(db, before))
        state.sessions.forget(before)
    answer.cookies.append(session_cookie(state.config.https, session, SESSION_LIFE))
    return answer


def session_cookie(https: bool, value: str, life: timedelta) -> Cookie:
    """A browser takes a `__Host-` cookie back too only with the same flags."""
    return Cookie(
        key=cookie_name(https),
        value=value,
        path="/",
        httponly=True,
        secure=https,
        samesite="lax",
        max_age=int(life.total_seconds()),
    )


@delete("/api/session", guards=[signed_in], opt={ANY_VERSION: True}, status_code=204)
async def sign_out(request: Request[Any, Any, Any], unit: InUnit, who: AsWho) -> Response[None]:
    """End this session and have the browser forget everything of this site."""
    await unit.write(lambda db: actions.sign_out(db, who))
    request.app.state.sessions.forget(request.auth)
    gone = session_cookie(request.app.state.config.https, "", timedelta(0))
    return Response(
        None,
        status_code=204,
        headers={"clear-site-data": '"cache", "cookies", "storage"'},
        cookies=[gone],
    )


@get("/api/me", guards=[signed_in])
async def show_me(unit: InUnit, who: AsWho) -> Me:
    """The signed-in person, their dealership, and the feeds they read."""
    return await unit.read(lambda db: me(db, who), snapshot=True)


async def me(db: Db, who: Who) -> Me:
    person = await queries.person(db, who.id)
    if person is None:
        raise Problem("unauthorized", 401)
    return Me(
        person=person,
        dealership=await queries.dealership(db),
        session=who.session,
        feeds=await granted_feeds(db, who.id),
        now=db.now,
        version=VERSION,
    )


@patch("/api/me", guards=[signed_in])
async def change_me(
    request: Request[Any, Any, Any], unit: InUnit, who: AsWho, data: JSONBody[MyChange]
) -> Me:
    """Change the language everything is shown in."""
    await unit.write(lambda db: actions.change_me(db, who, data))
    request.app.state.sessions.forget(request.auth)
    return await unit.read(lambda db: me(db, who))


@put("/api/house/phone", guards=[only("administrator")])
async def put_house_phone(unit: InUnit, who: AsWho, data: JSONBody[HousePhone]) -> Dealership:
    """The number that clients read when it cannot wait."""
    return await unit.write(lambda db: house.set_phone(db, who, data))


@get("/api/people", guards=[only("administrator", "supervisor")])
async def list_people(unit: InUnit) -> People:
    """Everyone who works or worked in this dealership."""
    return People(people=await unit.read(queries.people))


@post("/api/people/{person_id:uuid}/deactivation", guards=[only("administrator")], status_code=204)
async def deactivate(unit: InUnit, who: AsWho, person_id: FromPath[UUID], data: JSONBody[PersonAct]) -> None:
    """Put a person out: within five seconds every session and open stream of theirs is dead."""
    await once(unit, who, data.id, "people.deactivate", person_id, actions.deactivate)


@delete("/api/people/{person_id:uuid}/deactivation", guards=[only("administrator")], status_code=204)
async def reactivate(unit: InUnit, who: AsWho, person_id: FromPath[UUID]) -> None:
    """Let a person in again. They need a new sign-in link."""
    await unit.write(lambda db: actions.reactivate(db, who, person_id))


@get("/api/notices", guards=[signed_in])
async def list_notices(unit: InUnit, who: AsWho) -> Notices:
    """What I have not put away yet, the latest first."""
    return Notices(notices=await unit.read(lambda db: notices.unseen_notices(db, who)))


@put("/api/notices/{notice_id:uuid}/seen", guards=[signed_in], status_code=204)
async def see_notice(unit: InUnit, who: AsWho, notice_id: FromPath[UUID]) -> None:
    """Put a notice of mine away."""
    await unit.write(lambda db: notices.see_notice(db, who, SeeNotice(notice_id=notice_id)))


@delete("/api/notices/{notice_id:uuid}/seen", guards=[signed_in], status_code=204)
async def unsee_notice(unit: InUnit, who: AsWho, notice_id: FromPath[UUID]) -> None:
    """Bring a notice of mine back."""
    await unit.write(lambda db: notices.unsee_notice(db, who, SeeNotice(notice_id=notice_id)))


router = Router(
    "/",
    route_handlers=[
        open_link, sign_out, show_me, change_me, put_house_phone, list_people, deactivate, reactivate,
        list_notices, see_notice, unsee_notice,
    ],
)  # fmt: skip
