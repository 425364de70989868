"""Set how the house's phones ring, and whom; try it."""

from uuid import UUID, uuid5

from app.deliveries import actions as deliveries
from app.deliveries.model import NewAddress
from app.journal.actions import record
from app.kit import phones
from app.kit.auth import Language, Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.secrets import Seal
from app.kit.tokens import digest
from app.people.accounts import account_of
from app.people.queries import dealership, person
from app.texts import Phrase, say
from push.rules import Hosts
from telephony import keeping, queries, rules
from telephony.keeping import Keys
from telephony.model import (
    CHANNEL,
    PLACEHOLDERS,
    RING_LIFE,
    THING,
    CallNow,
    LastCall,
    NewPhone,
    NewWebhook,
    Ring,
    ShownWebhook,
    StaffPhone,
    Telephony,
    Webhook,
    state_words,
)


async def telephony(db: Db, who: Who, seal: Seal) -> Telephony:
    """All that is set, and how the last call went."""
    row = await queries.telephony(db)
    webhook = keeping.opened(seal, db.dealership, row.webhook_sealed)
    latest = await queries.latest_ring(db)
    zone = (await dealership(db)).time_zone
    return Telephony(
        webhook=shown(webhook) if webhook else None,
        unreadable=row.webhook_sealed is not None and webhook is None,
        people=[readable(one) for one in await queries.staff_phones(db)],
        last=LastCall(
            state=latest["state"],
            text=say(state_words(latest["state"], latest["reason"]), who.language, zone, now=db.now),
            at=latest["at"],
        )
        if latest
        else None,
        hook=row.hook_hash is not None,
        heard_at=row.heard_at,
        placeholders=[f"{{{name}}}" for name in PLACEHOLDERS],
    )


def shown(webhook: Webhook) -> ShownWebhook:
    return ShownWebhook(
        url=webhook.url,
        method=webhook.method,
        format=webhook.format,
        header_names=[header.name for header in webhook.headers],
        body=webhook.body,
    )


def readable(one: StaffPhone) -> StaffPhone:
    phone = phones.shown(one.phone) if one.phone else None
    return StaffPhone(id=one.id, name=one.name, role=one.role, phone=phone)


async def give_webhook(db: Db, who: Who, seal: Seal, hosts: Hosts, new: NewWebhook) -> None:
    """From now on calls are asked for this way. Raises where it could never work."""
    row = await queries.telephony(db)
    before = keeping.opened(seal, db.dealership, row.webhook_sealed)
    headers = new.headers if new.headers is not None else before.headers if before else []
    webhook = Webhook(
        url=new.url.strip(), method=new.method, format=new.format, headers=headers, body=new.body
    )
    rules.refuse_webhook(webhook, hosts)
    if before and new.headers is None and headers and origin_changed(before, webhook):
        raise bad_field("headers", "headers_anew")  # the keys of one provider are no business of another
    await queries.set_webhook(db, keeping.sealed(seal, db.dealership, webhook), who.id)
    await record(db, "telephony.changed", by=who.id, subject=db.dealership)


def origin_changed(before: Webhook, now: Webhook) -> bool:
    return rules.head_of(before.url) != rules.head_of(now.url)


async def take_webhook(db: Db, who: Who) -> None:
    """No rung rings a phone any more."""
    if (await queries.telephony(db)).webhook_sealed is not None:
        await queries.set_webhook(db, None, who.id)
        await record(db, "telephony.removed", by=who.id, subject=db.dealership)


async def set_phone(db: Db, who: Who, id: UUID, new: NewPhone) -> None:
    """The number on which this colleague is rung; an empty one takes it away."""
    found = await person(db, id)
    if found is None or found.deactivated_at or found.role not in ("manager", "supervisor"):
        raise not_found()
    typed = (new.phone or "").strip()
    if not typed:
        changed = await queries.drop_phone(db, id)
    else:
        changed = await queries.set_phone(db, id, number_in(typed), who.id)
    if changed:
        await record(db, "staff_phone.changed", by=who.id, subject=id, given=bool(typed))


def number_in(typed: str) -> str:
    try:
        phone = phones.e164(typed)
    except phones.TwoPhones:
        phone = None
    if phone is None:
        raise bad_field("phone", "not_a_phone")
    return phone


async def call_to_test(db: Db, who: Who, call: CallNow) -> None:
    """Ring this colleague now, whatever the hour: whoever asks says so themselves."""
    found = await person(db, call.person_id)
    if found is None or found.deactivated_at:
        raise not_found()
    if (await queries.telephony(db)).webhook_sealed is None:
        raise Problem("telephony_off", 409)
    if await queries.phone_of(db, call.person_id) is None:
        raise Problem("no_staff_phone", 409, name=found.name)
    text = say(Phrase("telephony.test"), found.language)
    await ring(db, found.id, found.language, uuid5(call.id, THING), Ring(text=text))
    await record(db, "telephony.tested", by=who.id, subject=found.id)


async def ring(db: Db, person: UUID, language: Language, thing: UUID, said: Ring) -> None:
    """One call into the outbox: it rings once, or it is known that it did not."""
    address, _ = await deliveries.meet_address(
        db,
        NewAddress(
            channel=CHANNEL,
            account_id=db.dealership,
            destination=str(person),
            language=language,
            device_id=account_of(person, CHANNEL),
        ),
    )
    await deliveries.queue(db, (THING, thing), address, "announcement", [said], until=db.now + RING_LIFE)


# --- the way in


async def open_hook(db: Db, who: Who, seal: Seal) -> Keys:
    """A new address and key for missed calls; the ones before take none any more."""
    keys = keeping.keys_of(seal, db.dealership, await queries.next_hook(db, who.id))
    await queries.set_hook(db, digest(keys.path), who.id)
    await record(db, "telephony.hook_opened", by=who.id, subject=db.dealership)
    return keys


async def close_hook(db: Db, who: Who) -> None:
    """Nobody tells of missed calls any more."""
    if (await queries.telephony(db)).hook_hash is not None:
        await queries.set_hook(db, None, who.id)
        await record(db, "telephony.hook_closed", by=who.id, subject=db.dealership)
