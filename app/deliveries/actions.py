"""Queue a thing, send it at most once, write down what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.deliveries import albums, limits, many, moving, queries, rules
from app.deliveries.albums import keep_further
from app.deliveries.model import (
    Address,
    Channel,
    Claimed,
    Lane,
    Later,
    Moot,
    Moved,
    NewAddress,
    Outcome,
    Parcel,
    Refused,
    Sent,
    Unknown,
)
from app.deliveries.tables import CLOSED, SETTLED
from app.journal.actions import record, record_each
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.kit.ids import new_id

MEANWHILE = 0.5  # seconds until it is looked again whether what goes to the same address has arrived


async def meet_address(db: Db, new: NewAddress) -> tuple[UUID, bool]:
    """The address of this destination, and whether it was unknown or closed until now."""
    fresh = new_id()
    address = await queries.upsert_address(db, fresh, new)
    return address, address == fresh or await reopen_address(db, address)


async def addresses_of(db: Db, contact_points: list[UUID]) -> list[Address]:
    """Every address of these contact points."""
    return await queries.addresses_of_contact_points(db, contact_points)


async def thing_known_as(db: Db, address: UUID, remote_id: str) -> UUID | None:
    """Which thing of ours the channel knows by this id at this address."""
    return await queries.thing_with_remote_id(db, address, remote_id)


async def reopen_address(db: Db, address: UUID) -> bool:
    """It speaks again. False if it was open."""
    resumed = await queries.resume_address(db, address)
    if resumed:
        await record(db, "address.resumed", subject=address)
    return resumed


async def close_address(db: Db, address: UUID, because: str) -> UUID | None:
    """Nothing more goes there until it speaks again. Answers the contact point that went silent."""
    contact_point = await queries.stop_address(db, address, because)
    if contact_point:
        await record(db, "address.stopped", subject=address, because=because)
    return contact_point


async def queue(
    db: Db,
    thing: tuple[str, UUID],
    address: UUID,
    lane: Lane,
    parcels: Sequence[msgspec.Struct],
    *,
    attempt: int = 1,
    due_at: datetime | None = None,
    until: datetime | None = None,
) -> list[UUID]:
    """Put a thing's parts at the end of its address's line, for now or for then; it is worthless after `until`."""
    ids = [new_id() for _ in parcels]
    times = (due_at or db.now, until)
    await queries.insert_parts(db, ids, thing, address, lane, attempt, list(parcels), times)
    db.wake("deliveries")
    return ids


async def queue_each(
    db: Db, thing_kind: str, lane: Lane, things: list[tuple[UUID, UUID, Parcel, datetime]]
) -> None:
    """Put many things of one part in line, each for its own address and time: (thing, address, parcel, due)."""
    if things:
        rows = [(new_id(), thing, address, parcel, due_at) for thing, address, parcel, due_at in things]
        await many.insert_deliveries(db, thing_kind, lane, rows)
        db.wake("deliveries")


async def take_back(db: Db, things: list[UUID], by: UUID) -> set[UUID]:
    """Withdraw what has not left yet of these things; answers those that have reached somebody, or may have."""
    withdrawn = await many.withdraw_queued(db, things)
    await record_each(db, "delivery.withdrawn", [(None, thing) for thing in withdrawn], by=by)
    return await many.may_have_arrived(db, things)


async def withdraw_unsent(db: Db, things: list[UUID]) -> None:
    """These things are not needed any more: what has not left yet never does."""
    for thing in await many.withdraw_queued(db, things):
        await record(db, "delivery.withdrawn", subject=thing)
        await tell(db, "message", thing)


async def begin(db: Db, item: Claimed, channel: Channel) -> bool:
    """Mark the delivery as sending, alone in its unit, just before the bytes. False: not now.

    From here on a crash leaves it `not confirmed`, never `queued`.
    """
    if item.stopped_because:
        await conclude(db, item.id, "failed", item.stopped_because, expected=["queued"])
        return False
    if item.until_at and db.now >= item.until_at:
        await conclude(db, item.id, "failed", "expired", expected=["queued"])
        return False
    wait = await limits.wait_for_room(db, item, channel)
    if wait is not None:
        await queries.put_off(db, item.id, "queued", wait, None)
        return False
    if not await queries.begin_sending(db, item.id):
        await limits.put_back(db, item, channel)
        await queries.put_off(db, item.id, "queued", MEANWHILE, None)
        return False
    await tell(db, item.thing_kind, item.thing_id)
    return True


async def settle(db: Db, item: Claimed, outcome: Outcome) -> None:
    """Write down what the channel said, or that it said nothing."""
    if isinstance(outcome, Sent):
        await note_sent(db, item.id, outcome)
    elif isinstance(outcome, Unknown):
        await lose_sight(db, item.id, outcome.reason)
    elif isinstance(outcome, Refused):
        if outcome.stops:  # first: whoever hears that it failed finds the address closed
            await close_address(db, item.address_id, outcome.reason)
        settled = await conclude(db, item.id, "failed", outcome.reason)
        if settled:
            await queries.hold_rest(db, settled["thing_id"], settled["attempt"], settled["part"])
        if outcome.stops and (closed := CLOSED.get(item.channel)):
            await closed(db, item.address_id)
    elif isinstance(outcome, Moot):
        await conclude(db, item.id, "withdrawn", outcome.reason)
    elif isinstance(outcome, Moved):
        if not await moving.move(db, item, outcome.destination):
            await conclude(db, item.id, "failed", "refused")
    else:
        await try_later(db, item, outcome)


async def note_sent(db: Db, id: UUID, sent: Sent) -> None:
    """The channel has it. The late word of a send that was given up as unknown is still the truth."""
    state, open_still = "delivered" if sent.delivered else "sent", ["sending", "not_confirmed"]
    settled = await conclude(db, id, state, None, remote_id=sent.remote_id, expected=open_still)
    await keep_further(db, id, sent.further)  # also where an echo was faster: it knows one picture only
    if settled:  # the parts that waited for this one go on
        await queries.release_rest(db, settled["thing_id"], settled["attempt"], "queued")


async def try_later(db: Db, item: Claimed, later: Later) -> None:
    """Nothing got in: wait and try again, until the time the manager was told is over."""
    if rules.given_up(max(item.queued_at, item.due_at), db.now, until=item.until_at):
        await conclude(db, item.id, "failed", later.reason)
        return
    account = limits.account_bucket(item)
    bucket = account if later.bucket == "account" else limits.chat_bucket(item)
    await limits.pause_bucket(db, bucket, later.seconds)
    # A channel that limits the whole account says it to one chat like to the other: two chats are the account.
    if later.bucket == "chat" and await limits.another_chat_paused(db, item.account_id, item.address_id):
        await limits.pause_bucket(db, account, later.seconds)
    await queries.put_off(db, item.id, "sending", later.seconds, later.reason, uncounted=not later.counts)
    await tell(db, item.thing_kind, item.thing_id)


async def lose_sight(db: Db, id: UUID, reason: str) -> None:
    """It may have arrived or not: shown as it is, never sent again by itself; later parts wait."""
    settled = await conclude(db, id, "not_confirmed", reason, expected=["sending"])
    if settled:
        await queries.hold_rest(db, settled["thing_id"], settled["attempt"], settled["part"])


async def conclude(
    db: Db,
    id: UUID,
    state: str,
    reason: str | None,
    *,
    remote_id: str | None = None,
    expected: list[str] | None = None,
) -> Any:
    settled = await queries.settle(db, id, state, reason, remote_id, expected or ["sending"])
    if settled:
        facts: dict[str, Any] = {"reason": reason} if reason else {}
        await record(db, f"delivery.{state}", subject=id, **facts)
        await tell(db, settled["thing_kind"], settled["thing_id"])
        db.wake("deliveries")
    return settled


async def tell(db: Db, thing_kind: str, thing_id: UUID) -> None:
    teller = SETTLED.get(thing_kind)
    if teller:
        await teller(db, thing_id)


async def rescue(db: Db) -> int:
    """Deliveries whose worker died while sending become `not confirmed`."""
    lost = await queries.expired_sending(db)
    for id in lost:
        await lose_sight(db, id, "line_broke")
    return len(lost)


# --- what a person does about a delivery


async def send_again(db: Db, delivery_id: UUID, by: UUID) -> UUID:
    """A new attempt at the end of the line. For `not confirmed` it may arrive twice: the person was told."""
    found = await known(db, delivery_id)
    attempt = await queries.latest_attempt(db, found["thing_id"])
    if found["attempt"] != attempt or not rules.may_send_again(found["state"]):
        raise Problem("not_repeatable", 409)
    parts = await queries.parts_of_attempt(db, found["thing_id"], attempt)
    if any(part["state"] in ("queued", "sending") for part in parts):
        raise Problem(
            "not_repeatable", 409
        )  # a part on its way would be lost from sight behind the new attempt
    rest = [part for part in parts if rules.unsent(part)]
    await queries.release_rest(db, found["thing_id"], attempt, "withdrawn")
    parcels = [parcel for part in rest for parcel in again(part)]
    ids = await queue(
        db,
        (found["thing_kind"], found["thing_id"]),
        found["address_id"],
        found["lane"],
        parcels,
        attempt=attempt + 1,
    )
    await record(db, "delivery.sent_again", by=by, subject=delivery_id)
    await tell(db, found["thing_kind"], found["thing_id"])
    return ids[0]


def again(part: Any) -> list[Parcel]:
    """An album that one of its pictures spoiled goes apart: what is no picture there goes as a file."""
    parcel = parcel_of(part["body"])
    return albums.apart(parcel) if part["reason"] == "album_in_part" else [parcel]


def parcel_of(body: dict[str, Any]) -> Parcel:
    return msgspec.convert(body, Parcel)


async def confirm(db: Db, delivery_id: UUID, by: UUID) -> None:
    """The person knows that it arrived; the parts that waited behind it go on."""
    found = await known(db, delivery_id)
    if not rules.may_confirm(found["state"]):
        raise Problem("not_confirmable", 409)
    await queries.settle(db, delivery_id, "sent", "confirmed_by_person", None, ["not_confirmed"])
    await queries.release_rest(db, found["thing_id"], found["attempt"], "queued")
    db.wake("deliveries")
    await record(db, "delivery.confirmed", by=by, subject=delivery_id)
    await tell(db, found["thing_kind"], found["thing_id"])


async def withdraw(db: Db, delivery_id: UUID, by: UUID) -> None:
    """Take back what has not left yet: this part and those behind it."""
    found = await known(db, delivery_id)
    if not rules.may_withdraw(found["state"]) or not await queries.settle(
        db, delivery_id, "withdrawn", None, None, ["queued", "held"]
    ):
        raise Problem("already_sent", 409)
    for part in await queries.parts_of_attempt(db, found["thing_id"], found["attempt"]):
        await queries.settle(db, part["id"], "withdrawn", None, None, ["queued", "held"])
    await record(db, "delivery.withdrawn", by=by, subject=delivery_id)
    await tell(db, found["thing_kind"], found["thing_id"])


async def known(db: Db, delivery_id: UUID) -> Any:
    found = await queries.delivery(db, delivery_id)
    if found is None:
        raise not_found()
    return found
