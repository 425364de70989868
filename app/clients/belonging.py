"""A household: clients who belong together. Each client has one at a time, and a role in it."""

from uuid import UUID

from app.clients import households, queries
from app.clients.actions import card, touch_book
from app.clients.editing import NewRelative, RelativeAct
from app.clients.model import Card, ClientHead
from app.clients.seeing import own_client
from app.journal.actions import record, show
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.ids import new_id
from app.people.notices import notify
from app.texts import Phrase


async def add_relative(db: Db, who: Who, new: NewRelative) -> Card:
    """Another client of the house, found by the search, belongs to the same household.

    Whoever has no household yet joins that of the other; somebody already here takes the new role. Two
    households are never poured together by one tap (409 `other_household`).
    """
    if new.relative_id == new.client_id:
        raise bad_field("relative_id", "not_self")
    for id in sorted(
        (new.client_id, new.relative_id)
    ):  # one order for all, so that two acts never wait crosswise
        await queries.lock_client(db, id)
    client = await own_client(db, who, new.client_id)
    relative = await queries.client_head(db, new.relative_id)
    if relative is None:
        raise not_found()
    mine, theirs = [await households.membership_of(db, one.id) for one in (client, relative)]
    if mine and theirs and mine.household_id != theirs.household_id:
        raise Problem("other_household", 409)
    household = mine or theirs
    if household:
        home = household.household_id
    else:
        home = new_id()
        await households.insert_household(db, home, who.id)
    if mine is None:
        await join(db, who, home, client, relative, new.own_role)
    if theirs is None or (mine and theirs.role != new.as_role):
        if theirs:
            await households.end_member(db, relative.id, who.id)
        await join(db, who, home, relative, client, new.as_role)
        await tell_colleague(db, who, relative, client)
    await touch_members(db, home)
    return await card(db, who, client.id)


async def join(db: Db, who: Who, home: UUID, one: ClientHead, other: ClientHead, role: str) -> None:
    """`one` takes a role; the card of the other shows who joined."""
    await households.add_member(db, home, one.id, role, who.id)
    await record(db, "household.joined", by=who.id, client=one.id, subject=home, role=role)
    words = Phrase("timeline.household_joined", {"name": one.name, "role": Phrase(f"household.{role}")})
    await show(db, other.id, "household", words, who=who.id, ref=one.id)


async def tell_colleague(db: Db, who: Who, relative: ClientHead, client: ClientHead) -> None:
    if relative.owner_id == who.id:
        return
    facts = {"by": who.name, "name": relative.name, "other": client.name}
    await notify(db, relative.owner_id, "household", Phrase("notice.household", facts), client=relative.id)


async def end_relative(db: Db, who: Who, act: RelativeAct) -> Card:
    """This client belongs to the household no longer. One alone is no household: theirs ends too."""
    client = await own_client(db, who, act.client_id, lock=True)
    mine = await households.membership_of(db, client.id)
    members = await households.members_of(db, mine.household_id) if mine else []
    if mine is None or act.relative_id not in [member.client_id for member in members]:
        raise not_found()
    left = [member.client_id for member in members if member.client_id != act.relative_id]
    gone = [act.relative_id, *left] if len(left) == 1 else [act.relative_id]
    await touch_members(db, mine.household_id)
    for id in gone:
        await households.end_member(db, id, who.id)
        await record(db, "household.left", by=who.id, client=id, subject=mine.household_id)
    relative = await queries.client_head(db, act.relative_id)
    for id in left:
        words = Phrase("timeline.household_left", {"name": relative.name if relative else ""})
        await show(db, id, "household", words, who=who.id, ref=act.relative_id)
    return await card(db, who, client.id)


async def touch_members(db: Db, home: UUID) -> None:
    """Every card that shows this household is read anew."""
    for member in await households.members_of(db, home):
        await touch_book(db, member.client_id, "client", member.client_id)
