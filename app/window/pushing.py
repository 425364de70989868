"""Pushes to clients: that an answer is there, never whose and never what it says."""

from typing import Any
from uuid import UUID, uuid5

import asyncpg

from app.deliveries import devices as sent
from app.journal.actions import record
from app.kit.db import Db
from app.kit.errors import not_found
from app.people.devices import Device
from app.texts import Phrase, say
from app.window.devices import (
    clear_subscription,
    clear_subscriptions,
    mark_shown,
    set_subscription,
    waits_in_window,
    windows_with_pushes,
)
from app.window.model import IDLE, Me
from push import actions as push
from push.model import MESSAGE_LIFE, Envelope, Notice, Shown, Standing, Subscription, Told
from push.rules import Hosts, digest_of, topic_of

TAG = "window"


async def subscribe(db: Db, me: Me, new: Subscription, hosts: Hosts, key: str | None) -> None:
    """This browser hears of answers from now on."""
    checked = await push.usable(db, new, hosts, key)
    await clear_subscriptions(db, new.endpoint, me.id)
    await set_subscription(db, me.id, new.endpoint, checked.point, checked.secret, checked.key)
    if await push.open_way(db, me.id, new.endpoint, me.language):
        await record(db, "push.subscribed", by_client=me.client_id, client=me.client_id, subject=me.id)


async def unsubscribe(db: Db, me: Me) -> None:
    """It hears of nothing any more."""
    if await clear_subscription(db, me.id):
        await push.close_ways(db, me.id)
        await record(db, "push.unsubscribed", by_client=me.client_id, client=me.client_id, subject=me.id)


async def standing(db: Db, me: Me, key: str | None) -> Standing:
    """How pushes to this browser stand."""
    found = next(iter(await windows_with_pushes(db, db.now - IDLE, window=me.id)), None)
    return Standing(
        key=key,
        subscribed=found is not None and found.key_id == key,
        endpoint_hash=digest_of(found.endpoint) if found else None,
        shown_at=found.shown_at if found else None,
        state=None,
    )


async def shown(db: Db, me: Me, id: UUID) -> None:
    """The browser says that it showed this push."""
    if await sent.device_of_delivery(db, id) != me.id:
        raise not_found()
    await mark_shown(db, me.id)
    if await sent.mark_delivered(db, id):
        await record(db, "push.shown", by_client=me.client_id, client=me.client_id, subject=id)


# --- what the worker does


async def push_answer(db: Db, entry: asyncpg.Record) -> None:
    """A person wrote to a client, or a text came to their window by another way's failure: every window of theirs that
    wants to know hears that there is something."""
    message, client = entry["subject_id"], entry["client_id"]
    if client is None or not await waits_in_window(db, message):
        return
    theirs = await windows_with_pushes(db, db.now - IDLE, client=client)
    notice = Notice(kind="answer", message_id=message)
    await push.queue_for(db, theirs, uuid5(entry["id"], "push to window"), notice, MESSAGE_LIFE)


async def wanted(
    db: Db, device: UUID, id: UUID, notice: Notice, site: str
) -> tuple[Device | None, Envelope | None]:
    """The window and the words; none where the message was seen meanwhile, or the window forgotten."""
    found = next(iter(await windows_with_pushes(db, db.now - IDLE, window=device)), None)
    if found is None or notice.message_id is None or not await waits_in_window(db, notice.message_id):
        return None, None
    told = Shown(
        title=say(Phrase("push.answer.title"), found.language),
        body=say(Phrase("push.answer.body"), found.language),
        lang=found.language,
        tag=TAG,
        navigate=f"{site}/c/",
        data={"push": str(id)},
    )
    topic = topic_of(f"{db.dealership} {TAG} {device}")
    return found, Envelope(told=Told(notification=told, app_badge=1), topic=topic, urgency="high")


async def device_gone(db: Any, address: UUID) -> None:
    """The push service knows a subscription no more, a client's or a person's."""
    await push.device_gone(db, address)
    device = await sent.device_of_address(db, address)
    if device and await clear_subscription(db, device):
        await record(db, "push.gone", subject=device)
