"""What a bot says: sendMessage and its kin, edits and deletions, as Telegram accepts or refuses them."""

import json
from typing import Any

from .business import account_named
from .contract import Upload
from .faults import Refusal
from .ledger import Json
from .media import jpeg
from .world import Bot, Chat, File, World

MAX_UPLOAD = 50 * 1024 * 1024


def find_chat(world: World, bot: Bot, params: Json) -> Chat:
    """The chat a call names, if the bot may write there."""
    try:
        chat_id = int(params["chat_id"])
    except ValueError:
        raise Refusal(400, "Bad Request: chat not found") from None
    chat = bot.chats.get(chat_id)
    if chat is None and world.open_doors:
        about = {"id": chat_id, "type": "private", "first_name": f"Client {chat_id}"}
        chat = world.add_chat(bot, about)
    if chat is None:
        raise Refusal(400, "Bad Request: chat not found")
    if chat.migrated_to is not None:
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refusal(400, text, migrate_to_chat_id=chat.migrated_to)
    if chat.closed is not None:
        raise Refusal(403, chat.closed)
    if not chat.started:
        raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def send(method: str, world: World, bot: Bot, params: Json, call: int) -> Json:
    """Accept one message: it is in the chat and in the ledger when this returns."""
    account = account_named(bot, named) if (named := params.get("business_connection_id")) else None
    chat = account.accepts(int(params["chat_id"])) if account else find_chat(world, bot, params)
    fields = CONTENTS[method](world, bot, params)
    reply_to = replied(chat, params)
    if reply_to is not None:
        fields["reply_to_message"] = reply_to
    markup = structure(params, "reply_markup")
    if markup is not None and "inline_keyboard" in markup:
        fields["reply_markup"] = markup
    if account:
        return account.keep(chat, fields, method, call)
    message = world.compose(bot, chat, bot.user, fields)
    if markup is not None:
        chat.markups[message["message_id"]] = markup
    world.note("message", bot, chat=chat.id, method=method, call=call, markup=markup, message=message)
    return message


def edit_text(world: World, bot: Bot, params: Json, call: int) -> Json:
    chat = find_chat(world, bot, params)
    message = _own_message(bot, chat, params, "edit")
    markup = structure(params, "reply_markup")
    if message.get("text") == params["text"] and message.get("reply_markup") == markup:
        text = "message is not modified: specified new message content and reply markup are exactly the same"
        raise Refusal(400, f"Bad Request: {text} as a current content and reply markup of the message")
    changed = {key: value for key, value in message.items() if key not in ("entities", "reply_markup")}
    changed |= {"edit_date": int(world.clock.now()), **_text(world, bot, params)}
    if markup is not None:
        changed["reply_markup"] = markup
        chat.markups[message["message_id"]] = markup
    chat.keep(changed)
    world.note("edit", bot, chat=chat.id, call=call, message=changed)
    return changed


def delete(world: World, bot: Bot, params: Json, call: int) -> bool:
    chat = find_chat(world, bot, params)
    message = _own_message(bot, chat, params, "delete")
    del chat.messages[message["message_id"]]
    world.note("delete", bot, chat=chat.id, call=call, message_id=message["message_id"])
    return True


def structure(params: Json, name: str) -> Any:
    """A field that is a list or an object: JSON text in a form, itself in a JSON body; None if absent."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise Refusal(400, f"Bad Request: can't parse {name} JSON object") from None


def _own_message(bot: Bot, chat: Chat, params: Json, verb: str) -> Json:
    message = chat.messages.get(int(params.get("message_id") or 0))
    if message is None:
        raise Refusal(400, f"Bad Request: message to {verb} not found")
    if message.get("from", {}).get("id") != bot.id:
        raise Refusal(400, f"Bad Request: message can't be {'edited' if verb == 'edit' else 'deleted'}")
    return message


def replied(chat: Chat, params: Json) -> Json | None:
    asked = structure(params, "reply_parameters")
    if not asked:
        return None
    found = chat.messages.get(int(asked["message_id"]))
    if found is None and asked.get("allow_sending_without_reply") not in (True, "true"):
        raise Refusal(400, "Bad Request: message to be replied not found")
    if found is None:
        return None
    return {key: value for key, value in found.items() if key != "reply_to_message"}


def _text(world: World, bot: Bot, params: Json) -> Json:
    fields = {"text": str(params["text"])}
    if entities := structure(params, "entities"):
        fields["entities"] = entities
    return fields


def _caption(params: Json) -> Json:
    fields: Json = {}
    if params.get("caption"):
        fields["caption"] = str(params["caption"])
    if entities := structure(params, "caption_entities"):
        fields["caption_entities"] = entities
    return fields


def _photo(world: World, bot: Bot, params: Json) -> Json:
    return {"photo": photo_sizes(_upload(world, bot, params, "photo", "photos", ".jpg")), **_caption(params)}


def _voice(world: World, bot: Bot, params: Json) -> Json:
    file = _upload(world, bot, params, "voice", "voice", ".oga")
    seconds = int(params.get("duration") or 0)
    voice = {**file_fields(file), "duration": seconds, "mime_type": "audio/ogg"}
    return {"voice": voice, **_caption(params)}


def _document(world: World, bot: Bot, params: Json) -> Json:
    file = _upload(world, bot, params, "document", "documents", "")
    sent = params["document"]
    document = file_fields(file)
    if isinstance(sent, Upload):
        document |= {"file_name": sent.name, "mime_type": sent.media_type}
    return {"document": document, **_caption(params)}


def _location(world: World, bot: Bot, params: Json) -> Json:
    return {"location": {"latitude": float(params["latitude"]), "longitude": float(params["longitude"])}}


CONTENTS = {
    "sendMessage": _text,
    "sendPhoto": _photo,
    "sendVoice": _voice,
    "sendDocument": _document,
    "sendLocation": _location,
}


def file_fields(file: File) -> Json:
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}


def photo_sizes(file: File, width: int = 640, height: int = 480) -> list[Json]:
    """The last size is the picture itself; the smaller one is only spoken of."""
    small = {**file_fields(file), "file_size": max(1, file.size // 8)}
    small |= {"width": width // 4, "height": height // 4, "file_unique_id": file.unique_id + "s"}
    return [small, {**file_fields(file), "width": width, "height": height}]


def _upload(world: World, bot: Bot, params: Json, name: str, folder: str, suffix: str) -> File:
    sent = params[name]
    if isinstance(sent, Upload):
        if len(sent.content) > MAX_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        if not sent.content:
            raise Refusal(400, "Bad Request: file must be non-empty")
        return world.store(bot, sent.content, folder, suffix or "_" + sent.name)
    if sent in bot.files:
        return bot.files[sent]
    if str(sent).startswith(("http://", "https://")):
        # Telegram would fetch it; nobody outside is asked here.
        return world.store(bot, jpeg(), folder, suffix)
    raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
