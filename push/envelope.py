"""The words of a push: that somebody waits and until when, never who and never what they said."""

from uuid import UUID

from app.kit.db import Db
from app.people.devices import Device
from app.texts import Phrase, by, say, sentences
from push import queries
from push.model import Envelope, Notice, Shown, Told
from push.rules import topic_of


async def envelope_of(db: Db, device: Device, push: UUID, notice: Notice, site: str) -> Envelope | None:
    """What this device is told; None when it is no news any more."""
    if notice.kind in ("message", "back", "talk"):
        return await of_message(db, device, push, notice, site)
    if notice.kind == "alert":
        return await of_alert(db, device, push, notice, site)
    if notice.kind == "call":
        return await of_call(db, device, push, notice, site)
    said = Phrase("push.check.title"), Phrase("push.check.body")
    count = await queries.count_waiting(db, device.person_id)
    return put(db, device, push, said, tag="check", path="/me", site=site, zone=None, count=count)


async def of_message(db: Db, device: Device, push: UUID, notice: Notice, site: str) -> Envelope | None:
    """A client waits. Not told if it was read or answered, is another's to answer now, or has a newer one; one that
    was put aside was read then."""
    found = await queries.waits(db, notice.message_id) if notice.message_id else None
    if found is None or not found.waiting or found.newer:
        return None
    if found.answers != device.person_id and notice.kind != "talk":
        return None
    if found.read and notice.kind == "message":
        return None
    count = await queries.count_waiting(db, device.person_id)
    told = []
    if found.by_at:
        told.append(Phrase("push.message.by", {"by": by(found.by_at)}))
    if count > 1:
        told.append(Phrase("push.message.waiting", {"n": count}))
    said = Phrase("push.message.title"), sentences(*told) if told else Phrase("push.message.waits")
    return put(
        db, device, push, said,
        tag=f"thread-{found.thread_id}", path=f"/threads/{found.thread_id}", site=site,
        zone=found.time_zone, count=count,
    )  # fmt: skip


async def of_alert(db: Db, device: Device, push: UUID, notice: Notice, site: str) -> Envelope | None:
    """Somebody else's client waits and was not noticed. Not told once the person has seen it, or answered."""
    found = await queries.waits(db, notice.message_id) if notice.message_id else None
    if found is None or not found.waiting or found.read:
        return None
    body = Phrase("push.message.by", {"by": by(found.by_at)}) if found.by_at else Phrase("push.message.waits")
    return put(
        db, device, push, (Phrase("push.alert.title"), body),
        tag=f"alert-{found.thread_id}", path=f"/threads/{found.thread_id}", site=site,
        zone=found.time_zone, count=await queries.count_waiting(db, device.person_id),
    )  # fmt: skip


async def of_call(db: Db, device: Device, push: UUID, notice: Notice, site: str) -> Envelope | None:
    """It is this person's turn on the ladder. Told as long as the client waits, whoever has read it."""
    found = await queries.waits(db, notice.message_id) if notice.message_id else None
    if found is None or not found.waiting:
        return None
    title = Phrase("push.call.now" if notice.urgent else "push.call.title")
    body = Phrase("push.message.by", {"by": by(found.by_at)}) if found.by_at else Phrase("push.message.waits")
    return put(
        db, device, push, (title, body),
        tag=f"call-{found.thread_id}", path=f"/threads/{found.thread_id}", site=site,
        zone=found.time_zone, count=await queries.count_waiting(db, device.person_id),
    )  # fmt: skip


def put(
    db: Db,
    device: Device,
    push: UUID,
    said: tuple[Phrase, Phrase],
    *,
    tag: str,
    path: str,
    site: str,
    zone: str | None,
    count: int,
) -> Envelope:
    title, body = (say(phrase, device.language, zone, now=db.now) for phrase in said)
    shown = Shown(
        title=title, body=body, lang=device.language, tag=tag, navigate=site + path, data={"push": str(push)}
    )
    told = Told(notification=shown, app_badge=count)
    return Envelope(told=told, topic=topic_of(f"{db.dealership} {tag}"), urgency="high")
