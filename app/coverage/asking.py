"""What colleagues ask of each other: to be a pair, to take other hours, to look after clients. Nothing holds before the
yes."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from app.coverage import requests, substituting, writing
from app.coverage.ladder import Keeper, Roster
from app.coverage.model import AskDays, AskedDays, DayPlan, OfferPair, Span
from app.coverage.queries import plan_of
from app.coverage.scheduling import changed, planned_roster, roster_now
from app.coverage.spans import DAY, spans_on
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.people.notices import notify, withdraw_notice
from app.texts import Phrase, on


async def offer_pair(db: Db, who: Who, offer: OfferPair) -> None:
    """Ask a colleague to answer my clients when I am not here, as I answer theirs. Raises "not_self", and "pair_taken"
    (409) where one of us has a pair: pairs are two, and no ring of three."""
    asker, colleague = await two_managers(db, who, offer.person_id)
    await refuse_paired(db, asker.id, colleague.id)
    if not await requests.insert_request(db, offer.id, "pair", colleague.id, who.id, {}):
        raise bad_field("id", "taken")
    await record(db, "pair.offered", by=who.id, subject=colleague.id, request=str(offer.id))
    await notify(db, colleague.id, "schedule", Phrase("pair.offered", {"name": who.name}), about=offer.id)


async def two_managers(db: Db, who: Who, other: UUID) -> tuple[Keeper, Keeper]:
    if other == who.id:
        raise bad_field("person_id", "pair_with_self")
    keepers = (await roster_now(db)).keepers
    asker, colleague = keepers.get(who.id), keepers.get(other)
    if not asker or not colleague or not colleague.active or {asker.role, colleague.role} != {"manager"}:
        raise not_found()
    return asker, colleague


async def refuse_paired(db: Db, *people: UUID) -> None:
    if taken := await requests.paired(db, list(people)):
        raise Problem("pair_taken", 409, name=taken.name)


async def end_pair(db: Db, who: Who) -> None:
    """From now on nobody answers for the other. The other one learns it."""
    other = await requests.end_pair(db, who.id)
    if other is None:
        return
    await record(db, "pair.ended", by=who.id, subject=other)
    await notify(db, other, "schedule", Phrase("pair.ended", {"name": who.name}))


async def ask_days(db: Db, who: Who, ask: AskDays) -> None:
    """Ask a colleague to have other hours on some days, and say what one takes in turn. Raises as their own change
    would, so that nobody is asked for what cannot be."""
    roster = await planned_roster(db)
    asker, colleague = roster.keepers.get(who.id), roster.keepers.get(ask.person_id)
    if ask.person_id == who.id:
        raise bad_field("person_id", "ask_yourself")
    if not asker or not colleague or not colleague.active:
        raise not_found()
    seen = seen_on(colleague, roster, ask.days)
    days = together(seen, ask.days) if ask.also else ask.days
    changed(colleague, roster, days, db.now)
    if ask.give:
        changed(asker, roster, ask.give, db.now)
    asked = AskedDays(
        days=days,
        give=ask.give,
        seen=seen,
        seen_give=seen_on(asker, roster, ask.give),
    )
    if not await requests.insert_request(db, ask.id, "days", colleague.id, who.id, asked):
        raise bad_field("id", "taken")
    await record(db, "schedule.asked", by=who.id, subject=colleague.id, request=str(ask.id))
    facts = {"name": who.name, "on": on(ask.days[0].on)}
    await notify(db, colleague.id, "schedule", Phrase("schedule.asked", facts), about=ask.id)


def together(seen: list[DayPlan], more: list[DayPlan]) -> list[DayPlan]:
    """The new hours are laid over those that the colleague has: whoever works by day can be on call then."""
    return [
        DayPlan(
            on=day.on,
            spans=sorted(
                [*(left for span in has.spans for left in beside(span, day.spans)), *day.spans],
                key=lambda span: span.from_minute,
            ),
        )
        for has, day in zip(seen, more, strict=True)
    ]


def beside(span: Span, others: list[Span]) -> list[Span]:
    """What these others leave of it. One that would begin on the next day is left whole, to be refused."""
    pieces = [(span.from_minute, span.until_minute)]
    for other in others:
        around = [
            piece
            for begins, ends in pieces
            for piece in ((begins, min(ends, other.from_minute)), (max(begins, other.until_minute), ends))
        ]
        pieces = [(begins, ends) for begins, ends in around if begins < ends]
    if any(begins >= DAY for begins, _ in pieces):
        return [span]
    return [replace(span, from_minute=begins, until_minute=ends) for begins, ends in pieces]


def seen_on(keeper: Keeper, roster: Roster, days: list[DayPlan]) -> list[DayPlan]:
    """What this person has on those days."""
    week = plan_of(keeper, roster.usual).week
    return [DayPlan(on=day.on, spans=spans_on(week, keeper.days, day.on)) for day in days]


# --- the answer


async def answer(db: Db, who: Who, id: UUID, accept: bool) -> None:
    """Say yes or no to what was asked of me. Raises "request_settled" (409) where it is answered or taken back, and
    "schedule_moved" where what it was asked over is not so any more."""
    await substituting.hold_both(db, who, id)
    row = await requests.request(db, id)
    if row is None or row["person_id"] != who.id:
        raise not_found()
    state = "accepted" if accept else "declined"
    if row["state"] == state:
        return  # a repeat, the first answer was lost
    if row["state"] != "open":
        raise Problem("request_settled", 409)
    await requests.settle_request(db, id, state)
    await (accepted if accept else declined)(db, who, row)
    said = said_of(row["kind"], state)
    if row["kind"] != "substitution" or not accept:
        await record(db, said, by=who.id, subject=row["by_id"])
    await withdraw_notice(db, who.id, id)
    await notify(db, row["by_id"], "schedule", Phrase(said, {"name": who.name}))


def said_of(kind: str, state: str) -> str:
    if kind == "substitution":
        return f"substitution.{state}"
    return f"pair.{state}" if kind == "pair" else f"schedule.{state}"


async def accepted(db: Db, who: Who, row: Any) -> None:
    if row["kind"] == "substitution":
        await substituting.accept(db, who, row)
    else:
        await (accept_pair if row["kind"] == "pair" else accept_days)(db, who, row["by_id"], row["asked"])


async def declined(db: Db, who: Who, row: Any) -> None:
    if row["kind"] == "substitution":
        await substituting.declined(db, who, row)


async def accept_pair(db: Db, who: Who, asker: UUID, _: object) -> None:
    await two_managers(db, who, asker)
    await refuse_paired(db, who.id, asker)
    if not await requests.insert_pair(db, who.id, asker):
        raise Problem("conflict", 409)
    await record(db, "pair.made", by=who.id, subject=asker)


async def accept_days(db: Db, who: Who, asker: UUID, stored: object) -> None:
    roster, asked = await roster_now(db), requests.asked_of(stored)
    if not (by := roster.keepers.get(asker)) or not by.active:
        raise Problem("request_settled", 409)
    for person, days, seen in ((who.id, asked.days, asked.seen), (asker, asked.give, asked.seen_give)):
        keeper = roster.keepers.get(person)
        if keeper is None or not days:
            continue
        if seen_on(keeper, roster, days) != seen:
            raise Problem("asked_over_another", 409)
        plan = changed(keeper, roster, days, db.now)
        own_week = keeper.week is not None  # a yes to one day is no yes to the week as it happens to be
        if not await writing.put_plan(db, person, plan, who.id, own_week=own_week):
            raise Problem("conflict", 409)
        await record(db, "schedule.changed", by=who.id, subject=person, version=plan.version)


async def withdraw(db: Db, who: Who, id: UUID) -> None:
    """Take back what I asked, while nobody answered it."""
    row = await requests.request(db, id)
    if row is None or row["by_id"] != who.id:
        raise not_found()
    if row["state"] in ("accepted", "declined"):
        raise Problem("request_settled", 409)
    await requests.settle_request(db, id, "withdrawn")
    await withdraw_notice(db, row["person_id"], id)


# --- somebody leaves


async def let_go(db: Db, left: UUID) -> None:
    """Whoever left asks nothing and is asked nothing any more, is nobody's pair and looks after nobody's clients; the
    others learn it."""
    keeper = (await roster_now(db)).keepers.get(left)
    if keeper is None or keeper.active:
        return
    for row in await requests.withdraw_all(db, left):
        await withdraw_notice(db, row["person_id"], row["id"])
    await substituting.let_go_of(db, left)
    if other := await requests.end_pair(db, left):
        await record(db, "pair.ended", subject=other)
        await notify(db, other, "schedule", Phrase("pair.ended", {"name": keeper.name}))
