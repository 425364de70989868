"""The telephony screen of an administrator: the provider, the numbers of people, a call to test, the way in."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, delete, get, post, put
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.kit.auth import Who, only
from app.kit.http import AsWho, InUnit
from app.kit.secrets import Seal
from app.sync.once import once
from push.rules import hosts_of
from telephony import actions, hook
from telephony.model import CallNow, NewCall, NewHook, NewPhone, NewWebhook, Telephony

administrators = only("administrator")


def seal_of(request: Request[Any, Any, Any]) -> Seal:
    seal: Seal = request.app.state.seal
    return seal


@get("/api/telephony", guards=[administrators])
async def show_telephony(request: Request[Who, Any, Any], unit: InUnit, who: AsWho) -> Telephony:
    """How the house's phones ring, whom, and how the last call went."""
    return await unit.read(lambda db: actions.telephony(db, who, seal_of(request)), snapshot=True)


@put("/api/telephony/webhook", guards=[administrators])
async def put_webhook(
    request: Request[Who, Any, Any], unit: InUnit, who: AsWho, data: JSONBody[NewWebhook]
) -> Telephony:
    """Ask for calls this way from now on."""
    seal, hosts = seal_of(request), hosts_of(request.app.state.config.telephony_allowed_hosts)
    await unit.write(lambda db: actions.give_webhook(db, who, seal, hosts, data))
    return await unit.read(lambda db: actions.telephony(db, who, seal), snapshot=True)


@delete("/api/telephony/webhook", guards=[administrators], status_code=HTTP_200_OK)
async def take_webhook(request: Request[Who, Any, Any], unit: InUnit, who: AsWho) -> Telephony:
    """No rung rings a phone any more."""
    await unit.write(lambda db: actions.take_webhook(db, who))
    return await unit.read(lambda db: actions.telephony(db, who, seal_of(request)), snapshot=True)


@put("/api/telephony/people/{person_id:uuid}", guards=[administrators])
async def put_phone(
    request: Request[Who, Any, Any],
    unit: InUnit,
    who: AsWho,
    person_id: FromPath[UUID],
    data: JSONBody[NewPhone],
) -> Telephony:
    """The number on which this colleague is rung."""
    await unit.write(lambda db: actions.set_phone(db, who, person_id, data))
    return await unit.read(lambda db: actions.telephony(db, who, seal_of(request)), snapshot=True)


@post("/api/telephony/people/{person_id:uuid}/calls", guards=[administrators], status_code=204)
async def call_to_test(unit: InUnit, who: AsWho, person_id: FromPath[UUID], data: JSONBody[NewCall]) -> None:
    """Ring a colleague now, to hear whether it works."""
    call = CallNow(id=data.id, person_id=person_id)
    await once(unit, who, data.id, "telephony.test", call, actions.call_to_test)


@post("/api/telephony/hook", guards=[administrators])
async def open_hook(request: Request[Who, Any, Any], unit: InUnit, who: AsWho) -> NewHook:
    """A new address and key by which the provider tells of missed calls; what was given before ends."""
    keys = await unit.write(lambda db: actions.open_hook(db, who, seal_of(request)))
    return NewHook(url=f"{request.app.state.config.site}/hooks/telephony/{keys.path}", secret=keys.secret)


@delete("/api/telephony/hook", guards=[administrators], status_code=HTTP_200_OK)
async def close_hook(request: Request[Who, Any, Any], unit: InUnit, who: AsWho) -> Telephony:
    """Missed calls are not taken any more."""
    await unit.write(lambda db: actions.close_hook(db, who))
    return await unit.read(lambda db: actions.telephony(db, who, seal_of(request)), snapshot=True)


router = Router(
    "/",
    route_handlers=[
        show_telephony, put_webhook, take_webhook, put_phone, call_to_test, open_hook, close_hook, hook.take_call,
    ],
)  # fmt: skip
