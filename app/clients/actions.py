"""Make a card, change it, recognise a contact, keep the book's line and the search keys true."""

from typing import Any
from uuid import UUID

import msgspec

from app.clients import contacts, queries, rules
from app.clients.knowing import refuse_known
from app.clients.model import (
    BookLine,
    Card,
    CardCar,
    CardChannel,
    CardPhone,
    ClientChange,
    Consent,
    NewClient,
    Promised,
    Reception,
    Responsible,
)
from app.clients.owning import require_room
from app.clients.seeing import own_client as own_client
from app.clients.seeing import seen_client as seen_client
from app.clients.seeing import sees
from app.journal.actions import record, show
from app.kit import phones
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.ids import feed_of, new_id
from app.people.model import Named
from app.people.queries import person
from app.texts import Phrase

FIELDS = ("name", "address_form", "language", "never_before", "never_after")
CHANGED = {
    "language": "timeline.language_changed",
    "never_before": "timeline.hours_changed",
    "never_after": "timeline.hours_changed",
}


async def create_client(db: Db, who: Who, new: NewClient) -> Card:
    """A new card, owned by the manager who makes it, of somebody the house does not know yet."""
    if who.role != "manager":
        raise Problem("forbidden", 403)
    phone = valid_phone(new.phone)
    await refuse_known(db, who, new, phone)
    await require_room(db, who.id, 1, new.confirmed)
    await add_card(db, new, owner=who.id, by=who.id, because="made")
    if phone:
        await add_phone(db, new.id, phone)
    return await card(db, who, new.id)


def valid_phone(text: str | None) -> str | None:
    """The E.164 number in a field, None for an empty field."""
    if text is None or not text.strip():
        return None
    try:
        phone = phones.e164(text)
    except phones.TwoPhones as error:
        raise bad_field("phone", "two_phones") from error
    if phone is None:
        raise bad_field("phone", "not_a_phone")
    return phone


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
    await queries.add_book_line(db, new.id)
    await queries.replace_search_keys(db, new.id, "word", rules.words_of(name))
    await record(db, "client.made", by=by, client=new.id)
    await show(db, new.id, "card", Phrase("timeline.card_made"), who=by)
    found = await person(db, owner)
    await show(
        db, new.id, "owner", Phrase("timeline.owner_assigned", {"name": found.name if found else ""}), who=by
    )
    db.touch(feed_of("book", owner), "client", new.id)


async def add_phone(db: Db, client: UUID, phone: str, *, verified: bool = False) -> UUID:
    """A phone that identifies this client. One phone identifies one card of a house."""
    held = await contacts.contact_by_phone(db, phone)
    if held and held.client_id not in (None, client):
        raise Problem("phone_taken", 409, fields=bad_field("phone", "taken").fields)
    if held:
        await contacts.link_contact_point(db, held.id, client)
        id = held.id
    else:
        id = new_id()
        if not await contacts.insert_contact_point(db, id, client, "phone", phone=phone, verified=verified):
            raise Problem("phone_taken", 409, fields=bad_field("phone", "taken").fields)
    await queries.add_search_key(db, client, "phone", phones.reversed_digits(phone))
    await record(db, "client.phone_added", client=client, subject=id)
    await show(db, client, "phone", Phrase("timeline.phone_added", {"phone": phones.shown(phone)}))
    return id


async def change_client(db: Db, who: Who, change: ClientChange) -> Card:
    """Change fields of a card over the version the person saw; another version is a conflict (409)."""
    client = await own_client(db, who, change.client_id, lock=True)
    if change.version != client.version:
        raise Problem("conflict", 409)
    before = await queries.changeable(db, client.id)
    after = before | {name: value for name in FIELDS if (value := getattr(change, name)) is not msgspec.UNSET}
    for name in ("name", "address_form"):
        after[name] = rules.cleaned(after[name])
        if not after[name]:
            raise bad_field(name, "blank")
    await queries.change_client(db, client.id, rules.name_key(after["name"]), after)
    if after["name"] != before["name"]:
        await queries.replace_search_keys(db, client.id, "word", rules.words_of(after["name"]))
    await show_changes(db, who, client.id, before, after)
    await change_next_step(db, who, client.id, change)
    await change_consents(db, who, client.id, change)
    db.touch(feed_of("book", client.owner_id), "client", client.id)
    return await card(db, who, client.id)


async def show_changes(db: Db, who: Who, client: UUID, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = [name for name in FIELDS if before[name] != after[name]]
    if changed:
        await record(db, "client.changed", by=who.id, client=client, fields=changed)
    shown = []
    for name in changed:
        if name == "name":
            shown.append(Phrase("timeline.name_changed", {"name": after[name], "before": before[name]}))
        elif name == "address_form":
            shown.append(Phrase("timeline.form_changed", {"form": after[name], "before": before[name]}))
        elif Phrase(CHANGED[name]) not in shown:
            shown.append(Phrase(CHANGED[name]))
    for words in shown:
        await show(db, client, "card", words, who=who.id)


async def change_next_step(db: Db, who: Who, client: UUID, change: ClientChange) -> None:
    if change.next_step is msgspec.UNSET and change.next_step_at is msgspec.UNSET:
        return
    await set_line(db, client, BookLine(next_step=change.next_step, next_step_at=change.next_step_at))
    if change.next_step is not msgspec.UNSET:
        step = change.next_step
        words = Phrase("timeline.next_step", {"step": step}) if step else Phrase("timeline.next_step_cleared")
        await show(db, client, "next_step", words, who=who.id)


async def change_consents(db: Db, who: Who, client: UUID, change: ClientChange) -> None:
    if change.consents is msgspec.UNSET:
        return
    for purpose, given in change.consents.items():
        await queries.insert_consent(db, client, purpose, given, who.id, "manager")
        code = "timeline.consent_given" if given else "timeline.consent_withdrawn"
        await record(
            db, "consent.given" if given else "consent.withdrawn", by=who.id, client=client, purpose=purpose
        )
        await show(db, client, "consent", Phrase(code, {"purpose": Phrase(f"consent.{purpose}")}), who=who.id)


async def set_line(db: Db, client: UUID, line: BookLine) -> None:
    """Write columns of the client's line in the book; the way higher features keep it true."""
    await queries.write_book_line(db, client, line)


async def touch_book(db: Db, client: UUID, kind: str, row: UUID, *, gone: bool = False) -> None:
    """Tell the phones that read this client's book of a changed row."""
    head = await queries.client_head(db, client)
    if head:
        db.touch(feed_of("book", head.owner_id), kind, row, gone=gone)


async def card(db: Db, who: Who, id: UUID) -> Card:
    """The whole card for someone who may see it."""
    row = await queries.card_row(db, id)
    if row is None or not await sees(db, who, id, row["owner_id"]):
        raise not_found()
    owner = told(row["owner"], Named)
    promise = None
    if row["promise_by_at"] and row["promise_person"]:
        promise = Promised(person=told(row["promise_person"], Named), by_at=row["promise_by_at"])
    plain = {name: row[name] for name in PLAIN}
    return Card(
        **plain,
        owner=owner,
        responsible=Responsible(person=owner, because="owner", until_at=None, owner=owner),
        phones=told(row["phones"], list[CardPhone]),
        channels=told(row["channels"], list[CardChannel]),
        consents=told(row["consents"], list[Consent]),
        cars=told(row["cars"], list[CardCar]),
        promise=promise,
        receptions=told(row["receptions"], list[Reception]),
    )


PLAIN = (
    "id", "name", "address_form", "status", "language", "time_zone", "never_before", "never_after", "version", "since",
    "waiting_since", "next_step", "next_step_at", "no_step_at", "thread_id", "score", "untold_since",
)  # fmt: skip


def told(text: str, shape: Any) -> Any:
    """JSON made by PostgreSQL, decoded strictly into its Struct."""
    return msgspec.json.decode(text, type=shape)
