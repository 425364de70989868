"""A client's loyalty opened to its losses, complaints, and the supervisor's board."""

from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from app.clients.routes import page_start
from app.kit.auth import only, with_clients
from app.kit.http import AsWho, IdempotencyKey, InUnit, json_bytes
from app.kit.ids import new_id
from app.loyalty import ledger, overseeing
from app.loyalty.complaining import (
    CloseComplaint,
    Closed,
    HearClient,
    Heard,
    LogComplaint,
    Mended,
    NewComplaint,
    WithdrawComplaint,
    close_complaint,
    hear_client,
    log_complaint,
    withdraw_complaint,
)
from app.loyalty.complaints import Complaint
from app.loyalty.model import Part, Status
from app.loyalty.showing import Behinds, Board, Loyalty
from app.sync.once import once


@get("/api/clients/{client_id:uuid}/loyalty", guards=[with_clients])
async def show_loyalty(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Loyalty:
    """The score, and where each of the missing points went."""
    return await unit.read(lambda db: ledger.loyalty(db, who, client_id), snapshot=True)


@post("/api/clients/{client_id:uuid}/complaints", guards=[with_clients], status_code=201)
async def post_complaint(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[NewComplaint]
) -> Response[Complaint]:
    """The client is unhappy: write down with what."""
    body = LogComplaint(client_id=client_id, id=data.id, words=data.words)
    return json_bytes(await once(unit, who, data.id, "loyalty.complain", body, log_complaint), 201)


@delete("/api/complaints/{complaint_id:uuid}", guards=[with_clients], status_code=200)
async def delete_complaint(
    unit: InUnit, who: AsWho, complaint_id: FromPath[UUID], idempotency_key: IdempotencyKey = None
) -> Response[Complaint]:
    """It was written down by mistake, a moment ago."""
    body = WithdrawComplaint(id=idempotency_key or new_id(), complaint_id=complaint_id)
    return json_bytes(await once(unit, who, body.id, "loyalty.withdraw_complaint", body, withdraw_complaint))


@post("/api/complaints/{complaint_id:uuid}/closing", guards=[with_clients], status_code=200)
async def post_closing(
    unit: InUnit, who: AsWho, complaint_id: FromPath[UUID], data: JSONBody[Mended]
) -> Response[Closed]:
    """It is mended; the client is asked whether that solves it."""
    body = CloseComplaint(complaint_id=complaint_id, id=data.id, words=data.words)
    return json_bytes(await once(unit, who, data.id, "loyalty.close_complaint", body, close_complaint))


@post("/api/complaints/{complaint_id:uuid}/hearing", guards=[with_clients], status_code=200)
async def post_hearing(
    unit: InUnit, who: AsWho, complaint_id: FromPath[UUID], data: JSONBody[Heard]
) -> Response[Complaint]:
    """The client said by phone or at the desk whether it is solved."""
    body = HearClient(complaint_id=complaint_id, id=data.id, solved=data.solved)
    return json_bytes(await once(unit, who, data.id, "loyalty.hear_client", body, hear_client))


@get("/api/boards/loyalty", guards=[only("supervisor")])
async def show_board(unit: InUnit, who: AsWho) -> Board:
    """Whose clients are loyal, who is not and why, and what to do about it today."""
    return await unit.read(lambda db: overseeing.loyalty_board(db, who), snapshot=True)


@get("/api/boards/loyalty/clients", guards=[only("supervisor")])
async def show_clients_behind(
    unit: InUnit,
    component: FromQuery[Part | None] = None,
    status: FromQuery[Status | None] = None,
    manager: FromQuery[UUID | None] = None,
    out_of_hand: FromQuery[bool] = False,
    after: FromQuery[str] = "",
) -> Behinds:
    """The clients behind a figure of the board, those who lost most first."""
    skip = page_start(after)
    return await unit.read(
        lambda db: overseeing.clients_behind(db, component, status, manager, out_of_hand, skip)
    )


router = Router(
    "/",
    route_handlers=[
        show_loyalty, post_complaint, delete_complaint, post_closing, post_hearing, show_board,
        show_clients_behind,
    ],
)  # fmt: skip
