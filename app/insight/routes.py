"""The boards: whether everybody can be reached, and how promises were kept."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get
from litestar.params import FromQuery

from app.insight import keeping, queries, rules
from app.insight.model import ChannelBoard, Facts, Finding, Sign
from app.insight.promise_model import BrokenPromises, PromiseBoard
from app.insight.wakes import WakesBoard, wakes
from app.kit.auth import Who, only, with_clients
from app.kit.db import Db
from app.kit.http import AsWho, InUnit
from app.kit.leases import count_leases
from app.people.queries import dealership
from app.texts import Phrase, say


@get("/api/boards/channels", guards=[only("supervisor", "administrator")])
async def show_channels(request: Request[Who, Any, Any], unit: InUnit, who: AsWho) -> ChannelBoard:
    """How messages come in and go out, the worst first, each with what to do."""
    worker = await count_leases(request.app.state.database, "worker:") > 0
    return await unit.read(lambda db: channels(db, who, worker), snapshot=True)


async def channels(db: Db, who: Who, worker: bool) -> ChannelBoard:
    facts = Facts(
        worker=worker,
        bots=await queries.bots(db),
        lines=await queries.lines(db),
        fates=await queries.fates(db),
        inward=await queries.inward(db),
        silent=await queries.silent_devices(db),
        unrung=await queries.unrung(db),
        telephony=await queries.telephony(db),
    )
    found = rules.findings(facts, db.now)
    zone = (await dealership(db)).time_zone

    def said(phrase: Phrase) -> str:
        return say(phrase, who.language, zone, now=db.now)

    return ChannelBoard(
        level=rules.level_of(found),
        summary=said(rules.summary(found)),
        signs=[sign_of(one, said) for one in found],
        as_of=db.now,
    )


def sign_of(one: Finding, said: Any) -> Sign:
    return Sign(
        what=one.what,
        level=one.level,
        title=said(one.title),
        text=said(one.text),
        advice=said(one.advice) if one.advice else None,
        since=one.since,
    )


@get("/api/boards/promises", guards=[with_clients])
async def show_promises(
    unit: InUnit, who: AsWho, days: FromQuery[int] = 28, person: FromQuery[UUID | None] = None
) -> PromiseBoard:
    """How promises of the last 7, 28 or 91 days were kept, and how long clients waited; a manager sees their own."""
    return await unit.read(lambda db: keeping.promise_board(db, who, days, person), snapshot=True)


@get("/api/boards/promises/broken", guards=[with_clients])
async def show_broken_promises(
    unit: InUnit,
    who: AsWho,
    days: FromQuery[int] = 28,
    person: FromQuery[UUID | None] = None,
    after: FromQuery[UUID | None] = None,
) -> BrokenPromises:
    """The broken ones, the newest first, each with what it rests on. `after` is the `next` of the page before."""
    return await unit.read(lambda db: keeping.broken_promises(db, who, days, person, after), snapshot=True)


@get("/api/boards/wakes", guards=[only("supervisor")])
async def show_wakes(unit: InUnit, month: FromQuery[str | None] = None) -> WakesBoard:
    """Who was called out of their rest in a month, such as 2026-11; this one unless another is named."""
    return await unit.read(lambda db: wakes(db, month), snapshot=True)


router = Router("/", route_handlers=[show_channels, show_promises, show_broken_promises, show_wakes])
