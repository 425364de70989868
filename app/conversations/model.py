"""Threads, messages and acts on them, as people, phones and channels see them."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from app.clients.model import Instant, Line, NewClient, Promised
from app.deliveries.chain import ChainShown
from app.kit.auth import Language
from app.people.model import Named

Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Kind = Literal["text", "photo", "voice", "document", "location", "contact", "other", "call"]
BY_PHONE = "phone"  # the channel of a call that nobody took
OWN_WORD = "own_word"
"""In the journal: somebody says so of their own work. Nothing that raises a score may rest on it."""

GROSSLY = timedelta(hours=4)  # so much past the promised time an answer is not only late


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A thread as acts judge it. `owner_id` is None in the lobby; `owner_out` = the owner works here no more;
    `stand_ins`: who answers for the owner for a while."""

    id: UUID
    client_id: UUID | None
    contact_point_id: UUID | None
    owner_id: UUID | None
    last_seq: int
    waiting_since: datetime | None
    greeted_at: datetime | None
    owner_out: bool
    stand_ins: list[UUID] = []


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What its reader has begun to write there, and on which device of theirs."""

    text: str
    device: UUID
    at: datetime


class ThreadLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the inbox. A wait that was put aside comes back by itself at `snoozed_until`; `stands_in`: its
    reader answers for the owner for a while."""

    thread_id: UUID
    client_id: UUID | None
    name: str | None
    address_form: str | None
    car: str | None
    plate: str | None
    last_text: str
    last_kind: str | None
    last_at: datetime | None
    last_direction: str | None
    waiting_since: datetime | None
    promise: Promised | None
    unread: int
    owner: Named | None
    owner_out: bool
    stands_in: bool = False
    connected: bool
    snoozed_until: datetime | None = None
    draft: Draft | None = None


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    threads: list[ThreadLine]


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    media_type: str | None
    size: int | None
    name: str | None
    seconds: int | None
    state: str


class Location(msgspec.Struct, frozen=True, kw_only=True):
    latitude: float
    longitude: float


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said. `state` is that of its delivery, None for what came in."""

    id: UUID
    thread_id: UUID
    client_id: UUID | None
    seq: int
    direction: Literal["in", "out"]
    channel: str
    kind: Kind
    text: str
    attachments: list[Attachment]
    location: Location | None
    author: Named | None
    automatic: bool
    at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    state: str | None
    state_text: str | None
    delivery_id: UUID | None
    reply_to: UUID | None
    chain: ChainShown | None = None
    repeat: Literal["told", "asked"] | None = None
    """The house knew it: the client says so of what it answers to, or it asks for what the card holds."""
    line: str | None = None
    """What it is about, in a line of whoever answers."""


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a thread, oldest first; `next` is the place to ask before for older ones."""

    thread: ThreadLine
    messages: list[Message]
    next: int | None


# --- acts, as routes read them and as phones queue them


Fact = Literal["phone", "email", "plate", "vin", "mileage", "hours", "car", "name"]
"""What a card can hold and a question can ask for."""


class NewMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`asks_known`: facts it asks for although the card holds them, as its writer was told before they sent it."""

    id: UUID
    text: Text = ""
    reply_to: UUID | None = None
    files: Annotated[list[UUID], msgspec.Meta(max_length=10)] = []
    # Left out where there are none: what an older version stored under a message's id is the same body still.
    asks_known: Annotated[list[Fact], msgspec.Meta(max_length=8)] | msgspec.UnsetType = msgspec.UNSET


class Reply(NewMessage, frozen=True, kw_only=True, forbid_unknown_fields=True):
    thread_id: UUID


class ThreadAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID


class Waive(ThreadAct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Needs no answer; or, as `unwaive`, needs one after all."""

    thread_id: UUID


class ReadMark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    seq: Annotated[int, msgspec.Meta(ge=0)]


class MarkRead(ReadMark, frozen=True, kw_only=True, forbid_unknown_fields=True):
    thread_id: UUID


class LinkTo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who the stranger is: an existing client, or a new card."""

    id: UUID
    client_id: UUID | None = None
    client: NewClient | None = None


class Link(LinkTo, frozen=True, kw_only=True, forbid_unknown_fields=True):
    thread_id: UUID


# --- calls, visits and notes


TouchKind = Literal["call", "visit", "note"]
Direction = Literal["in", "out"]
Outcome = Literal["talked", "no_answer", "call_back", "came", "did_not_come"]
TouchWords = Annotated[str, msgspec.Meta(max_length=2_000)]


class NewTouch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person did with a client apart from writing, and what comes next.

    A call has a direction and an outcome, a visit an outcome, a note words. `at` is when it happened, now if
    left out. `answers`: the waiting client has their answer by it. A step left out stays as it is.
    """

    id: UUID
    kind: TouchKind
    direction: Direction | None = None
    outcome: Outcome | None = None
    words: TouchWords | None = None
    at: Instant | None = None
    answers: bool = False
    next_step: Line | None = None
    next_step_at: Instant | None = None
    no_step: bool = False


class LogTouch(NewTouch, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID


class UndoTouch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID
    touch_id: UUID


class TimelineItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. `ref_id` is its touch, or for a message its thread."""

    id: UUID
    kind: str
    at: datetime
    who: Named | None
    text: str
    ref_id: UUID | None
    direction: Direction | None = None
    automatic: bool = False


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what happened, newest first; `next` is the place to ask after for older things."""

    items: list[TimelineItem]
    next: str | None


class Touch(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a touch: its line of the timeline, or when it was undone."""

    id: UUID
    client_id: UUID
    answered: bool
    undone_at: datetime | None
    item: TimelineItem | None


# --- what channels bring


class InboundFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file whose bytes still lie with the channel; `source` is for the channel's own fetcher. Its `mark`, where the
    channel has one, is the same as long as the bytes are."""

    media_kind: Literal["photo", "voice", "document"]
    source: dict[str, Any]
    media_type: str | None = None
    name: str | None = None
    size: int | None = None
    seconds: int | None = None


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote, as the channel knows them, and where an answer goes."""

    channel: str
    account_id: UUID
    handle: str
    destination: str
    shown_name: str | None
    language: Language


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a client, in words no channel owns."""

    sender: Sender
    source_key: str
    kind: Kind
    text: str
    channel_at: datetime
    file: InboundFile | None = None
    uploads: list[UUID] = []
    """Files the client has brought already, placed in the thread."""
    location: Location | None = None
    reply_to_key: str | None = None
    part_of: str | None = None
    """The key of the whole, where the channel brings one message as several."""
    begins_wait: bool = True
    """False for what asks for no answer, such as sharing one's number."""
    quiet: bool = False
    """An answer to what was asked, by which nobody is asked for anything."""
