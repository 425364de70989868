"""Puts the world together again from the ledger of a fake that was killed."""

import json
from typing import Any

from .ledger import Json, Record
from .world import Bot, Chat, Update, Webhook, World


def resume(world: World) -> None:
    """Bots, chats, messages, pending updates and the webhook; files and settings are not kept."""
    world.begin_serials_after(len(world.ledger.records))
    for record in list(world.ledger.records):
        if record.kind == "bot":
            data = record.data
            world.bots[data["token"]] = Bot(data["token"], data["username"], data["first_name"])
        elif record.bot is not None and record.kind in STEPS:
            STEPS[record.kind](world, world.bot_by_id(record.bot), record)


def _chat(world: World, bot: Bot, record: Record) -> None:
    data = record.data
    if "about" in data:
        bot.chats[data["chat"]] = Chat(data["about"], started=data["started"])
    elif data["chat"] in bot.chats:
        bot.chats[data["chat"]].closed = data["closed"]


def _message(world: World, bot: Bot, record: Record) -> None:
    message = record.data["message"]
    chat = bot.chats[record.data["chat"]]
    chat.keep(message)
    if record.data.get("markup"):
        chat.markups[message["message_id"]] = record.data["markup"]


def _update(world: World, bot: Bot, record: Record) -> None:
    data = record.data
    body = data["body"].encode("utf-8", "surrogatepass")
    update = Update(id=data["update_id"], lane=data["lane"], body=body, expires_at=data["expires_at"])
    bot.pending[update.id] = bot.history[update.id] = update
    bot.next_update_id = max(bot.next_update_id, update.id + 1)
    whole = _object(data["body"])
    message = _object(whole.get("message") or whole.get("edited_message"))
    chat = bot.chats.get(_object(message.get("chat")).get("id", 0))
    if chat is not None and "message_id" in message:
        chat.keep(message)
        chat.started = True


def _gone(world: World, bot: Bot, record: Record) -> None:
    bot.pending.pop(record.data["update_id"], None)


def _handed(world: World, bot: Bot, record: Record) -> None:
    bot.handed.update(record.data["update_ids"])


def _hook(world: World, bot: Bot, record: Record) -> None:
    data = record.data
    connections = data["max_connections"]
    url = data["url"]
    bot.webhook = Webhook(url=url, secret=data["secret"], max_connections=connections) if url else None


def _allowed(world: World, bot: Bot, record: Record) -> None:
    bot.allowed = frozenset(record.data["kinds"])


def _object(value: Any) -> Json:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


STEPS = {
    "chat": _chat,
    "message": _message,
    "edit": _message,
    "update": _update,
    "acked": _gone,
    "expired": _gone,
    "handed": _handed,
    "hook": _hook,
    "allowed": _allowed,
}
