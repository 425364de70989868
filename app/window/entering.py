"""Into the window by a personal link, once; and out of it again."""

import hmac
from uuid import UUID

from app.clients.actions import touch_book
from app.clients.model import ClientHead
from app.clients.queries import client_head
from app.conversations import invitations, queries
from app.conversations.inviting import use_invitation
from app.conversations.model import Sender
from app.conversations.receiving import Met, acquaint, meet, note_reachable
from app.conversations.welcoming import welcome
from app.journal.actions import record, show
from app.kit.auth import Language, Who
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.ids import feed_of
from app.kit.secrets import Seal
from app.kit.tokens import dealership_of, digest, token_of
from app.sync.actions import grant, open_feed
from app.texts import Phrase
from app.window.model import CHANNEL, IDLE, LIFE, Me
from app.window.queries import end_window, insert_window, standing_windows, window_is_taken
from push.actions import close_ways


def cookie_for(seal: Seal, dealership: UUID, link: str, id: UUID) -> str:
    """The cookie of the window that a page opened under this id with this link: whoever lost the answer and
    asks again, from the same page, gets the same one. The database keeps only its hash."""
    tail = hmac.digest(seal.derived("window"), link.encode() + id.bytes, "sha256")
    return token_of(dealership, tail[:16])


def sender_of(dealership: UUID, client: UUID, language: Language) -> Sender:
    """All windows of a client are one contact of theirs, with one address: the talk is the same in each."""
    return Sender(
        channel=CHANNEL,
        account_id=dealership,
        handle=str(client),
        destination=str(client),
        shown_name=None,
        language=language,
    )


async def enter(db: Db, link: str, cookie: str, id: UUID) -> None:
    """Whoever holds this link gets this cookie, once. Raises the same 404 for a link that is spent, too old,
    unknown or another dealership's: none of them says which."""
    key = digest(link)
    found = await invitations.lock_invitation(db, key) if dealership_of(link) == db.dealership else None
    invited = await invitations.invited(db, key) if found else None
    taken = await window_is_taken(db, id)
    if found is None or invited is None:
        raise not_found()
    if taken is not None:
        if taken != digest(cookie):
            raise not_found()  # somebody else's window
        return
    if found["used_at"] or not invited["stands"]:
        raise not_found()
    client, language = invited["client_id"], invited["language"]
    contact, _ = await acquaint(db, sender_of(db.dealership, client, language))
    await use_invitation(db, link, contact)
    await insert_window(db, id, digest(cookie), client, contact.id, db.now + LIFE)
    await grant(db, client, await open_feed(db, "window", client))
    await record(db, "window.opened", by_client=client, client=client, subject=id)
    met = await meet(db, sender_of(db.dealership, client, language))
    await say_welcome(db, met, client)


async def say_welcome(db: Db, met: Met, client: UUID) -> None:
    """The first words, where nothing was said by itself yet: who comes from another channel knows them."""
    head = await client_head(db, client)
    if head and not await queries.spoke_by_itself(db, met.thread.id):
        await welcome(db, met, head)


async def forget(db: Db, me: Me) -> None:
    """This browser shows the talk no more."""
    if await end_window(db, me.id):
        await record(db, "window.forgotten", by_client=me.client_id, client=me.client_id, subject=me.id)
        await after_end(db, me.id, me.client_id, me.language)


async def end_for_client(db: Db, who: Who, client: ClientHead, window: UUID) -> None:
    """A phone was lost, or is somebody else's now: that browser shows the talk no more, at once, and says why.

    Raises 404 where this client has no such window that stands."""
    if window not in await standing_windows(db, client.id, db.now - IDLE):
        raise not_found()
    if await end_window(db, window, who.id):
        await record(db, "window.ended", by=who.id, client=client.id, subject=window)
        await show(db, client.id, "channel", Phrase("timeline.window_ended"), who=who.id)
        await touch_book(db, client.id, "client", client.id)
        db.touch(feed_of("window", client.id), "window", window)  # a poke: its open page asks, and hears no
        await after_end(db, window, client.id, client.language)


async def after_end(db: Db, window: UUID, client: UUID, language: Language) -> None:
    """Nothing is pushed there; with the last one the client is not reached by the window."""
    await close_ways(db, window)
    if not await standing_windows(db, client, db.now - IDLE):
        sender = sender_of(db.dealership, client, language)
        await note_reachable(db, sender, reachable=False, because="forgotten")
