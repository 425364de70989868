"""The windows of a client as the house sees them: when each was used last, the end of one that was lost, and the code
by which whoever looks through one shows that a number is theirs."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Router, delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.clients.seeing import own_client, seen_client
from app.kit.auth import Who, with_clients
from app.kit.db import Db
from app.kit.http import AsWho, InUnit
from app.sync.actions import landed
from app.window import entering
from app.window.model import IDLE, Device
from app.window.proving import Asked, NewCode, ReadOut, ask_for_code, code_for
from app.window.queries import windows_of_client


class Windows(msgspec.Struct, frozen=True, kw_only=True):
    windows: list[Device]


@get("/api/clients/{client_id:uuid}/windows", guards=[with_clients])
async def list_windows(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Windows:
    """The browsers in which this client reads their talk."""

    async def read(db: Db) -> list[Device]:
        client = await seen_client(db, who, client_id)
        return await windows_of_client(db, client.id, db.now - IDLE)

    return Windows(windows=await unit.read(read))


@delete("/api/clients/{client_id:uuid}/windows/{window_id:uuid}", guards=[with_clients], status_code=204)
async def end_window(unit: InUnit, who: AsWho, client_id: FromPath[UUID], window_id: FromPath[UUID]) -> None:
    """A phone was lost: its window shows nothing from now on, and says why."""

    async def end(db: Db) -> None:
        await entering.end_for_client(db, who, await own_client(db, who, client_id), window_id)

    await unit.write(end)


@post(
    "/api/clients/{client_id:uuid}/contacts/{contact_id:uuid}/code",
    guards=[with_clients],
    status_code=HTTP_200_OK,
)
async def show_code(
    request: Request[Who, Any, Any],
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    contact_id: FromPath[UUID],
    data: JSONBody[NewCode],
) -> ReadOut:
    """A code to read out to whoever answers at this number; typed into the client's window, it proves the number."""
    asked = Asked(client_id=client_id, contact_id=contact_id, id=data.id)
    made = await unit.write(lambda db: ask_for_code(db, who, asked), landed=landed(who.id, data.id))
    return ReadOut(code=code_for(request.app.state.seal, contact_id, data.id), until=made.until)


router = Router("/", route_handlers=[list_windows, end_window, show_code])
