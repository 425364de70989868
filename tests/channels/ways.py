"""Anna at the far end of a channel, the same whatever the channel is: the messenger, the window, and letters."""

from typing import Any, Protocol
from uuid import UUID

import msgspec

from app.clients.queries import client_head
from app.conversations import asking
from app.conversations.asked import tapped
from app.conversations.changing import change_words
from app.conversations.linking import link_contact
from app.conversations.model import Inbound, Sender
from app.conversations.receiving import acquaint, receive_message
from app.deliveries.model import Claimed, Limit, Outcome, Parcel, Refused, Sent, Unknown
from app.files.opening import content_of
from app.kit.db import Db
from app.kit.ids import new_id
from tests.bots.office import Office
from tests.bots.own import Own
from tests.window.browser import Browser

AUTHOR = "Вера Орлова"


class Got(msgspec.Struct, frozen=True, kw_only=True):
    """What Anna got: the words, who stands as their writer, and a file's bytes."""

    text: str
    by: str | None = None
    file: bytes | None = None


class Way(Protocol):
    """A client connected by one channel."""

    name: str

    async def open(self) -> None: ...
    async def close(self) -> None: ...
    async def says(self, text: str, *, twice: bool = False) -> None: ...
    async def changes(self, text: str) -> None: ...
    async def answers(self, text: str) -> None: ...
    async def taps(self, button: str) -> None: ...
    async def got(self) -> list[Got]: ...
    async def leaves(self) -> None: ...
    async def returns(self) -> None: ...
    def break_line(self) -> None: ...


def headed(text: str, file: bytes | None = None) -> Got:
    """A channel without a place for the writer puts the name above the words."""
    first, _, rest = text.partition("\n")
    if first in (AUTHOR, f"{AUTHOR}:"):
        return Got(text=rest, by=AUTHOR, file=file)
    return Got(text=text, file=file)


def file_in(office: Office, message: dict[str, Any]) -> bytes | None:
    """The bytes of the file that Telegram took with this message; of a picture its whole size."""
    file = message.get("document") or next(reversed(message.get("photo", [])), None)
    return office.bot.files[file["file_id"]].content if file else None


class ByTelegram:
    """The messenger, as the fake Telegram keeps it."""

    name = "telegram"

    def __init__(self, office: Office) -> None:
        self.office, self.user = office, office.person()

    async def open(self) -> None:
        await self.office.connect(self.user)

    async def close(self) -> None:
        pass

    async def says(self, text: str, *, twice: bool = False) -> None:
        self.said = await self.user.says(text)
        if twice:
            self.office.fake.raw(self.office.bot, {"message": self.said})
        await self.office.turn()

    async def changes(self, text: str) -> None:
        await self.user.edits(self.said, text)
        await self.office.turn()

    async def answers(self, text: str) -> None:
        last = self.office.fake.sent_to(self.user)[-1]
        await self.user.says(text, reply_to=last.message_id)
        await self.office.turn()

    async def taps(self, button: str) -> None:
        await self.user.presses(button)
        await self.office.turn()

    async def got(self) -> list[Got]:
        return [
            headed(sent.text, file_in(self.office, sent.message))
            for sent in self.office.fake.sent_to(self.user)
        ]

    async def leaves(self) -> None:
        await self.user.deletes_account()  # nobody is told of it before they write

    async def returns(self) -> None:
        self.user.chat.closed = None
        await self.says("Снова здесь")

    def break_line(self) -> None:
        self.office.fake.fail_next("sendMessage", kind="drop", bot=self.office.bot.id)


class ByOwnAccount:
    """Vera's own account, which lets Anna's words in. The house writes nothing there by itself, so there is nothing
    to tap; and a chat of hers is left by her alone."""

    name = "own_chat"

    def __init__(self, office: Office) -> None:
        self.office, self.own = office, Own(office)

    async def open(self) -> None:
        await self.own.connected()

    async def close(self) -> None:
        pass

    async def says(self, text: str, *, twice: bool = False) -> None:
        self.said = await self.own.vera.is_written_by(self.own.anna, text)
        if twice:
            self.office.fake.raw(self.office.bot, {"business_message": self.said})
        await self.office.turn()

    async def changes(self, text: str) -> None:
        self.office.fake.raw(self.office.bot, {"edited_business_message": {**self.said, "text": text}})
        await self.office.turn()

    async def answers(self, text: str) -> None:
        await self.own.hears(text, reply_to_message=self._sent()[-1].message)

    async def taps(self, button: str) -> None:
        raise AssertionError("the house asks nothing in somebody's own chat")

    def _sent(self) -> list[Any]:
        return self.office.fake.ledger.sent_as(self.own.vera.id, self.own.anna.id)

    async def got(self) -> list[Got]:
        return [
            Got(text=sent.text, by=AUTHOR, file=file_in(self.office, sent.message)) for sent in self._sent()
        ]

    async def leaves(self) -> None:
        raise AssertionError("only its owner takes a client off the list")

    async def returns(self) -> None:
        raise AssertionError("only its owner puts a client on the list")

    def break_line(self) -> None:
        self.office.fake.fail_next("sendMessage", kind="drop", bot=self.office.bot.id)


class ByWindow:
    """The client's own window."""

    name = "web"

    def __init__(self, office: Office) -> None:
        self.office, self.browser = office, Browser(office)

    async def open(self) -> None:
        await self.browser.enter()
        await self.office.send()

    async def close(self) -> None:
        await self.browser.line.aclose()

    async def says(self, text: str, *, twice: bool = False) -> None:
        id = new_id()
        for _ in range(2 if twice else 1):
            assert (await self.browser.say(text, id)).status_code == 201
        self.said = id

    async def changes(self, text: str) -> None:
        body = {"id": str(new_id()), "text": text}
        assert (await self.browser.ask("PUT", f"/api/c/messages/{self.said}", body)).status_code == 200

    async def answers(self, text: str) -> None:
        raise AssertionError("the window has no answers to a message, only the talk")

    async def taps(self, button: str) -> None:
        sayings = (await self.browser.talk())["sayings"]
        ask, key = next(
            (one["ask_id"], choice["key"])
            for one in sayings
            for choice in one["choices"]
            if choice["text"] == button
        )
        await self.browser.ask("POST", "/api/c/answers", {"id": str(new_id()), "ask_id": ask, "key": key})

    async def got(self) -> list[Got]:
        found = []
        for saying in (await self.browser.talk())["sayings"]:
            for file in saying["files"]:
                content = (await self.browser.line.get(f"/api/c/files/{file['id']}")).content
                found.append(Got(text="", by=saying["author"], file=content))
            if not saying["mine"] and saying["text"]:
                found.append(Got(text=saying["text"], by=saying["author"]))
        return found

    async def leaves(self) -> None:
        await self.browser.ask("DELETE", "/api/c/session")

    async def returns(self) -> None:
        await self.browser.enter()
        await self.office.send()

    def break_line(self) -> None:
        raise AssertionError("nothing lies between the house and its own window")


class ByLetter:
    """A messenger that exists for this test alone: it is a `Channel`, and brings what clients say as `Inbound`s."""

    name = "email"
    per_chat = Limit(per_second=1000, burst=1000)
    per_account = Limit(per_second=1000, burst=1000)

    def __init__(self, office: Office) -> None:
        self.office = office
        self.box: list[tuple[Parcel, bytes | None, str]] = []
        self.away = self.broken = False
        self.brought = 0
        self.sender = Sender(
            channel=self.name, account_id=office.house.id, handle=f"{office.anna}@example.org",
            destination="box", shown_name="Анна", language="ru",
        )  # fmt: skip

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        if self.away:
            return Refused(reason="forgotten", stops=True)
        if self.broken:
            self.broken = False
            return Unknown()
        parcel = msgspec.convert(item.body, Parcel)
        assert not parcel.album, "a channel that said nothing of albums gets none"
        file = None
        if parcel.file_id:
            file = await content_of(self.office.worker, dealership, self.office.store, parcel.file_id)
        key = f"letter:{item.id}"
        self.box.append((parcel, file[1] if file else None, key))
        return Sent(remote_id=key)

    async def open(self) -> None:
        async def link(db: Db) -> None:
            contact, _ = await acquaint(db, self.sender)
            client = await client_head(db, self.office.anna)
            assert client is not None
            await link_contact(db, contact, client, by=None, because="invitation")

        await self.office.work(link)

    async def close(self) -> None:
        pass

    async def says(self, text: str, *, twice: bool = False, reply_to: str | None = None) -> None:
        self.brought += 1

        async def bring(db: Db) -> None:
            inbound = Inbound(
                sender=self.sender, source_key=f"letter:in:{self.office.anna}:{self.brought}", kind="text", text=text,
                channel_at=db.now, reply_to_key=reply_to,
            )  # fmt: skip
            if not await asking.answer_in_words(db, inbound):
                await receive_message(db, inbound)

        for _ in range(2 if twice else 1):
            await self.office.work(bring)
        await self.office.send()

    async def changes(self, text: str) -> None:
        key = f"letter:in:{self.office.anna}:{self.brought}"
        await self.office.work(lambda db: change_words(db, key, text))

    async def answers(self, text: str) -> None:
        await self.says(text, reply_to=self.box[-1][2])

    async def taps(self, button: str) -> None:
        act = next(one.act for parcel, _, _ in self.box for one in parcel.buttons if one.text == button)
        named = tapped(act)
        assert named is not None
        self.brought += 1
        key = f"letter:tap:{self.office.anna}:{self.brought}"
        await self.office.work(lambda db: asking.answer_by_tap(db, self.sender, *named, key, db.now))
        await self.office.send()

    async def got(self) -> list[Got]:
        return [headed(parcel.text, file) for parcel, file, _ in self.box]

    async def leaves(self) -> None:
        self.away = True

    async def returns(self) -> None:
        self.away = False
        await self.says("Снова здесь")

    def break_line(self) -> None:
        self.broken = True
