"""Schedules, pairs, requests between colleagues, who is on duty, and the supervisor's map."""

from datetime import date
from uuid import UUID, uuid5

from litestar import Router, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec.structs import asdict

from app.coverage import asking, scheduling, showing, substituting
from app.coverage.model import (
    Answer,
    AskDays,
    Back,
    Coverage,
    Duty,
    NewAbsence,
    OfferPair,
    OfferSubstitution,
    Overridden,
    Override,
    PlanChange,
    Schedule,
)
from app.kit.auth import only, with_clients
from app.kit.http import AsWho, InUnit
from app.sync.once import once
from app.sync.tables import Mutation

supervisors = only("supervisor")


@get("/api/schedule", guards=[with_clients])
async def show_schedule(unit: InUnit, who: AsWho) -> Schedule:
    """My schedule, the two weeks that follow from it, and what is asked: of me, and by me."""
    return await unit.read(lambda db: showing.my_schedule(db, who), snapshot=True)


@put("/api/schedule", guards=[with_clients])
async def change_schedule(unit: InUnit, who: AsWho, data: JSONBody[PlanChange]) -> Schedule:
    """Put my schedule in force, made over the version I saw. A conflict carries the one in force."""
    await once(unit, who, data.id, "schedule.change", data, scheduling.change_schedule)
    return await unit.read(lambda db: showing.my_schedule(db, who), snapshot=True)


@post("/api/schedule/absences", guards=[with_clients])
async def go_away(unit: InUnit, who: AsWho, data: JSONBody[NewAbsence]) -> Schedule:
    """I am on leave, or ill from now on. The answer warns where nobody answers my clients meanwhile."""
    await once(unit, who, data.id, "schedule.go_away", data, scheduling.go_away)
    return await unit.read(lambda db: showing.my_schedule(db, who), snapshot=True)


@delete("/api/schedule/absences/{absence_id:uuid}", guards=[with_clients], status_code=HTTP_200_OK)
async def come_back(unit: InUnit, who: AsWho, absence_id: FromPath[UUID]) -> Schedule:
    """I am here again. A repeat is answered as the first."""
    act = Back(absence_id=absence_id)
    await once(unit, who, uuid5(absence_id, "back"), "schedule.come_back", act, scheduling.come_back)
    return await unit.read(lambda db: showing.my_schedule(db, who), snapshot=True)


@post("/api/schedule/requests", guards=[with_clients], status_code=204)
async def ask_days(unit: InUnit, who: AsWho, data: JSONBody[AskDays]) -> None:
    """Ask a colleague to have other hours on some days."""
    await once(unit, who, data.id, "schedule.ask_days", data, asking.ask_days)


@post("/api/schedule/requests/{request_id:uuid}/answer", guards=[with_clients])
async def answer(unit: InUnit, who: AsWho, request_id: FromPath[UUID], data: JSONBody[Answer]) -> Schedule:
    """Say yes or no to what was asked of me."""
    await unit.write(lambda db: asking.answer(db, who, request_id, data.accept))
    return await unit.read(lambda db: showing.my_schedule(db, who), snapshot=True)


@delete("/api/schedule/requests/{request_id:uuid}", guards=[with_clients], status_code=204)
async def withdraw_request(unit: InUnit, who: AsWho, request_id: FromPath[UUID]) -> None:
    """Take back what I asked."""
    await unit.write(lambda db: asking.withdraw(db, who, request_id))


@post("/api/pair", guards=[only("manager")], status_code=204)
async def offer_pair(unit: InUnit, who: AsWho, data: JSONBody[OfferPair]) -> None:
    """Ask a colleague to be my pair."""
    await once(unit, who, data.id, "pair.offer", data, asking.offer_pair)


@delete("/api/pair", guards=[only("manager")], status_code=204)
async def end_pair(unit: InUnit, who: AsWho) -> None:
    """We answer for each other no more."""
    await unit.write(lambda db: asking.end_pair(db, who))


@post("/api/substitutions", guards=[with_clients], status_code=204)
async def offer_substitution(unit: InUnit, who: AsWho, data: JSONBody[OfferSubstitution]) -> None:
    """Ask a colleague to look after my clients; a supervisor asks for somebody."""
    await once(unit, who, data.id, "schedule.offer_substitution", data, substituting.offer)


@delete("/api/substitutions/{substitution_id:uuid}", guards=[with_clients], status_code=204)
async def end_substitution(unit: InUnit, who: AsWho, substitution_id: FromPath[UUID]) -> None:
    """It ends now."""
    await unit.write(lambda db: substituting.end(db, who, substitution_id))


@post("/api/people/{person_id:uuid}/override", guards=[supervisors], status_code=204)
async def override(unit: InUnit, who: AsWho, person_id: FromPath[UUID], data: JSONBody[Override]) -> None:
    """Enter at once, for somebody who cannot, that they are away or have other hours; they and their pair learn it."""
    act = Overridden(person_id=person_id, **asdict(data))
    await once(unit, who, data.id, "schedule.override", act, scheduling.override)


@get("/api/duty", guards=[with_clients])
async def show_duty(unit: InUnit, who: AsWho) -> Duty:
    """Who is here now and who next."""
    return await unit.read(lambda db: showing.duty(db, who), snapshot=True)


@get("/api/coverage", guards=[supervisors])
async def show_coverage(unit: InUnit, from_on: FromQuery[date | None] = None) -> Coverage:
    """A week by people, and the minutes nobody covers."""
    return await unit.read(lambda db: showing.coverage(db, from_on), snapshot=True)


ACTS = {
    "schedule.go_away": Mutation(body=NewAbsence, act=scheduling.go_away),
    "schedule.come_back": Mutation(body=Back, act=scheduling.come_back),
    "schedule.offer_substitution": Mutation(body=OfferSubstitution, act=substituting.offer),
}
"""What phones may queue."""
router = Router(
    "/",
    route_handlers=[
        show_schedule, change_schedule, go_away, come_back, ask_days, answer, withdraw_request,
        offer_pair, end_pair, offer_substitution, end_substitution, override, show_duty, show_coverage,
    ],
)  # fmt: skip
