"""Whose client it is: one owner at every instant, room in a book, and passing clients from one to another."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from app.clients import owners
from app.clients.books import lines_of_clients, lines_of_owner
from app.clients.households import touch_kin
from app.clients.load import WEEKS, Forecast, Work, forecast
from app.clients.model import ClientLine
from app.clients.seeing import own_client, seen_client
from app.journal.actions import record, record_each, show_each
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.ids import feed_of
from app.people.model import Person
from app.people.queries import person
from app.standards.queries import latest_standard
from app.texts import Phrase


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The key of the act."""

    id: UUID


class TellOwner(Told, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same act with its client, as phones queue it."""

    client_id: UUID


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """Every book of the house, and how many clients one should hold at most."""

    capacity: int
    books: list[owners.BookLoad]


class OwnerSpells(msgspec.Struct, frozen=True, kw_only=True):
    """Whose client it was, the latest first."""

    owners: list[owners.OwnerSpell]


TIMELINE = {"handed_over": "timeline.owner_changed", "returned": "timeline.owner_returned"}


async def assign_owner(db: Db, client: UUID, to: UUID, *, by: UUID | None, because: str) -> None:
    """Make `to` the owner of one client from now on. Nothing happens when they are it already."""
    people = await held_persons(db, [to])
    held = await owners.lock_owners(db, [client])
    if client not in held:
        raise not_found()
    if held[client] != to:
        before = await person(db, held[client])
        assert before is not None
        await pass_clients(db, [client], before, people[to], by=by, because=because)


async def held_persons(db: Db, ids: list[UUID]) -> dict[UUID, Person]:
    """These people of the house, held until the unit ends. Raises not_a_manager, manager_is_out for those who
    cannot own a client."""
    found = await owners.lock_persons(db, sorted(ids))
    for id in ids:
        refuse_unfit(found.get(id))
    return found


def refuse_unfit(person: Person | None, field: str = "to_id") -> None:
    """Only an active manager of this house owns clients. A person of another house is like none at all."""
    if person is None:
        raise bad_field(field, "unknown_person")
    if person.role != "manager":
        raise Problem("not_a_manager", 409, name=person.name)
    if person.deactivated_at is not None:
        raise Problem("manager_is_out", 409, name=person.name)


async def pass_clients(
    db: Db,
    clients: list[UUID],
    giver: Person,
    receiver: Person,
    *,
    by: UUID | None,
    because: str,
    transfer: UUID | None = None,
) -> dict[UUID, datetime]:
    """Change the owner of clients this unit holds, with their history, journal, timeline and both books' feeds.

    Answers where each one's history goes on. Threads and promises are the talk's to follow.
    """
    moved = await owners.move_clients(db, clients, receiver.id, by, because)
    facts = {"owner": receiver.id, "before": giver.id}
    await record_each(db, f"client.{because}", [(id, transfer) for id in clients], by=by, **facts)
    words = Phrase(TIMELINE[because], {"name": receiver.name, "before": giver.name})
    await show_each(db, clients, "owner", words, who=by, ref=transfer)
    for client in clients:
        db.touch(feed_of("book", giver.id), "client", client, gone=True)
        db.touch(feed_of("book", receiver.id), "client", client)
    await touch_kin(db, clients)
    return moved


# --- room in a book


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A book before and after, against what one manager can look after."""

    clients: int
    adding: int
    capacity: int
    forecast: Forecast

    @property
    def over(self) -> bool:
        return self.clients + self.adding > self.capacity


async def require_room(
    db: Db, owner: UUID, adding: int, confirmed: bool, *, coming: list[UUID] | None = None
) -> bool:
    """Is this more than the book holds? Then only with an explicit yes: raises over_capacity with the figures.

    Holds the owner until the unit ends, so that two at once cannot both take the last place. Answers
    whether the book is over its capacity now. `coming`: clients of another book, who bring their work.
    """
    held = (await owners.lock_persons(db, [owner])).get(owner)
    capacity = (await latest_standard(db)).book.capacity
    clients = await owners.clients_of(db, owner)
    if clients + adding <= capacity:
        return False
    if not confirmed:
        raise over_capacity(held.name if held else "", await room_of(db, owner, adding, coming=coming))
    await record(db, "book.over_capacity", subject=owner, clients=clients + adding, capacity=capacity)
    return True


async def room_of(db: Db, owner: UUID, adding: int, *, coming: list[UUID] | None = None) -> Room:
    """The book with so many more, and the hours a week that makes by the house's own numbers."""
    since = db.now - timedelta(weeks=WEEKS)
    book = await owners.book(db, owner)
    own = await work_of(db, book, since)
    moved = await work_of(db, coming, since) if coming else None
    capacity = (await latest_standard(db)).book.capacity
    return Room(clients=len(book), adding=adding, capacity=capacity, forecast=forecast(own, moved, adding))


async def work_of(db: Db, clients: list[UUID], since: datetime) -> Work:
    messages, touches = await owners.work_of_clients(db, clients, since)
    return Work(clients=len(clients), messages=messages, touches=touches)


def over_capacity(name: str, room: Room) -> Problem:
    after = room.clients + room.adding
    figures: dict[str, Any] = {
        "name": name, "clients": room.clients, "adding": room.adding, "after": after, "capacity": room.capacity,
        "hours_now": room.forecast.hours_now, "hours_after": room.forecast.hours_after,
    }  # fmt: skip
    said: dict[str, Any] = {
        "name": name,
        "after": after,
        "capacity": room.capacity,
        "hours": hours_said(room.forecast),
    }
    return Problem("over_capacity", 409, load=figures, basis=room.forecast.basis, **said)


def hours_said(forecast: Forecast) -> Phrase:
    return Phrase("load.hours", {"n": round(forecast.hours_after), "now": round(forecast.hours_now)})


# --- what a card shows of it


async def spells_of(db: Db, who: Who, client: UUID) -> OwnerSpells:
    """Whose client this was, for those who see the card."""
    await seen_client(db, who, client)
    return OwnerSpells(owners=await owners.spells(db, client))


async def tell_owner(db: Db, who: Who, act: TellOwner) -> ClientLine:
    """The new manager told the client themselves; the mark on the card goes."""
    client = await own_client(db, who, act.client_id, lock=True)
    await owners.change_untold(db, [client.id], None)
    await record(db, "client.told", by=who.id, client=client.id)
    db.touch(feed_of("book", client.owner_id), "client", client.id)
    return (await lines_of_clients(db, [client.id]))[0]


async def books(db: Db) -> Books:
    """Who looks after how many."""
    capacity = (await latest_standard(db)).book.capacity
    return Books(capacity=capacity, books=await owners.book_loads(db))


async def book_of(db: Db, id: UUID) -> list[ClientLine]:
    """The clients of one manager, also of one who is out."""
    found = await person(db, id)
    if found is None or found.role != "manager":
        raise not_found()
    return await lines_of_owner(db, id)
