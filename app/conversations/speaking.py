"""What the house says: a person's reply, and the few texts the machine writes by itself."""

from uuid import UUID

from msgspec import UNSET, structs

from app.clients.actions import set_line
from app.clients.model import BookLine
from app.conversations import queries, rules
from app.conversations.model import Attachment, Message, Reply, Thread
from app.conversations.waiting import touch_message_of, touch_thread
from app.deliveries import actions as deliveries
from app.deliveries.albums import parcels_of_files
from app.deliveries.fetched import channel_of
from app.deliveries.model import Album, Button, Parcel
from app.deliveries.rules import split, state_phrase, width
from app.deliveries.tables import ALBUM, SHORTEST, TEXT_LIMIT
from app.files.actions import attach
from app.files.model import StoredFile
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field
from app.kit.ids import new_id
from app.people.model import Named
from app.people.queries import dealership
from app.texts import Phrase, say


async def speak(db: Db, who: Who, thread: Thread, reply: Reply) -> Message:
    """Write the reply of a person and queue it to the address the client last wrote from.

    The thread is locked by this unit. Answers the message as it will be read, without asking for it.
    """
    text = reply.text.strip()
    if not text and not reply.files:
        raise Problem("nothing_to_send", 422)
    address = await queries.address_of_thread(db, thread.id, reply.id, who.id)
    if address is None:
        raise Problem("not_connected", 409)
    if address["taken"]:
        raise bad_field("id", "taken")
    files = await attach(db, who.id, reply.files, thread.id, thread.client_id) if reply.files else []
    kind = files[0].kind if files else "text"
    answered = await answered_key(db, thread, reply.reply_to)
    seq = await queries.take_next_seq(db, thread)
    await queries.insert_message(
        db, reply.id, thread.id, seq, "out",
        channel=address["channel"], kind=kind, author=who.id, reply_to=reply.reply_to,
    )  # fmt: skip
    await queries.first_text(db, reply.id, text)
    for n, file in enumerate(files, 1):
        await queries.insert_message_file(db, reply.id, n, file.id)
    limit, album = TEXT_LIMIT.get(address["channel"], SHORTEST), ALBUM.get(address["channel"])
    parcels = parcels_of(who.name, text, files, answered, limit, album)
    parts = await deliveries.queue(db, ("message", reply.id), address["id"], "reply", parcels)
    await record(db, "message.sent", by=who.id, client=thread.client_id, subject=reply.id)
    await told(db, thread, reply.id, rules.first_line(text))
    phrase = state_phrase("queued", None, db.now, None)
    return Message(
        id=reply.id,
        thread_id=thread.id,
        client_id=thread.client_id,
        seq=seq,
        direction="out",
        channel=address["channel"],
        kind=kind,
        text=text,
        attachments=[attachment_of(file) for file in files],
        location=None,
        author=Named(id=who.id, name=who.name),
        automatic=False,
        at=db.now,
        edited_at=None,
        deleted_at=None,
        state="queued",
        state_text=say(phrase, who.language, (await dealership(db)).time_zone, now=db.now),
        delivery_id=parts[0],
        reply_to=reply.reply_to,
    )


def attachment_of(file: StoredFile) -> Attachment:
    return Attachment(
        id=file.id,
        kind=file.kind,
        media_type=file.media_type,
        size=file.size,
        name=file.name,
        seconds=file.seconds,
        state=file.state,
    )


async def answered_key(db: Db, thread: Thread, reply_to: UUID | None) -> str | None:
    if reply_to is None:
        return None
    place = await queries.message_place(db, reply_to)
    if place is None or place["thread_id"] != thread.id:
        raise bad_field("reply_to", "unknown_message")
    return await queries.remote_id_of_message(db, reply_to)


def parcels_of(
    author: str, text: str, files: list[StoredFile], reply_to: str | None, limit: int, album: Album | None
) -> list[Parcel]:
    """The parts as the channel sends them: files first, then the words, headed by who writes. Words that fit under an
    album go with it: then all of the message has one fate."""
    words = [
        f"{author}:\n{part}" if n == 0 else part
        for n, part in enumerate(split(text, limit - len(author) - 2))
    ]
    parcels = parcels_of_files(files, album)
    if text and album and len(parcels) == 1 and parcels[0].album and width(words[0]) <= album.words:
        parcels[0] = structs.replace(parcels[0], text=words.pop())
    parcels += [Parcel(text=part) for part in words if text]
    if not text:  # a photo alone still says who sends it
        parcels[0] = structs.replace(parcels[0], text=author)
    parcels[0] = structs.replace(parcels[0], reply_to=reply_to)
    return parcels


async def told(db: Db, thread: Thread, message: UUID, line: str | None, *, asks: bool = False) -> None:
    """Phones learn of the message and the thread; the book shows the last words a human said.

    Where the client `asks`, an earlier "no next step is needed" holds no longer.
    """
    if thread.client_id and line is not None:
        undecided = None if asks else UNSET
        said = BookLine(thread_id=thread.id, last_text=line, last_at=db.now, no_step_at=undecided)
        await set_line(db, thread.client_id, said)
    touch_message_of(db, thread, message)
    touch_thread(db, thread)


async def say_by_itself(
    db: Db,
    thread: Thread,
    address: UUID,
    language: str,
    words: Phrase,
    *,
    buttons: list[Button] | None = None,
    ask_phone: str | None = None,
    drop_keyboard: bool = False,
) -> UUID:
    """An automatic text in the client's language. It never ends a wait and never says "I"."""
    zone = (await dealership(db)).time_zone
    text = say(words, language, zone, now=db.now)
    channel = await channel_of(db, address)
    message = new_id()
    seq = await queries.next_seq(db, thread.id)
    await queries.insert_message(
        db, message, thread.id, seq, "out", channel=channel, kind="text", phrase=words
    )
    await queries.first_text(db, message, text)
    parcel = Parcel(text=text, buttons=buttons or [], ask_phone=ask_phone, drop_keyboard=drop_keyboard)
    await deliveries.queue(db, ("message", message), address, "promise", [parcel])
    await record(db, "message.automatic", client=thread.client_id, subject=message, text=words.code)
    await told(db, thread, message, None)
    return message
