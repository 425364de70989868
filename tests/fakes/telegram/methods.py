"""The methods of the Bot API the fake performs at once; getUpdates, which may wait, is in polling.py."""

from collections.abc import Callable
from functools import partial
from typing import Any

from .albums import send_album
from .faults import Refusal
from .ledger import Json
from .sending import CONTENTS, delete, edit_text, find_chat, send, structure
from .world import Bot, Webhook, World

MAX_DOWNLOAD = 20 * 1024 * 1024
Method = Callable[[World, Bot, Json, int], Any]


def get_me(world: World, bot: Bot, params: Json, call: int) -> Json:
    about = {"can_join_groups": True, "can_read_all_group_messages": False}
    return {**bot.user, **about, "supports_inline_queries": False, "can_connect_to_business": True}


def set_webhook(world: World, bot: Bot, params: Json, call: int) -> bool:
    url = str(params.get("url") or "")
    if url and not url.startswith(("http://", "https://")):
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    connections = int(params.get("max_connections") or 40)
    if not 1 <= connections <= 100:
        raise Refusal(400, "Bad Request: max_connections must be between 1 and 100")
    _drop_pending(world, bot, params)
    take_allowed(world, bot, params)
    secret = params.get("secret_token") or None
    bot.webhook = Webhook(url=url, secret=secret, max_connections=connections) if url else None
    world.note("hook", bot, url=url, secret=secret, max_connections=connections)
    if url and bot.poll is not None and not bot.poll.done():
        bot.poll.set_exception(Refusal(409, "Conflict: terminated by setWebhook request"))
    world.on_webhook(bot)
    return True


def delete_webhook(world: World, bot: Bot, params: Json, call: int) -> bool:
    _drop_pending(world, bot, params)
    bot.webhook = None
    world.note("hook", bot, url="", secret=None, max_connections=0)
    world.on_webhook(bot)
    return True


def get_webhook_info(world: World, bot: Bot, params: Json, call: int) -> Json:
    hook = bot.webhook
    info: Json = {"url": hook.url if hook else "", "has_custom_certificate": False}
    info["pending_update_count"] = len(bot.pending)
    if hook is not None:
        info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if bot.allowed:
        info["allowed_updates"] = sorted(bot.allowed)
    if bot.webhook_error is not None:
        info |= {"last_error_date": int(bot.webhook_error[0]), "last_error_message": bot.webhook_error[1]}
    return info


def take_allowed(world: World, bot: Bot, params: Json) -> None:
    """An absent list keeps the former one; an empty list means the usual kinds."""
    asked = structure(params, "allowed_updates")
    if asked is not None and frozenset(asked) != bot.allowed:
        bot.allowed = frozenset(asked)
        world.note("allowed", bot, kinds=sorted(bot.allowed))


def _drop_pending(world: World, bot: Bot, params: Json) -> None:
    if str(params.get("drop_pending_updates", "")).lower() in ("true", "1"):
        world.note("violation", bot, what="drop_pending_updates throws clients' words away")
        for update_id in list(bot.pending):
            world.ack(bot, update_id, "dropped")


def chat_action(world: World, bot: Bot, params: Json, call: int) -> bool:
    find_chat(world, bot, params)
    return True


def answer_callback(world: World, bot: Bot, params: Json, call: int) -> bool:
    if params["callback_query_id"] not in bot.callbacks:
        text = "query is too old and response timeout expired or query ID is invalid"
        raise Refusal(400, f"Bad Request: {text}")
    bot.callbacks.discard(params["callback_query_id"])
    return True


def get_file(world: World, bot: Bot, params: Json, call: int) -> Json:
    file = bot.files.get(params["file_id"])
    if file is None:
        raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if file.size > MAX_DOWNLOAD:
        raise Refusal(400, "Bad Request: file is too big")
    about = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}
    return {**about, "file_path": file.path}


def get_chat(world: World, bot: Bot, params: Json, call: int) -> Json:
    about = find_chat(world, bot, params).about
    return {**about, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _no_gifts()}


def leave_chat(world: World, bot: Bot, params: Json, call: int) -> bool:
    chat = find_chat(world, bot, params)
    if chat.about["type"] == "private":
        raise Refusal(400, "Bad Request: chat member status can't be changed in private chats")
    chat.closed = "Forbidden: bot is not a member of the supergroup chat"
    change = {"chat": chat.about, "from": bot.user, "date": int(world.clock.now())}
    change["old_chat_member"] = {"user": bot.user, "status": "member"}
    change["new_chat_member"] = {"user": bot.user, "status": "left"}
    world.queue(bot, "my_chat_member", change, lane=chat.id)
    return True


def _no_gifts() -> Json:
    kinds = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return dict.fromkeys((*kinds, "gifts_from_channels"), False)


def keep_setting(name: str, world: World, bot: Bot, params: Json, call: int) -> bool:
    """Settings are kept per chat, scope and language, as Telegram does."""
    bot.settings[_setting_key(name, params)] = (
        structure(params, name) if name in STRUCTURES else params.get(name)
    )
    return True


def read_setting(name: str, world: World, bot: Bot, params: Json, call: int) -> Any:
    kept = bot.settings.get(_setting_key(name, params))
    if name in STRUCTURES:
        return STRUCTURES[name] if kept is None else kept
    return {name: kept or (bot.first_name if name == "name" else "")}


def forget_setting(name: str, world: World, bot: Bot, params: Json, call: int) -> bool:
    bot.settings.pop(_setting_key(name, params), None)
    return True


def _setting_key(name: str, params: Json) -> str:
    scope = structure(params, "scope") or {"type": "default"}
    return f"{name}|{params.get('language_code') or ''}|{params.get('chat_id') or ''}|{sorted(scope.items())}"


STRUCTURES: dict[str, Any] = {"commands": [], "menu_button": {"type": "commands"}}

METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendChatAction": chat_action,
    "editMessageText": edit_text,
    "deleteMessage": delete,
    "answerCallbackQuery": answer_callback,
    "getFile": get_file,
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "setMyCommands": partial(keep_setting, "commands"),
    "getMyCommands": partial(read_setting, "commands"),
    "deleteMyCommands": partial(forget_setting, "commands"),
    "setChatMenuButton": partial(keep_setting, "menu_button"),
    "getChatMenuButton": partial(read_setting, "menu_button"),
    "setMyName": partial(keep_setting, "name"),
    "getMyName": partial(read_setting, "name"),
    "setMyDescription": partial(keep_setting, "description"),
    "getMyDescription": partial(read_setting, "description"),
    "setMyShortDescription": partial(keep_setting, "short_description"),
    "getMyShortDescription": partial(read_setting, "short_description"),
}
METHODS |= {name: partial(send, name) for name in CONTENTS} | {"sendMediaGroup": send_album}
SENDS = frozenset({*CONTENTS, "sendMediaGroup"})
"""Methods that say something, and so are held to the limits."""


def name_of(method: str) -> str | None:
    """The proper spelling of a method the fake performs."""
    return next((n for n in (*METHODS, "getUpdates") if n.lower() == method.lower()), None)
