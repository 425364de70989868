"""A client's cars: what comes for them, and what people write down about them."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import structs

from app.kit.auth import with_clients
from app.kit.http import AsWho, InUnit, json_bytes
from app.ownership import actions, showing
from app.ownership.model import (
    AddCar,
    CarBody,
    CarShown,
    Events,
    LogVisit,
    ReadingBody,
    ReadOdometer,
    VisitBody,
)
from app.sync.once import once


@get("/api/clients/{client_id:uuid}/events", guards=[with_clients])
async def show_events(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Events:
    """What the clock of ownership says of this client's cars, and why."""
    return await unit.read(lambda db: showing.events_of(db, who, client_id))


@post("/api/clients/{client_id:uuid}/cars", guards=[with_clients])
async def add_car(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[CarBody]
) -> Response[CarShown]:
    """A car of my client."""
    act = AddCar(client_id=client_id, **structs.asdict(data))
    return json_bytes(await once(unit, who, data.id, "cars.add", act, actions.add_car_of_client), 201)


@post("/api/clients/{client_id:uuid}/cars/{car_id:uuid}/readings", guards=[with_clients])
async def read_odometer(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], car_id: FromPath[UUID], data: JSONBody[ReadingBody]
) -> Response[CarShown]:
    """What the odometer says. A reading that cannot be is refused with what is known."""
    act = ReadOdometer(client_id=client_id, car_id=car_id, **structs.asdict(data))
    return json_bytes(await once(unit, who, data.id, "cars.read", act, actions.read_odometer), 201)


@post("/api/clients/{client_id:uuid}/cars/{car_id:uuid}/visits", guards=[with_clients])
async def log_visit(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], car_id: FromPath[UUID], data: JSONBody[VisitBody]
) -> Response[CarShown]:
    """The car was at a workshop, ours or another: its clock counts from there."""
    act = LogVisit(client_id=client_id, car_id=car_id, **structs.asdict(data))
    return json_bytes(await once(unit, who, data.id, "cars.visit", act, actions.log_visit), 201)


router = Router("/", route_handlers=[show_events, add_car, read_odometer, log_visit])
