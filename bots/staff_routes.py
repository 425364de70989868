"""My own messenger account: which one it is, a link that says so, and its end. Runs in the API process."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec
from litestar import Request, Router, delete, get, post
from litestar.params import JSONBody

from app.deliveries.devices import is_open
from app.kit.auth import Who, signed_in
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.http import AsWho, InUnit, refuses
from app.people import accounts
from bots.linking import links_of, token_for, username_of_bot
from bots.model import CHANNEL


class NewStaffLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask for a link; `id` makes a repeat answer the same one."""

    id: UUID


class StaffLink(msgspec.Struct, frozen=True, kw_only=True):
    """Good once and for ten minutes, for whoever opens it: it is meant for one's own phone."""

    url: str
    expires_at: datetime


class MyMessenger(msgspec.Struct, frozen=True, kw_only=True):
    """Where the house reaches me when no push does. `bot`: what I would write to; None while there is none."""

    bot: str | None
    linked_at: datetime | None
    shown_name: str | None
    reached: bool


@get("/api/me/messenger", guards=[signed_in])
async def show_messenger(unit: InUnit, who: AsWho) -> MyMessenger:
    """My own account, if I linked one, and whether anything gets there."""
    return await unit.read(lambda db: messenger(db, who))


async def messenger(db: Db, who: Who) -> MyMessenger:
    mine = next((one for one in await accounts.staff_accounts(db, who.id) if one.channel == CHANNEL), None)
    return MyMessenger(
        bot=await username_of_bot(db),
        linked_at=mine.linked_at if mine else None,
        shown_name=mine.shown_name if mine else None,
        reached=mine is not None and await is_open(db, mine.address_id),
    )


@post("/api/me/messenger/links", guards=[signed_in], status_code=201, responses=refuses(409))
async def make_link(
    request: Request[Who, Any, Any], unit: InUnit, who: AsWho, data: JSONBody[NewStaffLink]
) -> StaffLink:
    """A link by which my own account in the messenger becomes known as mine."""
    token = token_for(request.app.state.seal, who.dealership, uuid5(who.id, f"staff link {data.id}"))
    site = request.app.state.config.site

    async def make(db: Db) -> StaffLink:
        url = links_of(site, await username_of_bot(db), token).telegram
        if url is None:
            raise Problem("no_bot", 409)
        return StaffLink(url=url, expires_at=await accounts.make_link(db, who.id, token))

    return await unit.write(make)


@delete("/api/me/messenger", guards=[signed_in], status_code=204)
async def unlink(unit: InUnit, who: AsWho) -> None:
    """My account is not written to any more."""
    await unit.write(lambda db: accounts.unlink(db, who.id, CHANNEL))


router = Router("/", route_handlers=[show_messenger, make_link, unlink])
