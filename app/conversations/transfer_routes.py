"""Transfers of clients: what one would do, doing it, undoing it within a day."""

from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.params import FromHeader, FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.conversations import handing_over, transfers
from app.conversations.transfers import Asked, NewTransfer, Preview, Transfer, Transfers, Undo
from app.kit.auth import only
from app.kit.http import AsWho, InUnit, json_bytes
from app.kit.ids import new_id
from app.sync.once import once


@get("/api/transfers", guards=[only("supervisor")])
async def show_transfers(unit: InUnit) -> Transfers:
    """The transfers of the last thirty days, the latest first."""
    return Transfers(transfers=await unit.read(transfers.latest_transfers))


@post("/api/transfers/preview", guards=[only("supervisor")], status_code=HTTP_200_OK)
async def preview_transfer(unit: InUnit, who: AsWho, data: JSONBody[Asked]) -> Preview:
    """What a transfer would do: figures, the announcement's words, the receiver's book after it."""
    return await unit.read(lambda db: handing_over.preview(db, who, data), snapshot=True)


@post("/api/transfers", guards=[only("supervisor")], status_code=201)
async def make_transfer(unit: InUnit, who: AsWho, data: JSONBody[NewTransfer]) -> Response[Transfer]:
    """Hand clients over. The transfer's own id is the key of the act."""
    return json_bytes(await once(unit, who, data.id, "transfers.make", data, handing_over.hand_over), 201)


@delete("/api/transfers/{transfer_id:uuid}", guards=[only("supervisor")], status_code=HTTP_200_OK)
async def undo_transfer(
    unit: InUnit,
    who: AsWho,
    transfer_id: FromPath[UUID],
    confirmed: FromQuery[bool] = False,
    idempotency_key: FromHeader[UUID | None] = None,
) -> Response[Transfer]:
    """Undo a transfer within a day. `confirmed` = yes, although the book they go back to is full."""
    act = Undo(transfer_id=transfer_id, confirmed=confirmed)
    key = idempotency_key or new_id()
    return json_bytes(await once(unit, who, key, "transfers.undo", act, handing_over.undo))


router = Router("/", route_handlers=[show_transfers, preview_transfer, make_transfer, undo_transfer])
