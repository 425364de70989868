"""sendMediaGroup: several pictures that stand together, each a message of its own."""

from .business import account_named
from .contract import Upload
from .faults import Refusal
from .ledger import Json
from .sending import CONTENTS, find_chat, replied, structure
from .world import Bot, World

SINGLE = {"photo": "sendPhoto", "document": "sendDocument"}


def send_album(world: World, bot: Bot, params: Json, call: int) -> list[Json]:
    """Accept all of an album or nothing: it is in the chat and in the ledger when this returns."""
    account = account_named(bot, named) if (named := params.get("business_connection_id")) else None
    chat = account.accepts(int(params["chat_id"])) if account else find_chat(world, bot, params)
    media = structure(params, "media")
    if not isinstance(media, list) or not 2 <= len(media) <= 10:
        raise Refusal(400, "Bad Request: there must be 2 to 10 items in an album")
    contents = [_content(world, bot, params, one) for one in media]
    album, said, reply_to = str(world.serial()), [], replied(chat, params)
    for fields in contents:
        fields["media_group_id"] = album
        if reply_to is not None:
            fields["reply_to_message"] = reply_to
        if account:
            said.append(account.keep(chat, fields, "sendMediaGroup", call))
            continue
        message = world.compose(bot, chat, bot.user, fields)
        world.note(
            "message", bot, chat=chat.id, method="sendMediaGroup", call=call, markup=None, message=message
        )
        said.append(message)
    return said


def _content(world: World, bot: Bot, params: Json, one: Json) -> Json:
    kind = one.get("type")
    if kind not in SINGLE:
        raise Refusal(400, "Bad Request: the fake takes no such thing into an album")
    if len(str(one.get("caption") or "")) > 1024:
        raise Refusal(400, "Bad Request: message caption is too long")
    sent = str(one["media"])
    file = params.get(sent.removeprefix("attach://")) if sent.startswith("attach://") else sent
    return CONTENTS[SINGLE[kind]](world, bot, {kind: file, "caption": one.get("caption")})


def pictures_of(params: Json) -> int:
    """How many messages a call makes."""
    media = structure(params, "media")
    return len(media) if isinstance(media, list) else 1


def attached(params: Json) -> set[str]:
    """Names of files that another field of the call speaks of."""
    spoken = str(params.get("media") or "")
    return {
        name for name, value in params.items() if isinstance(value, Upload) and f"attach://{name}" in spoken
    }
