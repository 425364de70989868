"""Whom promises to this client name, and what the house would do with words that come at night."""

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.clients.model import Responsible
from app.clients.seeing import seen_client
from app.coverage.trying import Trial, Tried, try_words
from app.kit.auth import Who, only, with_clients
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.http import AsWho, InUnit
from app.people.model import Named
from app.people.queries import active_people, person
from app.texts import Phrase, say


@get("/api/clients/{client_id:uuid}/responsible", guards=[with_clients])
async def show_responsible(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Responsible:
    """Whom promises name, why, and whose client it is: the owner, or a supervisor for one who is out. Who of them is
    here by the schedules, the duty screen says."""
    return await unit.read(lambda db: responsible(db, who, client_id))


async def responsible(db: Db, who: Who, client_id: UUID) -> Responsible:
    client = await seen_client(db, who, client_id)
    owner = await person(db, client.owner_id)
    if owner is None:
        raise not_found()
    answering, because = Named(id=owner.id, name=owner.name), Phrase("because.owner")
    if owner.deactivated_at:  # until somebody takes the client over, the supervisor answers
        for stand_in in (await active_people(db, "supervisor"))[:1]:
            answering, because = Named(**stand_in), Phrase("because.owner_out", {"name": owner.name})
    return Responsible(
        person=answering,
        because=say(because, who.language),
        until_at=None,
        owner=Named(id=owner.id, name=owner.name),
    )


@post("/api/standards/urgency/try", guards=[only("administrator")], status_code=HTTP_200_OK)
async def try_urgency(unit: InUnit, who: AsWho, data: JSONBody[Trial]) -> Tried:
    """What these rules would make of these words at night, before anybody puts them in force."""
    return await unit.read(lambda db: try_words(db, data, who.language))


router = Router("/", route_handlers=[show_responsible, try_urgency])
