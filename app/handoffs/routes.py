"""The capsule, the note back, and questions to specialists."""

from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath

from app.handoffs import capsules
from app.handoffs.model import Capsule
from app.kit.auth import with_clients
from app.kit.http import AsWho, InUnit


@get("/api/clients/{client_id:uuid}/capsule", guards=[with_clients])
async def show_capsule(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Capsule:
    """What whoever steps in must know of this client, on one screen."""
    return await unit.read(lambda db: capsules.capsule(db, who, client_id), snapshot=True)


router = Router("/", route_handlers=[show_capsule])
