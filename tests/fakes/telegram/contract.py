"""Judges each call against Telegram's published contract, where that lies beside the checkout."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec

Json = dict[str, Any]

PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "data" / "telegram-bot-api-10.1.json"

# Used without the published contract: what each method of the fake cannot do without.
REQUIRED = {
    "sendMessage": ("chat_id", "text"),
    "sendPhoto": ("chat_id", "photo"),
    "sendVoice": ("chat_id", "voice"),
    "sendDocument": ("chat_id", "document"),
    "sendMediaGroup": ("chat_id", "media"),
    "sendLocation": ("chat_id", "latitude", "longitude"),
    "sendChatAction": ("chat_id", "action"),
    "editMessageText": ("text",),
    "answerCallbackQuery": ("callback_query_id",),
    "setWebhook": ("url",),
    "setMyCommands": ("commands",),
    "getFile": ("file_id",),
    "getChat": ("chat_id",),
    "leaveChat": ("chat_id",),
    "deleteMessage": ("chat_id", "message_id"),
}
# Longest values, in characters, and Telegram's words for a longer one.
LONGEST = {
    ("sendMessage", "text"): (4096, "message is too long"),
    ("editMessageText", "text"): (4096, "MESSAGE_TOO_LONG"),
    ("answerCallbackQuery", "text"): (200, "MESSAGE_TOO_LONG"),
    ("setMyDescription", "description"): (512, "description is too long"),
    ("setMyShortDescription", "short_description"): (120, "short description is too long"),
    ("setMyName", "name"): (64, "name is too long"),
}
LONGEST_CAPTION = (1024, "message caption is too long")
TAG = re.compile(r"<[^<>]*>")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`refusal`: what Telegram would answer; None = it would take it, it is only worth a look."""

    what: str
    refusal: str | None = None


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with a call."""

    name: str
    media_type: str
    content: bytes


class Contract:
    def __init__(self, file: Path | None = PUBLISHED) -> None:
        published = json.loads(file.read_text("utf-8")) if file is not None and file.exists() else {}
        self._methods: dict[str, Json] = published.get("methods", {})
        self._types: dict[str, Json] = published.get("types", {})
        self._names = {name.lower(): name for name in self._methods}

    @property
    def known(self) -> bool:
        """Whether the published contract was there to judge by."""
        return bool(self._methods)

    def name_of(self, method: str) -> str | None:
        """The method's proper spelling; Telegram does not mind the case of letters."""
        return self._names.get(method.lower())

    def check(self, method: str, params: Json) -> list[Finding]:
        fields = self._methods.get(method, {}).get("fields")
        findings = self._fields(method, fields, params) if fields is not None else _needed(method, params)
        return findings + _lengths(method, params) + _buttons(params)

    def _fields(self, owner: str, fields: list[Json], values: Json) -> list[Finding]:
        findings = []
        for field in fields:
            name, value = field["name"], values.get(field["name"])
            if value is None or value == "":
                if field["required"]:
                    findings.append(_missing(owner, name))
            elif not any(self._is(kind, value) for kind in field["types"]):
                what = f"{owner}.{name} is not {' or '.join(field['types'])}: {str(value)[:80]!r}"
                findings.append(Finding(what=what, refusal=f"can't parse {name}"))
            elif isinstance(parts := _parsed(value), dict | list):
                findings += self._inside(f"{owner}.{name}", field["types"], parts)
        names = {field["name"] for field in fields}
        return findings + [Finding(what=f"{owner} has no field {n}") for n in values if n not in names]

    def _inside(self, owner: str, kinds: list[str], value: Any) -> list[Finding]:
        """Look into structures; of several possible types the one with the fewest findings is meant."""
        tried = []
        for kind in kinds:
            if kind.startswith("Array of ") and isinstance(value, list):
                inner = [kind.removeprefix("Array of ")]
                tried.append([f for part in value for f in self._inside(owner, inner, part)])
            elif isinstance(value, dict) and kind in self._types:
                described = self._types[kind]
                subtypes = described.get("subtypes", [])
                tried.append(
                    self._inside(owner, subtypes, value)
                    if subtypes
                    else self._fields(f"{owner}:{kind}", described["fields"], value)
                )
        return min(tried, key=len, default=[])

    def _is(self, kind: str, value: Any) -> bool:
        match kind:
            case "String":
                return isinstance(value, str)
            case "Integer":
                return type(value) is int or (
                    isinstance(value, str) and bool(re.fullmatch(r"-?\d{1,19}", value))
                )
            case "Float":
                return type(value) in (int, float) or (
                    isinstance(value, str) and bool(re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", value))
                )
            case "Boolean":
                return isinstance(value, bool) or value in ("true", "false", "True", "False", "1", "0")
            case "InputFile":
                return isinstance(value, Upload)
        parts = _parsed(value)
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            return isinstance(parts, list) and all(self._is(inner, part) for part in parts)
        return isinstance(parts, dict)


def _parsed(value: Any) -> Any:
    """Structures arrive as JSON text in a form, as themselves in a JSON body."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _needed(method: str, params: Json) -> list[Finding]:
    return [_missing(method, n) for n in REQUIRED.get(method, ()) if params.get(n) in (None, "")]


def _missing(owner: str, name: str) -> Finding:
    words = {"text": "message text is empty", "chat_id": "chat_id is empty"}
    if name == "url" and owner == "setWebhook":
        # An empty address is how a webhook is taken away.
        return Finding(what="setWebhook without an address takes the webhook away")
    return Finding(what=f"{owner} needs {name}", refusal=words.get(name, f"parameter {name!r} is required"))


def _lengths(method: str, params: Json) -> list[Finding]:
    findings = []
    for name in ("text", "caption", "description", "short_description", "name"):
        limit = LONGEST_CAPTION if name == "caption" else LONGEST.get((method, name))
        value = params.get(name)
        if limit is None or not isinstance(value, str):
            continue
        longest, words = limit
        shown = TAG.sub("", value) if params.get("parse_mode") else value
        if len(shown) > longest:
            findings.append(Finding(what=f"{method}.{name} has {len(shown)} characters", refusal=words))
        elif len(shown.encode("utf-16-le", "surrogatepass")) // 2 > longest:
            findings.append(Finding(what=f"{method}.{name} is over {longest} in UTF-16 units"))
    secret = params.get("secret_token")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(secret)):
        words = "secret token contains unallowed characters"
        findings.append(Finding(what="setWebhook.secret_token is not allowed", refusal=words))
    return findings


def _buttons(params: Json) -> list[Finding]:
    markup = _parsed(params.get("reply_markup"))
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    if not isinstance(rows, list):
        return []
    buttons = [b for row in rows if isinstance(row, list) for b in row if isinstance(b, dict)]
    return [
        Finding(what=f"a button's data is not 1 to 64 bytes: {b.get('text')}", refusal="BUTTON_DATA_INVALID")
        for b in buttons
        if "callback_data" in b and not 1 <= len(str(b["callback_data"]).encode("utf-8", "replace")) <= 64
    ]
