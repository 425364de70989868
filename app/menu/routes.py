"""What was judged urgent, for those who look after the house: why, what came of it, and whether it was right."""

from uuid import UUID

from litestar import Router, delete, get, put
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.kit.auth import only
from app.kit.http import AsWho, InUnit
from app.menu import judged
from app.menu.judged import JudgedBurst, JudgedBursts, NewMark


@get("/api/bursts", guards=[only("supervisor", "administrator")])
async def show_bursts(unit: InUnit, who: AsWho, after: FromQuery[UUID | None] = None) -> JudgedBursts:
    """Bursts in which something was found, the newest first. `after` is the `next` of the page before."""
    return await unit.read(lambda db: judged.judged_bursts(db, who, after), snapshot=True)


@put("/api/bursts/{burst_id:uuid}/mark", guards=[only("supervisor", "administrator")])
async def mark_burst(
    unit: InUnit, who: AsWho, burst_id: FromPath[UUID], data: JSONBody[NewMark]
) -> JudgedBurst:
    """It was urgent, or it was not."""
    return await unit.write(lambda db: judged.mark(db, who, burst_id, data))


@delete(
    "/api/bursts/{burst_id:uuid}/mark",
    guards=[only("supervisor", "administrator")],
    status_code=HTTP_200_OK,
)
async def unmark_burst(unit: InUnit, who: AsWho, burst_id: FromPath[UUID]) -> JudgedBurst:
    """Nothing was said of it after all."""
    return await unit.write(lambda db: judged.unmark(db, who, burst_id))


router = Router("/", route_handlers=[show_bursts, mark_burst, unmark_burst])
