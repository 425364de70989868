"""A client's number proved without any account: the manager rings it and reads out a code, the client types it into
their window. The code is derived from the act that showed it, so it lies in no table and in no backup."""

import hmac
import re
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from app.clients.actions import touch_book
from app.clients.contacts import contact_of_client, verify_contact_point
from app.clients.model import ContactPoint
from app.clients.seeing import own_client
from app.journal.actions import record, show
from app.kit import phones
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import bad_field, not_found
from app.kit.secrets import Seal
from app.sync.actions import apply, apply_by_client
from app.texts import Phrase
from app.window.model import Me
from app.window.queries import code_shown

CODE_LIFE = timedelta(minutes=10)
DIGITS = 6
NO_DIGIT = re.compile("[^0-9]")


class NewCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask for a code to read out; a repeat with the same id shows the same one."""

    id: UUID


class Asked(NewCode, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID
    contact_id: UUID


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of the act: never the code."""

    until: datetime


class ReadOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the manager reads out on the phone, and until when it is good."""

    code: str
    until: datetime


class TypedCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the client heard; `id` is made by the window."""

    id: UUID
    code: Annotated[str, msgspec.Meta(max_length=40)]


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    contact_id: UUID


def code_for(seal: Seal, contact: UUID, key: UUID) -> str:
    tail = hmac.digest(seal.derived("phone code"), contact.bytes + key.bytes, "sha256")
    return f"{int.from_bytes(tail[:8]) % 10**DIGITS:0{DIGITS}d}"


async def ask_for_code(db: Db, who: Who, asked: Asked) -> Made:
    """From now on this code, and no earlier one, proves this number of one's own client."""

    async def make() -> Made:
        client = await own_client(db, who, asked.client_id)
        contact = await own_number(db, client.id, asked.contact_id)
        if contact is None:
            raise not_found()
        await record(
            db, "phone_code.shown", by=who.id, client=client.id, subject=contact.id, key=str(asked.id)
        )
        return Made(until=db.now + CODE_LIFE)

    kept = await apply(db, who, asked.id, "clients.show_phone_code", asked, make)
    return msgspec.json.decode(kept, type=Made)


async def own_number(db: Db, client: UUID, id: UUID) -> ContactPoint | None:
    """A number that is the client's alone: a family's or a company's says not who holds the phone."""
    contact = await contact_of_client(db, client, id)
    stands = contact is not None and contact.kind == "phone" and contact.ended_at is None
    return contact if stands and contact and contact.label == "own" else None


async def prove(db: Db, me: Me, seal: Seal, typed: TypedCode) -> None:
    """Whoever looks through this window heard the code on that phone. Raises 422 where it is not the one."""

    async def confirm() -> Proved:
        shown = await code_shown(db, me.client_id, db.now - CODE_LIFE)
        contact = await own_number(db, me.client_id, shown["subject_id"]) if shown else None
        if shown is None or contact is None:
            raise bad_field("code", "phone_code")
        right = code_for(seal, contact.id, UUID(shown["facts"]["key"]))
        if not hmac.compare_digest(right, NO_DIGIT.sub("", typed.code)):
            raise bad_field("code", "phone_code")
        if contact.verified_at is None and contact.phone:
            await verify_contact_point(db, contact.id)
            number = {"phone": phones.shown(contact.phone)}
            await show(db, me.client_id, "phone", Phrase("timeline.phone_verified", number))
            await record(
                db, "phone.verified", by_client=me.client_id, client=me.client_id, subject=contact.id
            )
            await touch_book(db, me.client_id, "client", me.client_id)
        return Proved(contact_id=contact.id)

    await apply_by_client(db, me.client_id, typed.id, "window.prove_phone", typed, confirm)
