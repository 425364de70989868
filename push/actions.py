"""Subscribe a device, try whether pushes arrive, push a client's message, hear that it was shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import asyncpg

from app.conversations import ladder_calls, watches
from app.conversations.naming import given_now
from app.conversations.promises import last_words
from app.conversations.watching import IN_THE_TALK
from app.deliveries import actions as deliveries
from app.deliveries import devices as sent
from app.deliveries.model import NewAddress
from app.journal.actions import record
from app.kit.auth import Language, Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.people import devices
from app.people.devices import Device, device_of
from push import alerts, queries, rules
from push.model import (
    CHANNEL,
    CHECK_LIFE,
    MESSAGE_LIFE,
    NEXT_STEP,
    NOTICED_WITHIN,
    POINT,
    SECRET,
    Notice,
    Standing,
    Subscription,
    Usable,
)
from push.queries import Waits
from push.rules import Hosts


async def subscribe(db: Db, who: Who, device: UUID, new: Subscription, hosts: Hosts, key: str | None) -> None:
    """This browser gets the person's pushes from now on, and nobody else's."""
    checked = await usable(db, new, hosts, key)
    id = device_of(who.id, device)
    await devices.drop_rivals(db, id, who.id, new.endpoint)
    await devices.upsert_device(
        db, id, who.id, who.session, new.endpoint, checked.point, checked.secret, checked.key
    )
    if await open_way(db, id, new.endpoint, who.language):
        await record(db, "push.subscribed", by=who.id, subject=id)


async def usable(db: Db, new: Subscription, hosts: Hosts, key: str | None) -> Usable:
    """The keys of a subscription to which pushes can go, else why not."""
    if key is None:
        raise Problem("push_off", 409)
    if not rules.allowed(new.endpoint, hosts):
        raise bad_field("endpoint", "not_a_push_service")
    point = rules.key_bytes(new.keys.p256dh, POINT)
    if point is None or not rules.on_curve(point):
        raise bad_field("keys.p256dh", "not_a_push_key")
    secret = rules.key_bytes(new.keys.auth, SECRET)
    if secret is None:
        raise bad_field("keys.auth", "not_a_push_key")
    if new.key not in (None, key):
        raise bad_field("key", "other_push_key")
    if await sent.stopped_because(db, CHANNEL, rules.digest_of(new.endpoint)) == "gone":
        raise Problem("push_gone", 409)  # the browser holds on to what its service has forgotten
    return Usable(point=point, secret=secret, key=key)


async def open_way(db: Db, device: UUID, endpoint: str, language: Language) -> bool:
    """From now on pushes reach this device there and nowhere else. False if they did already."""
    destination = rules.digest_of(endpoint)
    _, opened = await deliveries.meet_address(
        db,
        NewAddress(
            channel=CHANNEL,
            account_id=rules.provider_of(endpoint),
            destination=destination,
            language=language,
            device_id=device,
        ),
    )
    for address in await sent.addresses_of_devices(db, [device]):  # one browser, one way to it
        if address.destination != destination:
            await deliveries.close_address(db, address.id, "replaced")
    return opened


async def unsubscribe(db: Db, who: Who, device: UUID) -> None:
    """Nothing is pushed there any more."""
    id = device_of(who.id, device)
    if not await devices.drop_device(db, id):
        raise not_found()
    await close_ways(db, id)
    await record(db, "push.unsubscribed", by=who.id, subject=id)


async def close_ways(db: Db, device: UUID) -> None:
    for address in await sent.addresses_of_devices(db, [device]):
        await deliveries.close_address(db, address.id, "unsubscribed")


async def standing(db: Db, who: Who, device: UUID, key: str | None, check: UUID | None = None) -> Standing:
    """How this person's pushes to that device fare; `check` is the test push that is asked about."""
    id = device_of(who.id, device)
    found = await devices.standing_device(db, id)
    fate = await sent.fate_at_device(db, id, thing_of_check(who.id, check)) if check else None
    return Standing(
        key=key,
        subscribed=found is not None and found.key_id == key,
        endpoint_hash=rules.digest_of(found.endpoint) if found else None,
        shown_at=found.shown_at if found else None,
        state=fate["state"] if fate else None,
    )


async def check(db: Db, who: Who, device: UUID, id: UUID) -> None:
    """Push one line to this device, to see whether it arrives."""
    found = await devices.standing_device(db, device_of(who.id, device))
    if found is None:
        raise not_found()
    if not await queue_for(db, [found], thing_of_check(who.id, id), Notice(kind="check"), CHECK_LIFE):
        raise Problem("push_not_open", 409)


def thing_of_check(person: UUID, id: UUID) -> UUID:
    return uuid5(person, f"push check {id}")


async def push_message(db: Db, entry: asyncpg.Record) -> None:
    """A client wrote, or asked for something by a tap: every device of whoever is to answer learns it, once, and
    in a minute it is looked whether any has shown it. Nobody's rest is broken by what can wait."""
    message: UUID = entry["subject_id"]
    found = await queries.waits(db, message)
    if found is None or not found.waiting or found.read or found.quiet:
        return
    given = await given_now(db, found.owner_id, found.answers)
    if given is None or given.here_from <= db.now:
        await push_to_answerer(db, found, message)
    else:
        await push_to_awake(db, found, message, entry["at"])
    if found.promise_id:
        rung_at = max(entry["at"], given.here_from) if given else entry["at"]
        await alerts.watch(db, found.promise_id, message, rung_at + NOTICED_WITHIN, NEXT_STEP)


async def push_to_awake(db: Db, found: Waits, message: UUID, at: datetime) -> None:
    """While nobody is at work: whoever is in the talk at this hour, and who was called because it cannot wait."""
    awake = set()
    spoken = await watches.last_spoken(db, found.thread_id)
    if spoken and spoken[0] > db.now - IN_THE_TALK:
        awake.add(spoken[1])
    urgent = await watches.urgent_since(db, found.promise_id) if found.promise_id else None
    if found.promise_id and urgent and urgent < at:  # the words that make it urgent ring by the ladder
        awake |= await ladder_calls.people_called(db, found.promise_id)
    for one in sorted(awake):
        theirs = await devices.standing_devices(db, person=one)
        await queue_for(
            db, theirs, alerts.push_of(message), Notice(kind="talk", message_id=message), MESSAGE_LIFE
        )


async def push_at_turn(db: Db, entry: asyncpg.Record) -> None:
    """Somebody comes to work, or takes over: what waits for them, and did not ring at theirs yet, rings now."""
    message = await last_words(db, entry["subject_id"])
    found = await queries.waits(db, message) if message else None
    if message and found and found.waiting and not found.read and not found.quiet:
        await push_to_answerer(db, found, message)


async def push_again(db: Db, entry: asyncpg.Record) -> None:
    """What was put aside is back: it rings once more, though it rang when it came."""
    message = await last_words(db, entry["subject_id"])
    found = await queries.waits(db, message) if message else None
    if message is None or found is None or not found.waiting or found.answers is None:
        return
    theirs = await devices.standing_devices(db, person=found.answers)
    thing = uuid5(entry["subject_id"], f"back {entry['facts']['snooze']}")
    await queue_for(db, theirs, thing, Notice(kind="back", message_id=message), MESSAGE_LIFE)


async def push_to_answerer(db: Db, found: Waits, message: UUID) -> None:
    if found.answers is None:
        return
    theirs = await devices.standing_devices(db, person=found.answers)
    rung = await queries.devices_rung(db, alerts.push_of(message))
    fresh = [device for device in theirs if device.id not in rung]
    notice = Notice(kind="message", message_id=message)
    await queue_for(db, fresh, alerts.push_of(message), notice, MESSAGE_LIFE)


async def queue_for(db: Db, theirs: Sequence[Device], thing: UUID, notice: Notice, life: timedelta) -> bool:
    """Into the outbox, once for each open address of these devices. False if there is none."""
    addresses = await sent.addresses_of_devices(db, [each.id for each in theirs])
    for address in addresses:
        await deliveries.queue(db, ("push", thing), address.id, "reply", [notice], until=db.now + life)
    return bool(addresses)


async def shown(db: Db, who: Who, push: UUID) -> None:
    """The device says that it showed this push: it arrived, and that way works."""
    device = await sent.device_of_delivery(db, push)
    found = await devices.standing_device(db, device) if device else None
    if found is None or found.person_id != who.id:
        raise not_found()
    await devices.mark_shown(db, found.id)
    if await sent.mark_delivered(db, push):
        await record(db, "push.shown", by=who.id, subject=push)


async def device_gone(db: Db, address: UUID) -> None:
    """The push service knows this subscription no more: the device must subscribe anew."""
    device = await sent.device_of_address(db, address)
    if device and await devices.drop_device(db, device):
        await record(db, "push.gone", subject=device)
