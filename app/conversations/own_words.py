"""What is said in a listed chat of a manager's own account: the client's words, the manager's, and what we sent."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from app.clients.contacts import contact_point
from app.clients.model import ContactPoint
from app.clients.queries import lock_client
from app.conversations import parts, queries, rules
from app.conversations.model import Inbound, Sender, Thread
from app.conversations.own_chats import CHANNEL, OFF, OwnChat
from app.conversations.receiving import Met, add_part, answered, keep_file, keep_message, thread_of
from app.conversations.speaking import told
from app.conversations.waiting import end_wait, touch_thread
from app.deliveries import actions as deliveries
from app.deliveries.model import NewAddress, Sent
from app.deliveries.queries import upsert_address
from app.journal.actions import record
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.ids import new_id

NOTE_WORD = """
UPDATE own_chats SET address_id = $4, until_at = greatest(until_at, $5)
WHERE dealership_id = $1 AND person_id = $2 AND client_id = $3
"""


async def note_word(db: Db, chat: OwnChat, address: UUID, until: datetime) -> None:
    """The client spoke there: the manager may answer at this address until then."""
    await db.run(NOTE_WORD, chat.person_id, chat.client_id, address, until)


async def hear_client(db: Db, chat: OwnChat, inbound: Inbound, until: datetime) -> UUID | None:
    """The client wrote to the manager's own account: words like any other, in the one talk. None: they are here."""
    if await queries.message_of_source(db, inbound.source_key):
        return None
    contact, thread = await talk_of(db, chat)
    address = await address_in(db, chat, inbound.sender)
    await note_word(db, chat, address, until)
    return await keep_message(db, Met(contact=contact, address=address, thread=thread), inbound)


async def talk_of(db: Db, chat: OwnChat) -> tuple[ContactPoint, Thread]:
    await lock_client(db, chat.client_id)
    contact = await contact_point(db, chat.contact_id)
    if contact is None:
        raise not_found()
    return contact, await thread_of(db, contact)


async def address_in(db: Db, chat: OwnChat, sender: Sender) -> UUID:
    """Where the manager, and only they, can answer; open where the messenger lets us write."""
    new = NewAddress(
        channel=CHANNEL,
        account_id=chat.account_id,
        destination=sender.destination,
        person_id=chat.person_id,
        language=sender.language,
    )
    address = await upsert_address(db, new_id(), new)
    if chat.can_reply:
        await deliveries.reopen_address(db, address)
    else:
        await deliveries.close_address(db, address, OFF)
    return address


SAID_SINCE_THEN = """
SELECT EXISTS (SELECT 1 FROM messages WHERE dealership_id = $1 AND thread_id = $2 AND direction = 'in' AND NOT quiet
               AND coalesce(channel_at, at) >= $3)
"""


async def said_since_then(db: Db, thread: UUID, then: datetime) -> bool:
    """Has the client said anything after that second? Messengers tell whole ones."""
    said: bool = await db.value(SAID_SINCE_THEN, thread, then + timedelta(seconds=1))
    return said


async def keep_own_words(db: Db, chat: OwnChat, inbound: Inbound, *, by_hand: bool) -> UUID | None:
    """What the manager wrote there themselves: their answer, given elsewhere. None: it is here already.

    It ends the wait for what had been said before it. What their account sends without them ends nothing.
    """
    if await queries.message_of_source(db, inbound.source_key):
        return None
    _, thread = await talk_of(db, chat)
    whole = await queries.message_of_source(db, inbound.part_of) if inbound.part_of else None
    if whole:
        await add_part(db, thread, whole, inbound)
        return None
    message, seq = new_id(), await queries.next_seq(db, thread.id)
    replied = await answered(db, chat.address_id, inbound.reply_to_key)
    await queries.insert_message(
        db, message, thread.id, seq, "out",
        channel=CHANNEL, kind=inbound.kind, author=chat.person_id, source_key=inbound.source_key,
        reply_to=replied, location=inbound.location, channel_at=inbound.channel_at,
    )  # fmt: skip
    await queries.first_text(db, message, inbound.text)
    if inbound.part_of:
        await parts.first_part(db, message, inbound.part_of, inbound.text)
    await keep_file(db, thread, message, inbound)
    await record(db, "message.sent", by=chat.person_id, client=chat.client_id, subject=message, how=CHANNEL)
    await told(db, thread, message, rules.first_line(inbound.text))
    later = await said_since_then(db, thread.id, inbound.channel_at)
    if thread.waiting_since and by_hand and not later:
        at = min(inbound.channel_at, db.now)
        await end_wait(db, thread, answered_by=chat.person_id, at=at)
        touch_thread(db, thread)
    return message


# --- what the house sent there

LOST_FROM_SIGHT = """
SELECT d.id, coalesce(d.body->>'text', '') AS text, d.body ? 'file_id' AS file, d.body ? 'album' AS album, p.name
FROM deliveries d
JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
JOIN persons p ON p.dealership_id = $1 AND p.id = a.person_id
WHERE d.dealership_id = $1 AND d.address_id = $2 AND d.state IN ('sending', 'not_confirmed')
  AND d.reason IS DISTINCT FROM 'album_in_part'
"""


async def lost_from_sight(db: Db, address: UUID) -> list[asyncpg.Record]:
    """What may have arrived there or not, as far as is known."""
    return await db.rows(LOST_FROM_SIGHT, address)


async def arrived(db: Db, address: UUID, key: str, text: str, *, file: bool, album: bool) -> None:
    """The chat shows what we sent. Where the line broke meanwhile, that is the proof that it got there: of an album
    its first picture, with the words, for it comes whole. One in part is a person's to look at, and so is an echo that
    could be of several."""
    if await deliveries.thing_known_as(db, address, key):
        return
    lost = [row for row in await lost_from_sight(db, address) if (row["file"], row["album"]) == (file, album)]
    meant = [row for row in lost if rules.echoes(text, rules.without_name(row["text"], row["name"]))]
    if len(meant) == 1:
        await deliveries.note_sent(db, meant[0]["id"], Sent(remote_id=key))
