"""A client rang and nobody took the call: it stands in their talk and waits like words."""

from datetime import datetime
from uuid import UUID

from app.clients import contacts
from app.clients.model import ContactPoint
from app.conversations import queries
from app.conversations.model import BY_PHONE
from app.conversations.receiving import thread_of
from app.conversations.speaking import told
from app.conversations.waiting import begin_wait
from app.journal.actions import record
from app.kit import phones
from app.kit.db import Db
from app.kit.ids import new_id


async def receive_call(db: Db, phone: str, key: str, rang_at: datetime) -> UUID | None:
    """Keep one missed call, by its key of the provider's. Answers its message, None if it is here already.

    The text of the message is the number, for whoever calls back. A number nobody here knows is a stranger's: their
    lobby thread bears it as its name, and a person says whose it is.
    """
    if await queries.message_of_source(db, key):
        return None
    contact = await caller(db, phone)
    thread = await thread_of(db, contact)
    if await queries.message_of_source(db, key):  # whoever held the talk until now was told of the same call
        return None
    message = new_id()
    seq = await queries.next_seq(db, thread.id)
    await queries.insert_message(
        db, message, thread.id, seq, "in",
        channel=BY_PHONE, kind="call", contact_point=contact.id, source_key=key, channel_at=rang_at,
    )  # fmt: skip
    await queries.first_text(db, message, phone)
    await record(db, "message.received", by_client=thread.client_id, client=thread.client_id, subject=message)
    await begin_wait(db, thread)
    await told(db, thread, message, "", asks=True)
    return message


async def caller(db: Db, phone: str) -> ContactPoint:
    """Whose number it is. That of a family or a company says nobody, so it is a stranger's each time."""
    known = await contacts.contact_by_phone(db, phone) or await contacts.stranger_with_phone(db, phone)
    if known:
        return known
    shared = await contacts.shared_phone(db, phone)
    await contacts.insert_contact_point(
        db,
        new_id(),
        None,
        "phone",
        phone=phone,
        shown_name=phones.shown(phone),
        label="family" if shared else None,
    )
    known = await contacts.contact_by_phone(db, phone) or await contacts.stranger_with_phone(db, phone)
    assert known is not None
    return known
