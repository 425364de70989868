"""Make a card, show it, recognise a contact, keep the book's line and the search keys true."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import structs

from app.clients import queries, rules
from app.clients.knowing import refuse_known
from app.clients.model import (
    BookLine,
    Card,
    CardCar,
    CardChannel,
    CardEmail,
    CardPhone,
    Consent,
    Household,
    NewClient,
    Promised,
    Reception,
    Responsible,
)
from app.clients.owning import require_room
from app.clients.reaching import add_phone as add_phone
from app.clients.reaching import valid_phone
from app.clients.seeing import own_client as own_client
from app.clients.seeing import seen_client as seen_client
from app.clients.seeing import sees
from app.journal.actions import record, show
from app.kit.auth import Outdated, Who
from app.kit.db import Db
from app.kit.errors import bad_field, not_found
from app.kit.ids import feed_of
from app.people.model import Named
from app.people.queries import person, require_standing
from app.texts import Phrase


async def create_client(db: Db, who: Who, new: NewClient) -> Card:
    """A new card, owned by the manager who makes it, of somebody the house does not know yet."""
    if who.role != "manager":
        raise not_found()
    phone = valid_phone(new.phone)
    await refuse_known(db, who, new, phone)
    await require_room(db, who.id, 1, new.confirmed)
    await add_card(db, new, owner=who.id, by=who.id, because="made")
    if phone:
        await add_phone(db, new.id, phone)
    return await card(db, who, new.id)


async def add_card(db: Db, new: NewClient, *, owner: UUID, by: UUID | None, because: str) -> None:
    """Write the card, its owner from this instant, its line in the book and its search words."""
    name, form = rules.cleaned(new.name), rules.cleaned(new.address_form)
    if not name:
        raise bad_field("name", "blank")
    if not form:
        raise bad_field("address_form", "blank")
    if await queries.client_head(db, new.id):
        raise bad_field("id", "taken")
    await queries.insert_client(db, new.id, name, rules.name_key(name), form, new.language, owner)
    await queries.insert_owner(db, new.id, owner, by, because)
    await queries.add_book_line(db, new.id, owner)
    await queries.replace_search_keys(db, new.id, "word", rules.words_of(name))
    await record(db, "client.made", by=by, client=new.id)
    await show(db, new.id, "card", Phrase("timeline.card_made"), who=by)
    found = await person(db, owner)
    await show(
        db, new.id, "owner", Phrase("timeline.owner_assigned", {"name": found.name if found else ""}), who=by
    )
    db.touch(feed_of("book", owner), "client", new.id)


async def set_line(db: Db, client: UUID, line: BookLine) -> None:
    """Write columns of the client's line in the book; the way higher features keep it true."""
    await queries.write_book_line(db, client, line)


async def touch_book(db: Db, client: UUID, kind: str, row: UUID, *, gone: bool = False) -> None:
    """Tell the phones that read this client's book of a changed row."""
    head = await queries.client_head(db, client)
    if head:
        db.touch(feed_of("book", head.owner_id), kind, row, gone=gone)


async def touch_cards(db: Db, clients: list[UUID]) -> None:
    """Tell the phones that have these clients along: something on their cards, though not in the line, has changed."""
    for id, owner in await queries.owners_of(db, clients):
        db.touch(feed_of("book", owner), "client", id)


async def card_asked(db: Db, who: Who, id: UUID) -> Card:
    """The card for a person from memory. Raises Outdated when their session has ended."""
    row = await queries.card_row(db, who, id)
    if row is None:
        await require_standing(db, who)
    elif not row["stands"]:
        raise Outdated
    return await card_of(db, who, id, row)


async def card(db: Db, who: Who, id: UUID) -> Card:
    """The whole card for someone who may see it."""
    return await card_of(db, who, id, await queries.card_row(db, who, id))


async def card_of(db: Db, who: Who, id: UUID, row: Any) -> Card:
    if row is None or not await sees(db, who, id, row["owner_id"]):
        raise not_found()
    return card_from(who, row)


async def card_let_in(db: Db, who: Who, id: UUID) -> Card | None:
    """The card for a room that lets somebody see a part of it by a rule of its own."""
    row = await queries.card_row(db, who, id)
    return card_from(who, row) if row else None


def card_from(who: Who, row: Any) -> Card:
    owner = told(row["owner"], Named)
    promise = None
    if row["promise_by_at"] and row["promise_person"]:
        promise = Promised(
            person=told(row["promise_person"], Named),
            by_at=row["promise_by_at"],
            new_by_at=row["promise_new_by_at"],
        )
    plain = {name: row[name] for name in PLAIN}
    return Card(
        **plain,
        owner=owner,
        responsible=Responsible(person=owner, because="owner", until_at=None, owner=owner),
        phones=told(row["phones"], list[CardPhone]),
        emails=told(row["emails"], list[CardEmail]),
        household=household_seen(who, row["household"]),
        channels=told(row["channels"], list[CardChannel]),
        consents=told(row["consents"], list[Consent]),
        cars=told(row["cars"], list[CardCar]),
        promise=promise,
        receptions=told(row["receptions"], list[Reception]),
    )


def household_seen(who: Who, text: str | None) -> Household | None:
    """The others of the household; a tap opens the card of those whom this person may see."""
    if text is None:
        return None
    found: Household = told(text, Household)
    members = [structs.replace(one, opens=rules.may_see_card(who, one.owner.id)) for one in found.members]
    return structs.replace(found, members=members) if members else None


PLAIN = (
    "id", "name", "address_form", "status", "language", "time_zone", "never_before", "never_after", "since",
    "waiting_since", "next_step", "next_step_at", "no_step_at", "thread_id", "score", "untold_since",
)  # fmt: skip


def told(text: str, shape: Any) -> Any:
    """JSON made by PostgreSQL, decoded strictly into its Struct."""
    return msgspec.json.decode(text, type=shape)
