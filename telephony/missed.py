"""What a provider tells of calls: a missed one of a client becomes part of their talk."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from app.conversations.missed import receive_call
from app.journal.actions import record
from app.kit import phones
from app.kit.db import Db
from bots.model import Arrival, Handled, NewArrival
from telephony import queries

SOURCE = "telephony"
MISSED = "missed"
QUARANTINE = "quarantine"
OLDEST = timedelta(days=2)
"""A time further back, or ahead, is a clock that goes wrong: the call is taken for one of now."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a call. Only a missed one is kept; whatever else the provider says beside may stand there too."""

    call: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    event: str
    caller: str | None = msgspec.field(name="from", default=None)
    at: str | None = None


TOLD = msgspec.json.Decoder(Told)


def source_of(dealership: UUID) -> str:
    """The name under which its arrivals are kept."""
    return f"{SOURCE}:{dealership}"


def arrival_of(body: bytes) -> NewArrival | None:
    """The event as it is stored, once for its call; None for one that nobody waits by. What cannot be read is kept
    aside for a person to look at."""
    try:
        told = TOLD.decode(body)
    except (msgspec.MsgspecError, ValueError):
        key = hashlib.sha256(body).hexdigest()
        return NewArrival(key=key, lane=QUARANTINE, body=body, state="quarantined", trouble="unreadable")
    if told.event != MISSED:
        return None
    lane = hashlib.sha256((told.caller or "").encode()).hexdigest()[:32]
    return NewArrival(key=told.call, lane=lane, body=body)


async def take_call(db: Db, arrival: Arrival) -> Handled:
    """One missed call, in the unit that ends its arrival."""
    told = TOLD.decode(arrival.body)
    phone = number_of(told.caller)
    if phone is None:  # a hidden number: nobody can be called back
        await record(db, "call.without_number", subject=db.dealership, key=arrival.key)
        return Handled()
    colleague = await queries.who_has(db, phone)
    if colleague:
        await record(db, "call.of_colleague", subject=colleague.id)
        return Handled()
    await receive_call(db, phone, f"{SOURCE}:{arrival.key}", rang_at(told.at, db.now))
    return Handled()


def number_of(caller: str | None) -> str | None:
    """Providers write numbers with a plus, without one, or from the inside out: all come to the same."""
    typed = (caller or "").strip()
    try:
        plain = typed.isdigit() and len(typed) == 11 and typed[0] == "7"
        return phones.e164(f"+{typed}" if plain else typed)
    except phones.TwoPhones:
        return None


def rang_at(told: str | None, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(told or "")
    except ValueError:
        return now
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at if abs(now - at) <= OLDEST else now
