"""A client waits and no device showed it: first the person who answers is written to, then the supervisors learn.

Each wait goes this way once. It stops where anybody's device showed a push of it, anybody opened the talk, or the wait
is over. While nobody is at work it waits for who comes first, unless the client said that it is urgent.
"""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import msgspec

from app.clients.queries import client_head
from app.conversations.naming import given_now
from app.conversations.queries import message_place
from app.coverage.ladder import here_at
from app.coverage.scheduling import roster_now
from app.deliveries import actions as deliveries
from app.deliveries.devices import is_open
from app.deliveries.model import Claimed, Moot, Parcel
from app.journal.actions import record
from app.journal.jobs import pause_after
from app.kit.alone import alone
from app.kit.db import Database, Db
from app.kit.failpoints import failpoint
from app.people import devices
from app.people.accounts import staff_accounts
from app.people.notices import notify
from app.people.queries import active_people, person
from app.texts import Phrase, by, hour, say
from push import alerts, queries
from push.actions import queue_for
from push.alerts import Alert, Unread
from push.model import ALERT_LIFE, NEXT_STEP, NOTICED_WITHIN, Notice
from push.queries import Waits

THING = "alert"
BATCH = 50


class Reminder(Parcel, frozen=True, kw_only=True, omit_defaults=True):
    """What is written to a colleague, and the message that waits, by which it is judged once more when it leaves."""

    message_id: UUID


async def raise_due(database: Database, dealership: UUID, site: str) -> int:
    """Look at every wait whose time has come, each in a unit of its own; one that fails keeps no other waiting."""
    due = (await database.work(dealership, lambda db: alerts.due_alerts(db, BATCH)))[0]
    for promise in due:
        failpoint("alert_due")
        await alone(database, dealership, promise, partial(look, site=site), "alert not raised", put_off)
        failpoint("alert_looked")
    return len(due)


async def ring_for_urgent(db: Db, entry: asyncpg.Record) -> None:
    """A client's wait has become urgent, by their words or their tap: what was left for the morning is looked at in a
    minute, and the devices of whoever is to answer say so at once."""
    message: UUID = entry["subject_id"]
    found = await queries.waits(db, message)
    if found is None or found.promise_id is None or not found.waiting:
        return
    due_at = entry["at"] + NOTICED_WITHIN
    await alerts.watch(db, found.promise_id, message, due_at, NEXT_STEP)
    await alerts.hasten(db, found.promise_id, due_at)


async def put_off(db: Db, promise: UUID) -> None:
    alert = await alerts.hold_alert(db, promise)
    if alert:
        tries = alert.attempts + 1
        await alerts.look_again(db, promise, alert.rung, db.now + pause_after(min(tries, 8)), tries)


async def look(db: Db, promise: UUID, site: str) -> None:
    """Has anybody noticed by now? If not, take the next step."""
    alert = await alerts.hold_alert(db, promise)
    if alert is None:
        return
    found = await queries.waits(db, alert.message_id)
    if found is None or not found.waiting or found.promise_id is None:
        await alerts.end_alert(db, alert, "answered")
        return
    if found.promise_id != promise:  # a stranger became a client meanwhile: their wait has another promise
        await alerts.end_alert(db, alert, "moved")
        await alerts.watch(db, found.promise_id, alert.message_id, db.now, NEXT_STEP)
        return
    left = await alerts.unnoticed(db, alert.message_id)
    if not left:
        await alerts.end_alert(db, alert, "noticed")
    elif (until := await good_time(db, alert, found, left)) > db.now:
        await alerts.look_again(db, promise, alert.rung, until)
    elif alert.rung == 0:
        await write_to_answerer(db, alert, found, site)
    else:
        await tell_supervisors(db, alert, found, left, site)
    failpoint("alert_raising")


async def good_time(db: Db, alert: Alert, found: Waits, left: list[Unread]) -> datetime:
    """Not before the first unnoticed message had its minute; and while nobody is at work only what is urgent."""
    until = left[0].at + NOTICED_WITHIN if alert.rung == 0 else db.now
    if until > db.now or any(one.urgent for one in left):
        return until
    given = await given_now(db, found.owner_id, found.answers)
    return max(until, given.here_from) if given else until


async def write_to_answerer(db: Db, alert: Alert, found: Waits, site: str) -> None:
    """To the own messenger of whoever is to answer, if they linked one; the next step comes in its time either way."""
    reached = await write_to(db, found.answers, "alert.waits", alert, found, site) if found.answers else False
    await alerts.look_again(db, alert.promise_id, 1, db.now + NEXT_STEP)
    await record(db, "alert.raised", subject=alert.promise_id, person=found.answers, reached=reached)


async def tell_supervisors(db: Db, alert: Alert, found: Waits, left: list[Unread], site: str) -> None:
    """Everyone above learns it in the app; whoever may be rung also by a push and in their own messenger."""
    bosses = [boss["id"] for boss in await active_people(db, "supervisor") if boss["id"] != found.answers]
    ringing = await may_ring(db, bosses, left)
    words, client = await words_for_supervisors(db, alert, found, left[0].at)
    for boss in bosses:
        about = uuid5(alert.promise_id, str(boss))
        await notify(db, boss, "unnoticed", words, client=client, about=about)
        if boss not in ringing:
            continue
        theirs = await devices.standing_devices(db, person=boss)
        notice = Notice(kind="alert", message_id=alert.message_id)
        await queue_for(db, theirs, uuid5(about, "push"), notice, ALERT_LIFE)
        await write_to(db, boss, "alert.unnoticed", alert, found, site)
    await alerts.end_alert(db, alert, "told", rung=2)
    await record(db, "alert.told", subject=alert.promise_id, people=bosses)


async def may_ring(db: Db, bosses: list[UUID], left: list[Unread]) -> set[UUID]:
    """All of them where the client cannot wait, else who is at work: a rest is broken by nothing less. What then
    still waits at its promised minute calls whoever is here."""
    if any(one.urgent for one in left):
        return set(bosses)
    roster = await roster_now(db)
    return {boss for boss in bosses if here_at(roster.keepers[boss], roster, db.now)}


async def words_for_supervisors(
    db: Db, alert: Alert, found: Waits, since: datetime
) -> tuple[Phrase, UUID | None]:
    """What they read in the app, where names may stand, and whose card it is about."""
    place = await message_place(db, alert.message_id)
    client = await client_head(db, place["client_id"]) if place and place["client_id"] else None
    answers = await person(db, found.answers) if found.answers else None
    facts: dict[str, Any] = {"name": answers.name if answers else "", "at": hour(since)}
    if client is None:
        return Phrase("notice.unnoticed_stranger", facts), None
    return Phrase("notice.unnoticed", facts | {"form": client.address_form}), client.id


WITH_TIME = {"alert.waits": "alert.waits_by", "alert.unnoticed": "alert.unnoticed_by"}
"""The same words where a time was promised."""


async def write_to(db: Db, who: UUID, code: str, alert: Alert, found: Waits, site: str) -> bool:
    """One line into a colleague's own messenger: that somebody waits and where to look, never who. False: no way."""
    open_ways = [one for one in await staff_accounts(db, who) if await is_open(db, one.address_id)]
    for account in open_ways:
        facts = {"link": f"{site}/threads/{found.thread_id}"}
        words = Phrase(code, facts)
        if found.by_at:
            words = Phrase(WITH_TIME[code], facts | {"by": by(found.by_at)})
        text = say(words, account.language, found.time_zone, now=db.now)
        await deliveries.queue(
            db,
            (THING, uuid5(alert.promise_id, f"{who} {account.channel}")),
            account.address_id,
            "announcement",
            [Reminder(text=text, message_id=alert.message_id)],
            until=db.now + ALERT_LIFE,
        )
    return bool(open_ways)


async def still_unnoticed(db: Db, item: Claimed) -> datetime | Moot | None:
    """The line to the messenger may have been down meanwhile: what somebody has seen since then is not written."""
    message = msgspec.convert(item.body, Reminder).message_id
    found = await queries.waits(db, message)
    stands = found is not None and found.waiting and await alerts.unnoticed(db, message)
    return None if stands else Moot(reason="not_needed")
