"""Looking after a colleague's clients from when until when: offered, accepted or refused, begun and over by itself.

The owner stays the owner. What is agreed is a row; from it the ladder knows who answers, and whoever stands in is let
into the book when it begins.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from msgspec import convert

from app.clients.owners import lock_persons
from app.coverage import requests, substitutions
from app.coverage.ladder import Keeper, Roster, local_day
from app.coverage.model import AskedSubstitution, OfferSubstitution
from app.coverage.scheduling import bounds, planned_roster, roster_now
from app.coverage.substitutions import Agreed
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.people.notices import notify, withdraw_notice
from app.people.queries import active_people, dealership
from app.texts import Phrase, on

AHEAD = timedelta(hours=24)
"""So long before it begins people are told of an offer that nobody has answered;"""
PATIENCE = timedelta(hours=2)
"""and not sooner than this after it was made."""


async def offer(db: Db, who: Who, new: OfferSubstitution) -> None:
    """Ask a colleague to look after clients: one's own, or as a supervisor those of a manager. Raises "ask_yourself",
    "substituted_already" (409) where somebody does so in that time, "offered_already" (409) for the same offer twice.
    """
    roster = await planned_roster(db)
    owner, colleague = whose(roster, who, new.owner_id), roster.keepers.get(new.person_id)
    if new.person_id in (owner.id, who.id):
        raise bad_field("person_id", "ask_yourself")
    if colleague is None or not colleague.active:
        raise not_found()
    await lock_persons(db, [owner.id])  # of two phones the second one meets what the first one asked
    from_at, until_at = bounds(new.from_on, new.until_on, roster, db.now)
    assert until_at is not None
    asked = AskedSubstitution(owner=owner.id, from_at=from_at, until_at=until_at)
    await refuse_substituted(db, owner.id, asked)
    for _, person, other in await open_offers(db, owner.id, asked):
        if person == colleague.id:
            raise Problem("offered_already", 409, name=colleague.name, **await told(db, other))
    if not await requests.insert_request(db, new.id, "substitution", colleague.id, who.id, asked):
        raise bad_field("id", "taken")
    await record(db, "substitution.offered", by=who.id, subject=new.id, owner=owner.id, person=colleague.id)
    code = "substitution.offered" if owner.id == who.id else "substitution.offered.for"
    words = Phrase(code, {"by": who.name, "owner": owner.name} | await told(db, asked))
    await notify(db, colleague.id, "schedule", words, about=new.id)


def whose(roster: Roster, who: Who, owner: UUID | None) -> Keeper:
    """Whose clients are offered. Raises 404 where they are not this person's to offer."""
    found = roster.keepers.get(owner or who.id)
    if found is None or not found.active or (who.role != "supervisor" and found.id != who.id):
        raise not_found()
    if found.role != "manager":
        raise bad_field("owner_id", "required")
    return found


async def told(db: Db, asked: AskedSubstitution | Agreed) -> dict[str, Any]:
    """From which day to which, the last included: the end is midnight after it."""
    zone = (await dealership(db)).time_zone
    last = local_day(asked.until_at - timedelta(minutes=1), zone)
    return {"from": on(local_day(asked.from_at, zone)), "until": on(last)}


async def refuse_substituted(db: Db, owner: UUID, asked: AskedSubstitution) -> None:
    if name := await substitutions.substituted(db, owner, asked.from_at, asked.until_at):
        raise Problem("substituted_already", 409, name=name)


async def open_offers(
    db: Db, owner: UUID, asked: AskedSubstitution
) -> list[tuple[UUID, UUID, AskedSubstitution]]:
    """Offers over these clients that wait for an answer and lie in that time: (id, to whom, what)."""
    found = []
    for row in await requests.offers_over(db, owner):
        one = convert(row["asked"], AskedSubstitution)
        if one.from_at < asked.until_at and one.until_at > asked.from_at:
            found.append((row["id"], row["person_id"], one))
    return found


# --- the answer


async def hold_both(db: Db, who: Who, offer: UUID) -> None:
    """People before offers, whoever answers: of two who say yes at once the second waits for the first."""
    if owner := await requests.offered_over(db, offer):
        await lock_persons(db, sorted([owner, who.id]))


async def accept(db: Db, who: Who, row: Any) -> None:
    """From then on they answer these clients. Other offers over the same time wait no more. Raises
    "substituted_already" where somebody was quicker, "request_settled" where the time is over or somebody left."""
    asked = convert(row["asked"], AskedSubstitution)
    held = await lock_persons(db, sorted([asked.owner, who.id]))
    if asked.until_at <= db.now or any(one.deactivated_at for one in held.values()):
        raise Problem("request_settled", 409)
    await refuse_substituted(db, asked.owner, asked)
    from_at = max(asked.from_at, db.now)
    await substitutions.insert_substitution(
        db, row["id"], asked.owner, who.id, row["by_id"], from_at, asked.until_at
    )
    await record(db, "substitution.accepted", by=who.id, subject=row["id"], owner=asked.owner)
    for id, person, _ in await open_offers(db, asked.owner, asked):
        await requests.settle_request(db, id, "withdrawn")
        await withdraw_notice(db, person, id)
    if asked.owner != row["by_id"]:
        words = Phrase(
            "substitution.arranged", {"name": who.name, "by": held[asked.owner].name} | await told(db, asked)
        )
        await notify(db, asked.owner, "schedule", words)
    await substitute_away(db, row["id"], who.id, only=row["id"])
    await begin_due(db)


async def declined(db: Db, who: Who, row: Any) -> None:
    """Supervisors see in good time that these clients are nobody's to look after."""
    asked = convert(row["asked"], AskedSubstitution)
    owner = (await roster_now(db)).keepers.get(asked.owner)
    words = Phrase(
        "substitution.refused",
        {"name": who.name, "owner": owner.name if owner else ""} | await told(db, asked),
    )
    for boss in await active_people(db, "supervisor"):
        if boss["id"] != row["by_id"]:
            await notify(db, boss["id"], "schedule", words)


# --- it begins and ends by itself, or sooner


async def begin_due(db: Db) -> None:
    """Begin what is due, and close what is over. Repeating it does nothing twice."""
    for one in await substitutions.due_substitutions(db):
        if one.until_at > db.now:
            await substitutions.mark_begun(db, one.id)
            await record(
                db, "substitution.begun", subject=one.id, owner=one.owner_id, person=one.person_id,
                until_at=one.until_at,
            )  # fmt: skip
        else:
            await substitutions.mark_ended(db, one.id, None)
            await record(db, "substitution.ended", subject=one.id, owner=one.owner_id, person=one.person_id)


async def end(db: Db, who: Who, id: UUID) -> None:
    """The owner, whoever looks after the clients, or a supervisor ends it now; the others learn it at once. A repeat
    is answered as the first."""
    found = await substitutions.lock_substitution(db, id)
    if found is None or (who.role != "supervisor" and who.id not in (found.owner_id, found.person_id)):
        raise not_found()
    if found.ended_at is None and found.until_at > db.now:
        await close(db, found, by=who)


async def close(db: Db, one: Agreed, *, by: Who | None) -> None:
    """It is over before its time: whom it concerns learns it."""
    await substitutions.mark_ended(db, one.id, by.id if by else None)
    await record(
        db,
        "substitution.ended",
        by=by.id if by else None,
        subject=one.id,
        owner=one.owner_id,
        person=one.person_id,
    )
    keepers = (await roster_now(db)).keepers
    facts = {"owner": keepers[one.owner_id].name, "name": keepers[one.person_id].name} | await told(db, one)
    for person in await concerned(db, one, but=by.id if by else one.person_id):
        await notify(db, person, "schedule", Phrase("substitution.over", facts))


async def concerned(db: Db, one: Agreed, *, but: UUID) -> list[UUID]:
    bosses = {boss["id"] for boss in await active_people(db, "supervisor")}
    return sorted((bosses | {one.owner_id, one.person_id, one.by_id}) - {but})


# --- what goes wrong


async def warn_unanswered(db: Db) -> None:
    """An offer that begins within a day, or has begun, and that nobody answered: who made it and the supervisors learn
    it, once."""
    late = [row for row in await requests.offers_waiting(db) if is_late(row, db.now)]
    keepers = (await roster_now(db)).keepers if late else {}
    for row in late:
        asked = convert(row["asked"], AskedSubstitution)
        await requests.mark_warned(db, row["id"])
        await record(db, "substitution.unanswered", subject=row["id"], owner=asked.owner)
        names = {"name": keepers[row["person_id"]].name, "owner": keepers[asked.owner].name}
        told_of = {boss["id"] for boss in await active_people(db, "supervisor")} | {row["by_id"], asked.owner}
        for person in sorted(told_of):
            await notify(
                db, person, "coverage", Phrase("substitution.unanswered", names | await told(db, asked))
            )


def is_late(row: Any, now: datetime) -> bool:
    asked = convert(row["asked"], AskedSubstitution)
    return not row["warned_at"] and max(asked.from_at - AHEAD, row["at"] + PATIENCE) <= now < asked.until_at


async def substitute_away(db: Db, entry: UUID, person: UUID, *, only: UUID | None = None) -> None:
    """Whoever looks after a colleague's clients, or `only` in that substitution, is away in that time: the owner and
    the supervisors learn it at once; meanwhile the next on the ladder answers."""
    keepers = (await roster_now(db)).keepers
    keeper = keepers.get(person)
    if keeper is None or not keeper.active:
        return
    for one in await substitutions.unfinished_of(db, person):
        if only not in (None, one.id):
            continue
        away = [each for each in keeper.absences if each.from_at < one.until_at]
        if not any(each.until_at is None or each.until_at > max(one.from_at, db.now) for each in away):
            continue
        facts = {"owner": keepers[one.owner_id].name, "name": keeper.name} | await told(db, one)
        for other in await concerned(db, one, but=person):
            about = uuid5(entry, f"{one.id}/{other}")
            await notify(db, other, "coverage", Phrase("substitution.away", facts), about=about)


async def let_go_of(db: Db, left: UUID) -> None:
    """Whoever left looks after nobody's clients any more."""
    for one in await substitutions.unfinished_of(db, left):
        await close(db, one, by=None)
