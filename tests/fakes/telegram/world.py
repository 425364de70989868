"""What Telegram knows: bots, chats, messages, files, and each bot's queue of updates."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import msgspec

from .clock import Clock
from .ledger import Json, Ledger

DAY = 86_400
CALLBACK_LIFE = 150
# Sent only to those who ask for them by name.
ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """`lane`: what Telegram keeps in order for a webhook; `body`: the exact bytes it sends."""

    id: int
    lane: str
    body: bytes
    expires_at: float


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    secret: str | None
    max_connections: int


class File(msgspec.Struct, frozen=True, kw_only=True):
    """`size` may claim more than there is, to play a file too big to fetch."""

    id: str
    unique_id: str
    path: str
    content: bytes
    size: int


class Chat:
    def __init__(self, about: Json, *, started: bool) -> None:
        self.about = about
        self.started = started
        self.closed: str | None = None
        self.migrated_to: int | None = None
        self.messages: dict[int, Json] = {}
        self.markups: dict[int, Json] = {}
        self.last_message_id = 0

    @property
    def id(self) -> int:
        return int(self.about["id"])

    def keep(self, message: Json) -> None:
        self.messages[message["message_id"]] = message
        self.last_message_id = max(self.last_message_id, message["message_id"])


class Bot:
    def __init__(self, token: str, username: str, first_name: str) -> None:
        self.token = token
        self.id = int(token.split(":")[0])
        self.username = username
        self.first_name = first_name
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.settings: dict[str, Any] = {}
        self.callbacks: set[str] = set()
        self.pending: dict[int, Update] = {}
        self.history: dict[int, Update] = {}
        self.handed: set[int] = set()
        self.next_update_id = 100_000_001
        self.allowed: frozenset[str] = frozenset()
        self.webhook: Webhook | None = None
        self.webhook_error: tuple[float, str] | None = None
        self.poll: asyncio.Future[None] | None = None
        # Colleagues' own accounts, by their owner and by their connection.
        self.accounts: dict[int, Any] = {}
        self.connections: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"Bot({self.id}, @{self.username})"

    @property
    def user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def allows(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ONLY_ON_REQUEST


class World:
    def __init__(self, ledger: Ledger, clock: Clock, *, open_doors: bool = False) -> None:
        self.ledger = ledger
        self.clock = clock
        self.open_doors = open_doors
        self.bots: dict[str, Bot] = {}
        # Told of each queued update and each new webhook; the server hangs its pushing in here.
        self.on_update: Callable[[Bot, Update], None] = lambda _bot, _update: None
        self.on_webhook: Callable[[Bot], None] = lambda _bot: None
        self._serial = 0

    def note(self, kind: str, bot: Bot | None = None, **data: Any) -> int:
        return self.ledger.note(kind, self.clock.now(), bot.id if bot else None, **data).n

    def add_bot(self, token: str, username: str, first_name: str) -> Bot:
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise ValueError("a bot's token is digits, a colon, and letters")
        if token not in self.bots:
            self.bots[token] = Bot(token, username, first_name)
            self.note("bot", self.bots[token], token=token, username=username, first_name=first_name)
        return self.bots[token]

    def renew_token(self, bot: Bot, token: str) -> None:
        """@BotFather gives another token: the old one opens nothing any more."""
        self.bots[token] = self.bots.pop(bot.token)
        bot.token = token

    def bot_by_id(self, bot_id: int) -> Bot:
        return next(bot for bot in self.bots.values() if bot.id == bot_id)

    def add_chat(self, bot: Bot, about: Json, *, started: bool = True) -> Chat:
        chat = bot.chats.get(int(about["id"]))
        if chat is None:
            chat = bot.chats[int(about["id"])] = Chat(about, started=started)
            self.note("chat", bot, chat=chat.id, about=about, started=started)
        return chat

    def compose(self, bot: Bot, chat: Chat, sender: Json | None, fields: Json) -> Json:
        """A new message of the chat, with the next message id, as both sides will see it."""
        message: Json = {"message_id": chat.last_message_id + 1, "date": int(self.clock.now())}
        message["chat"] = chat.about
        if sender is not None:
            message["from"] = sender
        message |= fields
        chat.keep(message)
        return message

    def store(self, bot: Bot, content: bytes, folder: str, suffix: str, size: int | None = None) -> File:
        self._serial += 1
        name = f"{self._serial}-{bot.id}"
        file = File(
            id=f"FILE{name}",
            unique_id=f"U{name}",
            path=f"{folder}/file_{self._serial}{suffix}",
            content=content,
            size=len(content) if size is None else size,
        )
        bot.files[file.id] = file
        return file

    def begin_serials_after(self, number: int) -> None:
        self._serial = max(self._serial, number)

    def serial(self) -> int:
        """A number never given before, for ids of callbacks and the like."""
        self._serial += 1
        return self._serial

    def queue(self, bot: Bot, kind: str, payload: Json, lane: int, life: float = DAY) -> Update | None:
        """Queue an update of this kind, unless the bot did not ask for such."""
        if not bot.allows(kind):
            self.note("unqueued", bot, what=kind)
            return None
        body = json.dumps({"update_id": bot.next_update_id, kind: payload}).encode()
        return self.queue_raw(bot, body, lane=f"{kind}:{lane}", life=life)

    def queue_raw(self, bot: Bot, body: bytes, *, lane: str, life: float = DAY) -> Update:
        """Queue these very bytes. The queue's own id is taken from them where they hold a whole number."""
        own_id = _update_id(body)
        update_id = bot.next_update_id if own_id is None else own_id
        bot.next_update_id = max(bot.next_update_id, update_id + 1)
        update = Update(id=update_id, lane=lane, body=body, expires_at=self.clock.now() + life)
        bot.pending[update_id] = bot.history[update_id] = update
        words = body.decode("utf-8", "backslashreplace")
        self.note("update", bot, update_id=update_id, lane=lane, body=words, expires_at=update.expires_at)
        self.on_update(bot, update)
        if bot.poll is not None and not bot.poll.done():
            bot.poll.set_result(None)
        return update

    def ack(self, bot: Bot, update_id: int, by: str, **how: Any) -> None:
        if bot.pending.pop(update_id, None) is not None:
            self.note("acked", bot, update_id=update_id, by=by, **how)

    def expire(self, bot: Bot) -> None:
        """What Telegram kept in vain for its time is gone: a message a day, a button press 150 seconds."""
        now = self.clock.now()
        for update in [u for u in bot.pending.values() if u.expires_at < now]:
            del bot.pending[update.id]
            self.note("expired", bot, update_id=update.id)


def _update_id(body: bytes) -> int | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    update_id = value.get("update_id") if isinstance(value, dict) else None
    return update_id if type(update_id) is int and abs(update_id) < 2**52 else None
