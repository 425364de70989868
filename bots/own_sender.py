"""A manager's own account as a way out of the house: what they write here goes out there as if written there."""

from uuid import UUID

import msgspec
from msgspec.structs import replace

from app.conversations.own_chats import OFF
from app.conversations.rules import without_name
from app.deliveries.model import Claimed, Limit, Outcome, Parcel, Refused
from app.kit.db import Database, Db
from bots import own_accounts
from bots.model import Mailbox
from bots.sender import TelegramChannel


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One chat of an account as it stands at this moment."""

    bot_id: UUID
    user_id: int
    connection: str
    name: str
    listed: bool
    late: bool


WAY_THROUGH = """
SELECT o.bot_id, o.user_id, o.connection, p.name, l.until_at <= $3 AS late,
       l.ended_at IS NULL AND c.owner_id = o.person_id AND c.archived_at IS NULL AS listed
FROM own_chats l
JOIN addresses a ON a.dealership_id = $1 AND a.id = l.address_id
JOIN own_accounts o ON o.dealership_id = $1 AND o.id = a.account_id AND o.person_id = l.person_id
JOIN persons p ON p.dealership_id = $1 AND p.id = o.person_id AND p.role = 'manager' AND p.deactivated_at IS NULL
JOIN staff_accounts s ON s.dealership_id = $1 AND s.person_id = o.person_id AND s.channel = 'telegram'
  AND s.handle = o.user_id::text
JOIN clients c ON c.dealership_id = $1 AND c.id = l.client_id
WHERE l.dealership_id = $1 AND l.address_id = $2 AND o.enabled AND o.can_reply AND o.stopped_at IS NULL
"""


async def way_through(db: Db, address: UUID) -> Way | None:
    """None: the account takes nothing from us any more."""
    row = await db.row(WAY_THROUGH, address, db.now)
    return Way(**row) if row else None


class OwnChatChannel:
    """Sends through managers' own accounts. Everything is asked once more just before the bytes: a manager who stops
    it is obeyed at once, and what waited goes by the client's next way."""

    per_chat = TelegramChannel.per_chat
    per_account = Limit(per_second=25, burst=25)

    def __init__(self, database: Database, telegram: TelegramChannel) -> None:
        self._database, self._telegram = database, telegram

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        way, _ = await self._database.work(dealership, lambda db: way_through(db, item.address_id))
        if way is None:
            return Refused(reason=OFF)
        if not way.listed:
            return Refused(reason="own_chat_off")
        if way.late:
            return Refused(reason="own_chat_late")
        parcel = msgspec.convert(item.body, Parcel)
        bare = replace(parcel, text=without_name(parcel.text, way.name))
        through = replace(item, account_id=way.bot_id, body=msgspec.to_builtins(bare))
        mailbox = Mailbox(user_id=way.user_id, connection=way.connection)
        outcome = await self._telegram.send_from(dealership, through, mailbox)
        if isinstance(outcome, Refused) and outcome.reason == OFF:
            await self._database.work(dealership, lambda db: own_accounts.refuse(db, item.account_id))
        return outcome
