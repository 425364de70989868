"""The people on the other side: what a client does in Telegram, and the update it makes for the bot."""

from typing import Any

from . import media
from .business import OwnAccount
from .ledger import Json
from .sending import file_fields, photo_sizes
from .world import CALLBACK_LIFE, Bot, Chat, World


class User(OwnAccount):
    """One client in one bot's private chat. Each act returns the message (or press, or change) it made."""

    def __init__(self, world: World, bot: Bot, about: Json, chat: Chat) -> None:
        self._world = world
        self.bot = bot
        self.about = about
        self.chat = chat

    def __repr__(self) -> str:
        return f"{self.about['first_name']}({self.id})"

    @property
    def id(self) -> int:
        return int(self.about["id"])

    async def says(self, text: str, *, reply_to: int | None = None, **fields: Any) -> Json:
        """`reply_to`: id of a message of this chat. Further fields go into the message as they are."""
        return self._message({"text": text, **fields}, reply_to)

    async def starts(self, payload: str = "") -> Json:
        """Opens the bot by its link, or presses Start."""
        command = {"type": "bot_command", "offset": 0, "length": len("/start")}
        return self._message({"text": f"/start {payload}".strip(), "entities": [command]})

    async def sends_photo(
        self, content: bytes | None = None, *, caption: str = "", size: int | None = None, album: str = ""
    ) -> Json:
        file = self._world.store(self.bot, content or media.jpeg(), "photos", ".jpg", size)
        fields: Json = {"photo": photo_sizes(file)}
        if caption:
            fields["caption"] = caption
        if album:
            fields["media_group_id"] = album
        return self._message(fields)

    async def sends_voice(
        self, seconds: int = 3, content: bytes | None = None, *, size: int | None = None
    ) -> Json:
        file = self._world.store(self.bot, content or media.voice(seconds), "voice", ".oga", size)
        return self._message({"voice": {**file_fields(file), "duration": seconds, "mime_type": "audio/ogg"}})

    async def sends_document(
        self,
        name: str = "order.pdf",
        content: bytes | None = None,
        *,
        media_type: str = "application/pdf",
        size: int | None = None,
        caption: str = "",
    ) -> Json:
        """`size` may claim more than 20 MB: then getFile refuses, as Telegram does."""
        file = self._world.store(self.bot, content or media.pdf(), "documents", "_" + name, size)
        fields: Json = {"document": {**file_fields(file), "file_name": name, "mime_type": media_type}}
        return self._message(fields | ({"caption": caption} if caption else {}))

    async def sends_location(self, latitude: float = 55.7558, longitude: float = 37.6173) -> Json:
        return self._message({"location": {"latitude": latitude, "longitude": longitude}})

    async def sends(self, **fields: Any) -> Json:
        """A message with any content: sticker=…, dice=…, or kinds that do not exist yet."""
        return self._message(fields)

    async def shares_contact(self, phone: str, *, answers_request: bool = True) -> Json:
        """Their own phone, by the button if the bot asked for it: a reply to the message with the button."""
        asked = self._message_with_contact_button() if answers_request else None
        return self._message({"contact": self._contact(phone, self.about["first_name"], self.id)}, asked)

    async def shares_contact_of(
        self, phone: str, first_name: str, *, user_id: int | None = None, reply_to: int | None = None
    ) -> Json:
        """Somebody else's card from the phone book; with an id if that person is in Telegram."""
        return self._message({"contact": self._contact(phone, first_name, user_id)}, reply_to)

    async def forwards_contact(self, phone: str, *, first_name: str = "", user_id: int | None = None) -> Json:
        """A contact passed on from another chat; by default it even bears the sender's own id."""
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": self._now()}
        contact = self._contact(
            phone, first_name or self.about["first_name"], self.id if user_id is None else user_id
        )
        return self._message({"contact": contact, "forward_origin": origin})

    async def edits(self, message: Json, text: str) -> Json:
        """Changes a message they wrote; of a picture, its caption."""
        name = "text" if "text" in message else "caption"
        changed = {**message, name: text, "edit_date": self._now()}
        self.chat.keep(changed)
        self._world.queue(self.bot, "edited_message", changed, self.chat.id)
        return changed

    async def replaces(self, message: Json, content: bytes | None = None, caption: str | None = None) -> Json:
        """Puts another picture into a message they wrote."""
        file = self._world.store(self.bot, content or media.jpeg(), "photos", ".jpg")
        kept = {key: value for key, value in message.items() if key not in ("document", "text")}
        changed = {**kept, "photo": photo_sizes(file), "edit_date": self._now()}
        if caption is not None:
            changed["caption"] = caption
        self.chat.keep(changed)
        self._world.queue(self.bot, "edited_message", changed, self.chat.id)
        return changed

    async def presses(self, button: str) -> Json:
        """The newest button under a message with this text, or this data."""
        message, data = self._find_button(button)
        number = self._world.serial()
        press = {
            "id": f"{self.id}{number:09}",
            "from": self.about,
            "chat_instance": f"-{self.id}",
            "data": data,
        }
        press["message"] = message
        self.bot.callbacks.add(str(press["id"]))
        self._world.queue(self.bot, "callback_query", press, self.id, life=CALLBACK_LIFE)
        return press

    async def blocks(self) -> Json:
        """Stops the bot: it is told, and may not write any more."""
        self.chat.closed = "Forbidden: bot was blocked by the user"
        return self._membership("member", "kicked")

    async def unblocks(self) -> Json:
        self.chat.closed = None
        return self._membership("kicked", "member")

    async def deletes_account(self) -> None:
        """The bot is not told; it learns of it when it writes."""
        self.chat.closed = "Forbidden: user is deactivated"
        self._world.note("chat", self.bot, chat=self.chat.id, closed=self.chat.closed)

    async def adds_bot_to(self, group_id: int, title: str = "Group") -> Chat:
        about = {"id": group_id, "type": "supergroup", "title": title}
        group = self._world.add_chat(self.bot, about)
        group.closed = None
        self._membership("left", "member", group)
        return group

    async def says_in(self, group: Chat, text: str, **fields: Any) -> Json:
        message = self._world.compose(self.bot, group, self.about, {"text": text, **fields})
        self._world.queue(self.bot, "message", message, group.id)
        return message

    def keyboard(self) -> list[str]:
        """The buttons in place of the phone's keyboard now."""
        for _, markup in sorted(self.chat.markups.items(), reverse=True):
            if "keyboard" in markup:
                return [b if isinstance(b, str) else b["text"] for row in markup["keyboard"] for b in row]
            if "remove_keyboard" in markup:
                return []
        return []

    def _message(self, fields: Json, reply_to: int | None = None) -> Json:
        self.chat.started = True
        fields = dict(fields)
        if reply_to is not None:
            replied = self.chat.messages[reply_to]
            fields["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
        message = self._world.compose(self.bot, self.chat, self.about, fields)
        self._world.queue(self.bot, "message", message, self.chat.id)
        return message

    def _membership(self, before: str, after: str, chat: Chat | None = None) -> Json:
        chat = chat or self.chat
        change: Json = {"chat": chat.about, "from": self.about, "date": self._now()}
        for name, status in (("old_chat_member", before), ("new_chat_member", after)):
            member: Json = {"user": self.bot.user, "status": status}
            change[name] = member | ({"until_date": 0} if status == "kicked" else {})
        self._world.note("chat", self.bot, chat=chat.id, closed=chat.closed)
        self._world.queue(self.bot, "my_chat_member", change, chat.id)
        return change

    def _contact(self, phone: str, first_name: str, user_id: int | None) -> Json:
        contact: Json = {"phone_number": phone, "first_name": first_name}
        return contact | ({} if user_id is None else {"user_id": user_id})

    def _message_with_contact_button(self) -> int | None:
        for message_id, markup in sorted(self.chat.markups.items(), reverse=True):
            buttons = [b for row in markup.get("keyboard", []) for b in row]
            if any(isinstance(b, dict) and b.get("request_contact") for b in buttons):
                return message_id
        return None

    def _find_button(self, wanted: str) -> tuple[Json, str]:
        for message_id, markup in sorted(self.chat.markups.items(), reverse=True):
            for button in [b for row in markup.get("inline_keyboard", []) for b in row]:
                if "callback_data" in button and wanted in (button["text"], button["callback_data"]):
                    return self.chat.messages[message_id], button["callback_data"]
        raise AssertionError(f"{self} sees no button {wanted!r}")

    def _now(self) -> int:
        return int(self._world.clock.now())
