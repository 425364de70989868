"""A manager's own Telegram account: connected by Telegram's word, stopped by either side.

Whose an account is, its owner showed by a one-time link; while that stands, the connection counts.
"""

from uuid import UUID

from app.conversations.own_chats import CHANNEL, let_write
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.ids import feed_of, new_id
from bots import own_rows as rows
from bots.model import ALBUM, TEXT_LIMIT, group_limit
from bots.model import CHANNEL as TELEGRAM
from bots.own_rows import OwnAccount, Told

TEXT_LIMITS = dict.fromkeys((TELEGRAM, CHANNEL), TEXT_LIMIT)
"""Channel name → how much one message of it holds: the same through the bot and through somebody's own account."""
GROUP_LIMITS = {TELEGRAM: group_limit}
ALBUMS = dict.fromkeys((TELEGRAM, CHANNEL), ALBUM)


async def note_connection(db: Db, bot: UUID, person: UUID, told: Told) -> None:
    """Telegram's word. The end of an older connection says nothing of the one that stands; a new one is the
    manager's own act, and lifts a stop."""
    before = await rows.held_account(db, bot, person)
    if not told.enabled and (before is None or before.connection != told.connection):
        return
    await rows.set_connection(db, before.id if before else new_id(), bot, person, told)
    now = await rows.account_of_person(db, bot, person)
    assert now is not None
    kind = "own_account.connected" if told.enabled else "own_account.ended"
    await record(db, kind, by=person, subject=now.id, may_reply=now.can_reply)
    await changed(db, now)


async def changed(db: Db, account: OwnAccount) -> None:
    """Ways through it open or close with it at once, and what waits for one of them looks for another."""
    await let_write(db, account.id, open_=account.listens and account.can_reply)
    db.touch(feed_of("person", account.person_id), "me", account.person_id)
    db.wake("deliveries")


async def refuse(db: Db, id: UUID) -> None:
    """Telegram takes nothing from us there any more, though it has not said so by itself."""
    account = await rows.set_refused(db, id)
    if account:
        await record(db, "own_account.refused", subject=id)
        await changed(db, account)


async def set_listening(db: Db, who: Who, bot: UUID, *, listens: bool) -> None:
    """The manager stops the house in their own account, or lets it in again. Telegram's word stays as it is."""
    account = await rows.held_account(db, bot, who.id)
    if account is None:
        raise Problem("own_account_unknown", 409)
    if (account.stopped_at is None) == listens:
        return
    await rows.set_stopped(db, account.id, not listens)
    now = await rows.account_of_person(db, bot, who.id)
    assert now is not None
    kind = "own_account.resumed" if listens else "own_account.stopped"
    await record(db, kind, by=who.id, subject=account.id)
    await changed(db, now)
