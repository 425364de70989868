"""Push for the phone: subscribe, ask how it stands, try it, and tell that one was shown."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from app.kit.auth import Who, signed_in
from app.kit.db import Db
from app.kit.http import AsWho, InUnit, refuses
from app.sync.once import once
from push import actions
from push.keys import keys_of, subject_of
from push.model import Check, Standing, Subscription
from push.rules import hosts_of


def key_of(request: Request[Any, Any, Any]) -> str | None:
    """What a browser subscribes with; None where this house cannot push."""
    state = request.app.state
    if subject_of(state.config) is None:
        return None
    if not hasattr(state, "push_key"):
        state.push_key = keys_of(state.seal).public
    return str(state.push_key)


@get("/api/devices/{device_id:uuid}/push", guards=[signed_in])
async def show_push(
    request: Request[Any, Any, Any],
    unit: InUnit,
    who: AsWho,
    device_id: FromPath[UUID],
    check: FromQuery[UUID | None] = None,
) -> Standing:
    """Do pushes reach this device of mine? With `check`: what became of that test push."""
    return await unit.read(lambda db: actions.standing(db, who, device_id, key_of(request), check))


@put("/api/devices/{device_id:uuid}/push", guards=[signed_in], responses=refuses(409))
async def subscribe(
    request: Request[Any, Any, Any],
    unit: InUnit,
    who: AsWho,
    device_id: FromPath[UUID],
    data: JSONBody[Subscription],
) -> Standing:
    """This browser's subscription, as `PushSubscription.toJSON()` tells it. Again and again is fine."""
    key, hosts = key_of(request), hosts_of(request.app.state.config.push_allowed_hosts)

    async def act(db: Db) -> Standing:
        await actions.subscribe(db, who, device_id, data, hosts, key)
        return await actions.standing(db, who, device_id, key)

    return await unit.write(act)


@delete("/api/devices/{device_id:uuid}/push", guards=[signed_in], status_code=204)
async def unsubscribe(unit: InUnit, who: AsWho, device_id: FromPath[UUID]) -> None:
    """Push nothing to this device of mine any more."""
    await unit.write(lambda db: actions.unsubscribe(db, who, device_id))


@post(
    "/api/devices/{device_id:uuid}/push/checks",
    guards=[signed_in],
    status_code=204,
    responses=refuses(404, 409),
)
async def check(unit: InUnit, who: AsWho, device_id: FromPath[UUID], data: JSONBody[Check]) -> None:
    """Send a test push to this device of mine."""

    async def act(db: Db, who: Who, device: UUID) -> None:
        await actions.check(db, who, device, data.id)

    await once(unit, who, data.id, "push.check", device_id, act)


@put("/api/pushes/{push_id:uuid}/shown", guards=[signed_in], status_code=204)
async def shown(unit: InUnit, who: AsWho, push_id: FromPath[UUID]) -> None:
    """My device showed this push."""
    await unit.write(lambda db: actions.shown(db, who, push_id))


router = Router("/", route_handlers=[show_push, subscribe, unsubscribe, check, shown])
