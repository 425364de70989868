"""The windows of a client as the house sees them: when each was used last, and the end of one that was lost."""

from uuid import UUID

import msgspec
from litestar import Router, delete, get
from litestar.params import FromPath

from app.clients.seeing import own_client, seen_client
from app.kit.auth import with_clients
from app.kit.db import Db
from app.kit.http import AsWho, InUnit
from app.window import entering
from app.window.model import IDLE, Device
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


router = Router("/", route_handlers=[list_windows, end_window])
