"""Updates as raw bytes, and the webhook knocked at by hand."""

import json
from typing import Any

import httpx

from bots import actions
from tests.bots.office import Office
from tests.network import PLAIN

SECRET = "x-telegram-bot-api-secret-token"


def message(chat: int, text: str, **more: Any) -> dict[str, Any]:
    sender = {"id": chat, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    about = {"message_id": 1, "date": 1_790_000_000, "chat": {"id": chat, "type": "private"}, "from": sender}
    return {**about, "text": text, **more}


def body_of(number: int, **kind: Any) -> bytes:
    return json.dumps({"update_id": number, **kind}).encode()


def secret_of(office: Office) -> str:
    """What Telegram sends along for this office's bot."""
    return actions.keys_of(office.telegram.seal, office.house.id, office.bot_id).secret


async def post(url: str, body: bytes, secret: str | None = None, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(verify=PLAIN) as client:
        given = headers | ({SECRET: secret} if secret is not None else {})
        return await client.post(url, content=body, headers=given)
