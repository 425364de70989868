"""My devices: where I am signed in, how I get into another one, and how I shut one that is lost."""

from datetime import datetime, timedelta
from math import ceil
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, delete, get, post, put
from litestar.params import FromPath, JSONBody

from app.kit.auth import Who, signed_in
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.http import AsWho, InUnit, refuses, same_site_only
from app.kit.tokens import dealership_of, digest, encoded, mint
from app.kit.versions import ANY_VERSION
from app.people import actions, codes, own_sessions, proving, proving_again
from app.people.guessing import Guesses
from app.people.own_sessions import OwnSessions
from app.people.passkeys import Passkey, passkeys_of, remove_passkey
from app.people.proving import Asked, NewPasskey, Place, Proof
from app.people.proving_again import require_proof
from app.people.routes import device_in, enter, session_cookie
from app.people.rules import typed_code
from app.people.sessions import cookie_name


class NewCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask for a code; `id` makes a repeat answer the same one."""

    id: UUID


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """To be typed where I want to be signed in, once, until then."""

    code: str
    expires_at: datetime


class TypedCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(max_length=60)]


class Passkeys(msgspec.Struct, frozen=True, kw_only=True):
    passkeys: list[Passkey]


@get("/api/sessions", guards=[signed_in])
async def list_sessions(unit: InUnit, who: AsWho) -> OwnSessions:
    """Where I am signed in, this device first."""
    return OwnSessions(sessions=await unit.read(lambda db: own_sessions.own_sessions(db, who)))


@delete("/api/sessions/{session_id:uuid}", guards=[signed_in], opt={ANY_VERSION: True}, status_code=204)
async def end_session(unit: InUnit, who: AsWho, session_id: FromPath[UUID]) -> None:
    """Sign another device of mine out. What was written there and not sent waits there for me, sealed. This one too,
    where it was signed out without a line."""
    await unit.write(lambda db: own_sessions.end_one(db, who, session_id))


@delete("/api/sessions", guards=[signed_in], status_code=204)
async def end_others(unit: InUnit, who: AsWho) -> None:
    """Sign me out everywhere but here."""
    await unit.write(lambda db: own_sessions.end_others(db, who))


@put("/api/sessions/{session_id:uuid}/wipe", guards=[signed_in], status_code=204)
async def wipe(unit: InUnit, who: AsWho, session_id: FromPath[UUID]) -> None:
    """A device of mine is lost: at its next contact it forgets everything, unsent words too, and says so."""

    async def wipe_it(db: Db) -> None:
        await require_proof(db, who, lost=session_id)
        await own_sessions.wipe(db, who, session_id)

    await unit.write(wipe_it)


@post("/api/session/emptied", status_code=204)
async def say_emptied(request: Request[Any, Any, Any]) -> Response[None]:
    """A wiped device says that nothing is left on it. Whoever else says it is not listened to."""
    config, token = (
        request.app.state.config,
        request.cookies.get(cookie_name(request.app.state.config.https), ""),
    )
    cookies = []
    if request.user is None and (house := dealership_of(token)):
        key = digest(token)
        await request.app.state.database.work(house, lambda db: own_sessions.mark_emptied(db, key))
        cookies.append(session_cookie(config.https, "", timedelta(0)))
    return Response(None, status_code=204, cookies=cookies)


@post("/api/me/codes", guards=[signed_in], status_code=201)
async def make_code(
    request: Request[Who, Any, Any], unit: InUnit, who: AsWho, data: JSONBody[NewCode]
) -> Code:
    """A code that signs me in on another device, once, within ten minutes."""
    seal = request.app.state.seal

    async def make(db: Db) -> tuple[str, datetime]:
        await require_proof(db, who)
        return await codes.make_code(db, who, seal, data.id)

    code, until = await unit.write(make)
    return Code(code=code, expires_at=until)


@post("/api/session/code", status_code=204, responses=refuses(403, 422))
async def type_code(request: Request[Any, Any, Any], data: JSONBody[TypedCode]) -> Response[None]:
    """Sign in by a code that another device of mine shows."""
    same_site_only(request, request.app.state.config.site)
    typed = typed_code(data.code)
    if typed is None:
        raise codes.wrong_code()
    state, (code, letters) = request.app.state, typed
    guesses: Guesses = state.code_guesses
    sender = (request.client.host if request.client else "", code)
    if pause := guesses.pause(sender):
        raise Problem("rate_limited", 429, retry_after=ceil(pause))
    try:
        house = await state.database.dealership_with(code)
        if house is None:
            raise codes.wrong_code()
        session = mint(house)
        change = codes.sign_in_by_code(state.seal, letters, session, device_in(request))
        await state.database.work(house, change, landed=actions.signed_in(session))
    except Problem as problem:
        if any(field.code == "wrong_code" for field in problem.fields):
            guesses.wrong(sender)
        raise
    return await enter(request, session, Response(None, status_code=204))


def place_of(request: Request[Any, Any, Any]) -> Place:
    return proving.place_of(request.app.state.config, request.app.state.seal)


@get("/api/me/passkeys", guards=[signed_in])
async def list_passkeys(unit: InUnit, who: AsWho) -> Passkeys:
    """The passkeys by which I sign in."""
    return Passkeys(passkeys=await unit.read(lambda db: passkeys_of(db, who.id)))


@get("/api/me/passkeys/question", guards=[signed_in], responses=refuses(409))
async def ask_for_passkey(request: Request[Who, Any, Any], unit: InUnit, who: AsWho) -> Asked:
    """What my device needs to make a passkey."""
    place = place_of(request)

    async def ask(db: Db) -> Asked:
        await require_proof(
            db, who
        )  # the passkey itself answers this question, in this session, within minutes
        return await proving.ask_for_passkey(db, who, place)

    return await unit.read(ask)


@post("/api/me/passkeys", guards=[signed_in], status_code=204)
async def add_passkey(
    request: Request[Who, Any, Any], unit: InUnit, who: AsWho, data: JSONBody[NewPasskey]
) -> None:
    """The passkey that my device has made."""
    place, device = place_of(request), device_in(request)
    await unit.write(lambda db: proving.add_passkey(db, who, place, data, device))


@get("/api/me/proof/question", guards=[signed_in])
async def ask_to_prove(request: Request[Who, Any, Any], unit: InUnit, who: AsWho) -> Asked:
    """The question that a passkey of mine answers, to show once more that it is me."""
    place = place_of(request)
    return await unit.read(lambda db: proving_again.ask_to_prove(db, who, place))


@post("/api/me/proof", guards=[signed_in], status_code=204)
async def prove_again(
    request: Request[Who, Any, Any], unit: InUnit, who: AsWho, data: JSONBody[Proof]
) -> None:
    """It is me: for ten minutes I may make codes and passkeys here, and empty a lost device."""
    place = place_of(request)
    await unit.write(lambda db: proving_again.prove_again(db, who, place, data))


@delete("/api/me/passkeys/{passkey_id:uuid}", guards=[signed_in], status_code=204)
async def drop_passkey(unit: InUnit, who: AsWho, passkey_id: FromPath[UUID]) -> None:
    """This passkey signs nobody in any more. It needs a proof: whoever could remove the last one without would be asked
    for none any more."""

    async def remove(db: Db) -> None:
        await require_proof(db, who)
        await remove_passkey(db, who, passkey_id)

    await unit.write(remove)


@get("/api/session/question")
async def ask_who(request: Request[Any, Any, Any]) -> Asked:
    """The question that a passkey of mine answers."""
    place = place_of(request)
    return Asked(challenge=encoded(place.ask("sign in", request.app.state.clock())), house=place.house)


@post("/api/session/passkey", status_code=204, responses=refuses(403, 422))
async def prove(request: Request[Any, Any, Any], data: JSONBody[Proof]) -> Response[None]:
    """Sign in by a passkey."""
    state = request.app.state
    same_site_only(request, state.config.site)
    place, device = place_of(request), device_in(request)
    house, person = proving.person_in(data.user_handle)
    session = mint(house)
    await state.database.work(
        house,
        lambda db: proving.sign_in_by_passkey(db, place, data, person, session, device),
        landed=actions.signed_in(session),
    )
    return await enter(request, session, Response(None, status_code=204))


router = Router(
    "/",
    route_handlers=[
        list_sessions, end_session, end_others, wipe, say_emptied, make_code, type_code,
        list_passkeys, ask_for_passkey, add_passkey, drop_passkey, ask_to_prove, prove_again, ask_who, prove,
    ],
)  # fmt: skip
