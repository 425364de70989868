"""A colleague's own account at Telegram, to which they connect the bot: their private chats, and what the bot hears
and may write there."""

from typing import TYPE_CHECKING, Any

from .faults import Refusal
from .ledger import Json
from .world import DAY, Bot, Chat, World

if TYPE_CHECKING:
    from .clients import User


class Account:
    """One owner's account with one bot. `connection` is None until the owner connects it."""

    def __init__(self, world: World, bot: Bot, owner: Json) -> None:
        self._world, self.bot, self.owner = world, bot, owner
        self.connection: str | None = None
        self.enabled = self.can_reply = False
        self.chats: dict[int, Chat] = {}
        self.heard_at: dict[int, float] = {}

    # --- what the owner does in Telegram's settings

    def connects(self, *, can_reply: bool = True) -> str:
        """Settings → Telegram Business → Chatbots → the bot. Each time it is another connection."""
        self.connection = f"bizconn{self._world.serial()}"
        self.enabled, self.can_reply = True, can_reply
        self.bot.connections[self.connection] = self
        self._tell()
        return self.connection

    def changes(self, *, can_reply: bool) -> None:
        self.can_reply = can_reply
        self._tell()

    def disconnects(self) -> None:
        self.enabled = False
        self._tell()

    def _tell(self) -> None:
        about: Json = {"id": self.connection, "user": self.owner, "user_chat_id": self.owner["id"]}
        about |= {"date": int(self._world.clock.now()), "is_enabled": self.enabled}
        if self.enabled:
            about["rights"] = {"can_reply": True} if self.can_reply else {}
        self._world.queue(self.bot, "business_connection", about, self.owner["id"])

    # --- what is said in the private chats

    def hears(self, peer: Json, fields: Json) -> Json:
        """The other side writes."""
        self.heard_at[peer["id"]] = self._world.clock.now()
        return self._said(peer, peer, fields)

    def says(self, peer: Json, fields: Json) -> Json:
        """The owner writes themselves."""
        return self._said(peer, self.owner, fields)

    def edits(self, message: Json, text: str) -> Json:
        changed = {**message, "text": text, "edit_date": int(self._world.clock.now())}
        self._queue("edited_business_message", changed)
        return changed

    def deletes(self, peer: int, numbers: list[int]) -> None:
        about = {"chat": self.chats[peer].about, "message_ids": numbers}
        self._queue("deleted_business_messages", about)

    def _said(self, peer: Json, sender: Json, fields: Json) -> Json:
        message = self._world.compose(self.bot, self.chat(peer), sender, fields)
        message["business_connection_id"] = self.connection
        self._queue("business_message", message)
        return message

    def chat(self, peer: Json) -> Chat:
        names = {name: peer[name] for name in ("first_name", "last_name", "username") if name in peer}
        about = {"id": peer["id"], "type": "private", **names}
        return self.chats.setdefault(peer["id"], Chat(about, started=True))

    def _queue(self, kind: str, payload: Json) -> None:
        """Telegram tells nothing of an account that is not connected."""
        if self.enabled:
            told = {**payload, "business_connection_id": self.connection}
            self._world.queue(self.bot, kind, told, payload["chat"]["id"])

    # --- what the bot does there

    def accepts(self, peer: int) -> Chat:
        """The chat the bot may write in now. Raises Telegram's refusal."""
        if not self.enabled:
            raise Refusal(400, "Bad Request: BUSINESS_CONNECTION_INVALID")
        if not self.can_reply:
            raise Refusal(403, "Forbidden: not enough rights to send messages on behalf of the account")
        if peer not in self.chats:
            raise Refusal(400, "Bad Request: BUSINESS_PEER_INVALID")
        if self._world.clock.now() - self.heard_at.get(peer, 0.0) > DAY:
            raise Refusal(400, "Bad Request: BUSINESS_PEER_USAGE_MISSING")
        return self.chats[peer]

    def keep(self, chat: Chat, fields: Json, method: str, call: int) -> Json:
        """The bot's words stand there as the owner's, and Telegram tells the bot of them."""
        sent = {**fields, "sender_business_bot": self.bot.user, "business_connection_id": self.connection}
        message = self._world.compose(self.bot, chat, self.owner, sent)
        owner = self.owner["id"]
        self._world.note(
            "own", self.bot, owner=owner, chat=chat.id, method=method, call=call, message=message
        )
        self._queue("business_message", message)
        return message


def account_named(bot: Bot, connection: Any) -> Account:
    """The account that a call names. Raises Telegram's refusal."""
    found: Account | None = bot.connections.get(str(connection))
    if found is None or found.connection != connection:
        raise Refusal(400, "Bad Request: BUSINESS_CONNECTION_INVALID")
    return found


class OwnAccount:
    """What the same person does outside the bot's chat, in their own account: acts of a User."""

    about: Json
    bot: Bot
    _world: World

    @property
    def account(self) -> Account:
        known = self.bot.accounts.get(self.about["id"])
        return known or self.bot.accounts.setdefault(
            self.about["id"], Account(self._world, self.bot, self.about)
        )

    async def connects_account(self, *, can_reply: bool = True) -> str:
        return self.account.connects(can_reply=can_reply)

    async def changes_rights(self, *, can_reply: bool) -> None:
        self.account.changes(can_reply=can_reply)

    async def disconnects_account(self) -> None:
        self.account.disconnects()

    async def writes_to(self, peer: "User | Json", text: str = "", **fields: Any) -> Json:
        """In their own account, by hand."""
        return self.account.says(_about(peer), {"text": text, **fields} if text else fields)

    async def is_written_by(self, peer: "User | Json", text: str = "", **fields: Any) -> Json:
        """Somebody writes to them in private."""
        return self.account.hears(_about(peer), {"text": text, **fields} if text else fields)

    async def edits_own(self, message: Json, text: str) -> Json:
        return self.account.edits(message, text)

    async def deletes_own(self, peer: "User | Json", numbers: list[int]) -> None:
        self.account.deletes(_about(peer)["id"], numbers)


def _about(peer: "User | Json") -> Json:
    return peer if isinstance(peer, dict) else peer.about
