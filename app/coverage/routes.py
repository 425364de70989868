"""Whom promises to this client name, and what the house would do with words that come at night."""

from datetime import datetime
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.clients.model import Responsible
from app.clients.seeing import seen_client
from app.coverage.ladder import Keeper, Roster, here_at, responsible_at
from app.coverage.promising import promise_from
from app.coverage.scheduling import roster_now
from app.coverage.trying import Trial, Tried, try_words
from app.kit.auth import Who, only, with_clients
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.http import AsWho, InUnit
from app.people.model import Named
from app.people.queries import person
from app.standards.queries import latest_standard
from app.texts import Phrase, at, say


@get("/api/clients/{client_id:uuid}/responsible", guards=[with_clients])
async def show_responsible(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Responsible:
    """Who answers this client now by the schedules, why, until when, and whose client it is; where nobody is here, who
    comes first."""
    return await unit.read(lambda db: responsible(db, who, client_id))


async def responsible(db: Db, who: Who, client_id: UUID) -> Responsible:
    client = await seen_client(db, who, client_id)
    owner = await person(db, client.owner_id)
    if owner is None:
        raise not_found()
    roster = await roster_now(db)
    rules = (await latest_standard(db)).answer
    given = promise_from(client.owner_id, db.now, roster, rules.answer_minutes, {})
    found = responsible_at(client.owner_id, db.now, roster)
    answering, until_at = owner.id, None
    because = Phrase("because.owner")
    if found:
        answering, until_at = found.person_id, leaves_at(roster.keepers[found.person_id], roster, db.now)
        because = Phrase(f"because.{found.step}", {"name": owner.name})
    elif given:
        answering = given.person_id
        because = Phrase("because.comes_first", {"at": at(given.here_from)})
    if owner.deactivated_at:
        because = Phrase("because.owner_out", {"name": owner.name})
    named = roster.keepers.get(answering)
    return Responsible(
        person=Named(id=answering, name=named.name if named else owner.name),
        because=say(because, who.language, roster.zone, now=db.now),
        until_at=until_at,
        owner=Named(id=owner.id, name=owner.name),
    )


def leaves_at(keeper: Keeper, roster: Roster, now: datetime) -> datetime | None:
    """When the shift of somebody who is here ends."""
    return max((shift.until_at for shift in here_at(keeper, roster, now)), default=None)


@post("/api/standards/urgency/try", guards=[only("administrator")], status_code=HTTP_200_OK)
async def try_urgency(unit: InUnit, who: AsWho, data: JSONBody[Trial]) -> Tried:
    """What these rules would make of these words at night, before anybody puts them in force."""
    return await unit.read(lambda db: try_words(db, data, who.language))


router = Router("/", route_handlers=[show_responsible, try_urgency])
