"""Phones and emails of a client: added, ended, own or shared. Only an own number says whose card it is."""

import re
from typing import Any, NoReturn
from uuid import UUID

import asyncpg

from app.clients import contacts, history, queries
from app.clients.editing import ContactAct, ContactLabel, NewContact
from app.clients.households import touch_kin
from app.clients.knowing import lines
from app.clients.model import ClientHead, ContactPoint
from app.clients.seeing import own_client
from app.journal.actions import record, show
from app.kit import phones
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import FieldTrouble, Problem, bad_field, not_found
from app.kit.ids import feed_of, new_id
from app.people.queries import person
from app.texts import Phrase

EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]+")


def valid_phone(text: str | None, field: str = "phone") -> str | None:
    """The E.164 number in a field, None for an empty field."""
    if text is None or not text.strip():
        return None
    try:
        phone = phones.e164(text)
    except phones.TwoPhones as error:
        raise bad_field(field, "two_phones") from error
    if phone is None:
        raise bad_field(field, "not_a_phone")
    return phone


def valid_email(text: str) -> str:
    email = text.strip().lower()
    if not EMAIL.fullmatch(email):
        raise bad_field("value", "not_an_email")
    return email


async def add_phone(
    db: Db,
    client: UUID,
    phone: str,
    *,
    verified: bool = False,
    who: Who | None = None,
    id: UUID | None = None,
) -> UUID:
    """A phone that identifies this client. One phone identifies one card of a house."""
    held = await contacts.contact_by_phone(db, phone)
    if held and held.client_id not in (None, client):
        await refuse_held(db, who, "phone", phone)
    if held:  # a stranger shared it before the card was made
        await contacts.link_contact_point(db, held.id, client)
        id = held.id
    else:
        id = id or new_id()
        if not await contacts.insert_contact_point(
            db, id, client, "phone", phone=phone, verified=verified, label="own"
        ):
            await refuse_held(db, who, "phone", phone)
    await note_added(db, client, "phone", phone, "own", who.id if who else None, id)
    return id


async def add_contact(db: Db, who: Who, new: NewContact) -> None:
    """A further phone or email. An own one must be nobody else's; a shared one may stand on many cards."""
    client = await own_client(db, who, new.client_id, lock=True)
    value = valid_phone(new.value, "value") if new.kind == "phone" else valid_email(new.value)
    if value is None:
        raise bad_field("value", "blank")
    if await contacts.stands_on_card(db, client.id, new.kind, value):
        raise bad_field("value", "already_here")
    if new.kind == "phone" and new.label == "own":
        await add_phone(db, client.id, value, who=who, id=new.id)
    else:
        phone, email = (value, None) if new.kind == "phone" else (None, value)
        if not await contacts.insert_contact_point(
            db, new.id, client.id, new.kind, phone=phone, handle=email, label=new.label
        ):
            await refuse_held(db, who, new.kind, value)
        await note_added(db, client.id, new.kind, value, new.label, who.id, new.id)
    await keep(db, who, client, None, f"{new.label} {value}")


async def end_contact(db: Db, who: Who, act: ContactAct) -> None:
    """This number is no longer theirs: it is free for another card, and no search finds this one by it."""
    client, contact = await of_own_client(db, who, act.client_id, act.contact_id)
    if contact.ended_at is not None:
        return
    await contacts.end_contact_point(db, contact.id, who.id)
    if contact.phone:
        await contacts.delete_search_key(db, client.id, "phone", phones.reversed_digits(contact.phone))
        await queries.phones_into_line(db, client.id)
    await record(db, f"client.{contact.kind}_ended", by=who.id, client=client.id, subject=contact.id)
    await show(
        db,
        client.id,
        "phone",
        Phrase(f"timeline.{contact.kind}_ended", {contact.kind: shown(contact)}),
        who=who.id,
    )
    await keep(db, who, client, kept(contact), None)


async def restore_contact(db: Db, who: Who, act: ContactAct) -> None:
    """Takes the end back, unless the number has become somebody else's meanwhile."""
    client, contact = await of_own_client(db, who, act.client_id, act.contact_id)
    if contact.ended_at is None:
        return
    value = contact.phone or contact.handle or ""
    if await contacts.stands_on_card(db, client.id, contact.kind, value):
        raise bad_field("value", "already_here")
    if contact.label == "own":
        await free_for(db, who, contact)
    try:
        await contacts.restore_contact_point(db, contact.id)
    except asyncpg.UniqueViolationError:
        await refuse_raced()
    await note_added(db, client.id, contact.kind, value, contact.label or "own", who.id, contact.id)
    await keep(db, who, client, None, kept(contact))


async def label_contact(db: Db, who: Who, act: ContactLabel) -> None:
    """An own number becomes the family's or the company's, which identifies nobody; or it becomes own again."""
    client, contact = await of_own_client(db, who, act.client_id, act.contact_id)
    if contact.ended_at is not None:
        raise not_found()
    if contact.label == act.label:
        return
    verified_at = await free_for(db, who, contact) if act.label == "own" else None
    try:
        await contacts.set_label(db, contact.id, act.label, verified_at)
    except asyncpg.UniqueViolationError:
        await refuse_raced()
    if contact.phone:
        await queries.phones_into_line(db, client.id)
    await record(
        db,
        f"client.{contact.kind}_labelled",
        by=who.id,
        client=client.id,
        subject=contact.id,
        label=act.label,
    )
    words = {contact.kind: shown(contact), "label": Phrase(f"contact_label.{act.label}")}
    await show(db, client.id, "phone", Phrase(f"timeline.{contact.kind}_labelled", words), who=who.id)
    await keep(db, who, client, kept(contact), f"{act.label} {contact.phone or contact.handle}")


async def of_own_client(db: Db, who: Who, client_id: UUID, id: UUID) -> tuple[ClientHead, ContactPoint]:
    client = await own_client(db, who, client_id, lock=True)
    contact = await contacts.contact_of_client(db, client.id, id)
    if contact is None:
        raise not_found()
    return client, contact


async def free_for(db: Db, who: Who, contact: ContactPoint) -> object:
    """The value may identify this client: it is nobody's, or a stranger's who shared it and is ended here.

    Answers when the stranger proved it, if so.
    """
    if contact.phone:
        held = await contacts.contact_by_phone(db, contact.phone)
    else:
        held = await contacts.contact_by_handle(db, contact.kind, contact.handle or "")
    if held is None or held.id == contact.id:
        return None
    if held.client_id is not None:
        await refuse_held(db, who, contact.kind, contact.phone or contact.handle or "")
    await contacts.end_contact_point(db, held.id, None)
    return held.verified_at


async def refuse_held(db: Db, who: Who | None, kind: str, value: str) -> NoReturn:
    """Another card has it as its own. Of that card no more is said than a search shows."""
    held = (
        await contacts.contact_by_phone(db, value)
        if kind == "phone"
        else await contacts.contact_by_handle(db, kind, value)
    )
    client = await queries.client_head(db, held.client_id) if held and held.client_id else None
    if client is None:
        raise Problem("phone_taken", 409, fields=bad_field("phone", "taken").fields)
    owner = await person(db, client.owner_id)
    facts = {"name": client.name, "tail": value[-4:], "owner": owner.name if owner else ""}
    code = "phone_held" if kind == "phone" else "email_held"
    trouble = FieldTrouble(field=kind, code=code, args=facts)
    found = await lines(db, who, [client.id]) if who else []
    raise Problem("phone_taken", 409, fields=(trouble,), found=found)


async def refuse_raced() -> NoReturn:
    """Somebody else took the number in this very moment; what this unit wrote is undone with it."""
    raise Problem("phone_taken", 409, fields=bad_field("phone", "taken").fields)


async def note_added(
    db: Db, client: UUID, kind: str, value: str, label: str, by: UUID | None, id: UUID
) -> None:
    """The search, the book, the journal and the timeline learn of a phone or email."""
    if kind == "phone":
        await queries.add_search_key(db, client, "phone", phones.reversed_digits(value))
        await queries.phones_into_line(db, client)
        await touch_kin(db, [client])
    await record(db, f"client.{kind}_added", by=by, client=client, subject=id, label=label)
    words: dict[str, Any] = {kind: phones.shown(value) if kind == "phone" else value}
    code = f"timeline.{kind}_added"
    if label != "own":
        code, words = f"{code}_shared", words | {"label": Phrase(f"contact_label.{label}")}
    await show(db, client, "phone", Phrase(code, words), who=by)


def shown(contact: ContactPoint) -> str:
    return phones.shown(contact.phone) if contact.phone else contact.handle or ""


def kept(contact: ContactPoint) -> str:
    """A contact as the history keeps it."""
    return f"{contact.label} {contact.phone or contact.handle}"


async def keep(db: Db, who: Who, client: ClientHead, before: str | None, after: str | None) -> None:
    await history.keep_changes(db, client.id, who.id, [("contacts", before, after)])
    await touch_kin(db, [client.id])
    db.touch(feed_of("book", client.owner_id), "client", client.id)
