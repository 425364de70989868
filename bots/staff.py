"""Colleagues at the bot: a one-time link says whose account it is; what they write there asks nobody for anything."""

from datetime import timedelta
from uuid import UUID

from app.clients.contacts import contact_by_handle
from app.conversations.model import Sender
from app.deliveries import actions as deliveries
from app.deliveries import devices
from app.deliveries.model import NewAddress, Parcel
from app.kit.db import Db
from app.kit.ids import new_id
from app.people import accounts
from app.people.queries import dealership
from app.texts import Phrase, say

THING = "staff"
ONCE_IN = timedelta(minutes=1)


async def link_account(db: Db, sender: Sender, token: str) -> bool:
    """Is this a colleague's link? Then the account it was opened with is theirs, if it still stands.

    Answers False for any other token, which a client may have.
    """
    found = await accounts.staff_link(db, token)
    if found is None:
        return False
    person, mine = found["person_id"], await accounts.account_with(db, sender.channel, sender.handle)
    address = await way_to(db, sender, person)
    if found["used_at"] is None and not found["over"]:
        await accounts.spend_link(db, token)
        await accounts.link(db, person, sender.channel, sender.handle, sender.shown_name, address)
        words = Phrase("staff.linked", {"house": (await dealership(db)).name})
    elif mine and mine.person_id == person:
        words = Phrase("staff.linked_already")
    else:
        words = Phrase("staff.link_over")
    await tell(db, address, found["language"], words)
    return True


async def way_to(db: Db, sender: Sender, person: UUID) -> UUID:
    """Where this account is reached. That of a client stays the client's: it is one chat."""
    known = await devices.address_at(db, sender.channel, sender.account_id, sender.destination)
    if known:
        await deliveries.reopen_address(db, known)
        return known
    new = NewAddress(
        channel=sender.channel,
        account_id=sender.account_id,
        destination=sender.destination,
        language=sender.language,
        device_id=accounts.account_of(person, sender.channel),
    )
    return (await deliveries.meet_address(db, new))[0]


async def spoke(db: Db, sender: Sender) -> bool:
    """A colleague wrote to the bot: no lobby, no wait, one sentence. One who is a client too writes as a client."""
    account = await accounts.account_with(db, sender.channel, sender.handle)
    if account is None:
        return False
    contact = await contact_by_handle(db, sender.channel, sender.handle)
    if contact and contact.client_id:
        return False
    await deliveries.reopen_address(db, account.address_id)
    if not await devices.told_since(db, account.address_id, THING, db.now - ONCE_IN):
        await tell(db, account.address_id, account.language, Phrase("staff.only_notices"))
    return True


async def note_reachable(db: Db, sender: Sender, *, reachable: bool) -> None:
    """A colleague stopped the bot, or opened it again."""
    account = await accounts.account_with(db, sender.channel, sender.handle)
    if account is None:
        return
    if reachable:
        await deliveries.reopen_address(db, account.address_id)
    else:
        await deliveries.close_address(db, account.address_id, "blocked")


async def tell(db: Db, address: UUID, language: str, words: Phrase) -> None:
    parcel = Parcel(text=say(words, language, now=db.now))
    await deliveries.queue(db, (THING, new_id()), address, "promise", [parcel])
