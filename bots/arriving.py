"""Raw updates are kept as they came, before anybody is told that they were taken."""

import hashlib
import json
import re
from uuid import UUID

import msgspec

from app.kit.db import Db
from bots import queries
from bots.admitting import admits
from bots.model import NewArrival, source_of

QUARANTINE = "quarantine"
LARGEST_ID = 2**53  # beyond it is nothing Telegram counts with
BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)


class Chat(msgspec.Struct):
    id: int


class Sender(msgspec.Struct):
    id: int


class Place(msgspec.Struct):
    """The little that must be read of an update to keep its order. Everything else may look like anything."""

    chat: Chat | None = None
    message: "Place | None" = None
    sender: Sender | None = msgspec.field(name="from", default=None)
    business_connection_id: str | None = None


FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
NUMBER = msgspec.json.Decoder(int)
PLACE = msgspec.json.Decoder(Place)


async def store(db: Db, bot: UUID, bodies: list[bytes]) -> int:
    """Keep raw updates in the order they came; answer how many were new. Of a manager's own account only what
    belongs here is kept: the rest is taken, and forgotten."""
    kept: list[NewArrival] = []
    for body in bodies:
        fields = fields_of(body)
        arrival = arrival_of(body, fields)
        if await admits(db, bot, fields, arrival):
            kept.append(arrival)
    stored = await queries.insert_arrivals(db, source_of(bot), kept) if kept else 0
    if stored:
        db.wake("arrivals")
    return stored


def arrival_of(body: bytes, fields: dict[str, msgspec.Raw] | None = None) -> NewArrival:
    """A readable update waits in the line of its chat; an unreadable one is put aside at once."""
    fields = fields_of(body) if fields is None else fields
    number = update_id(fields)
    if number is None:
        key = hashlib.sha256(body).hexdigest()
        return NewArrival(key=key, lane=QUARANTINE, body=body, state="quarantined", trouble="unreadable")
    return NewArrival(key=str(number), lane=lane_of(fields), body=body)


def fields_of(body: bytes) -> dict[str, msgspec.Raw]:
    """What the update is made of, unparsed; nothing when it is no JSON object at all."""
    try:
        return FIELDS.decode(body)
    except BROKEN:
        try:
            return FIELDS.decode(mended(body))
        except BROKEN:
            return {}


def mended(body: bytes) -> bytes:
    """Half characters, bytes that are no UTF-8 and bare control characters made readable; ValueError if that
    is not all that is wrong."""
    value = json.loads(body.decode("utf-8", "replace"), strict=False)
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def update_id(fields: dict[str, msgspec.Raw]) -> int | None:
    raw = fields.get("update_id")
    if raw is None:
        return None
    try:
        number = NUMBER.decode(raw)
    except BROKEN:
        return None
    return number if 0 <= number < LARGEST_ID else None


def lane_of(fields: dict[str, msgspec.Raw]) -> str:
    """Updates of one lane are handled one after the other, so a chat is a lane; what has no chat is by kind."""
    kind = next((name for name in fields if name != "update_id"), "")
    try:
        place = PLACE.decode(fields[kind]) if kind else Place()
    except BROKEN:
        place = Place()
    where = place.chat or (place.message.chat if place.message else None) or place.sender
    lane = str(where.id) if where else kind
    if place.business_connection_id:
        lane = f"{place.business_connection_id}:{lane}"
    return re.sub(r"[^\w:-]", "_", lane, flags=re.ASCII)[:100] or "odd"
