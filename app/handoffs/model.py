"""The capsule: what whoever steps in must know of a client, and the facts it is drawn from; and what is handed back."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from app.clients.model import Card
from app.people.model import Named
from app.texts import Phrase

Mood = Literal["upset", "strained", "glad", "unknown"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a person said, or wrote down of a call or a visit. `side`: the client's or the house's."""

    id: UUID
    at: datetime
    side: Literal["client", "house"]
    who: str | None
    text: str
    kind: str = "text"
    seconds: int | None = None
    file_name: str | None = None
    touch: Phrase | None = None


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the journal that shows how the client feels."""

    id: UUID
    kind: str
    at: datetime
    subject: UUID | None
    facts: dict[str, Any]


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """An answer the client still waits for; `new_by_at` is the later time they were told."""

    name: str
    by_at: datetime
    new_by_at: datetime | None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that a capsule is drawn from."""

    card: Card
    promise: Promise | None
    talk: list[Said]
    happened: list[Happened]
    spoke_on: str | None
    """The channel the client spoke by last."""


class DrawnLine(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    side: Literal["client", "house"]
    who: str | None
    text: str | Phrase


class DrawnEvidence(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    words: Phrase


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """The capsule before it is said in somebody's language."""

    who: list[Phrase]
    cars: list[Phrase]
    promises: list[Phrase]
    talk: list[DrawnLine]
    do: list[Phrase]
    dont: list[Phrase]
    mood: Mood
    evidence: list[DrawnEvidence]


class TalkLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of the three lines of the last talk. `who` is None for the client."""

    at: datetime
    who: str | None
    text: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What happened that shows the mood, and when."""

    at: datetime
    text: str


class Capsule(msgspec.Struct, frozen=True, kw_only=True):
    """One screen for whoever steps in, in the reader's language. No phone, no score: the card has them, for those
    who may see it."""

    client_id: UUID
    thread_id: UUID | None
    name: str
    address_form: str
    owner: Named
    who: list[str]
    cars: list[str]
    promises: list[str]
    talk: list[TalkLine]
    do: list[str]
    dont: list[str]
    mood: Mood
    mood_text: str
    evidence: list[Evidence]
    made_at: datetime


# --- the note back


NoteWords = Annotated[str, msgspec.Meta(max_length=2_000)]


class NewHandBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """I am done with this colleague's client; the owner reads these words. Without them I am asked later."""

    id: UUID
    words: NoteWords = ""


class HandBack(NewHandBack, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same act with its client, as phones queue it."""

    client_id: UUID


class NewReturnNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the owner must know, in the words of whoever stood in."""

    id: UUID
    words: NoteWords


class ReturnNote(NewReturnNote, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same act with the asking it answers: the notice that asked has the same id."""

    return_id: UUID


# --- questions to specialists


Trade = Literal["credit", "service", "trade_in", "insurance", "accessories"]


class NewQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question to the people of a trade; `minutes` of opening hours until the answer is needed."""

    id: UUID
    trade: Trade
    words: NoteWords
    minutes: Annotated[int, msgspec.Meta(ge=15, le=2_400)]


class AskSpecialist(NewQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same act with its talk, as phones queue it."""

    thread_id: UUID


class NewAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a specialist says, for the colleague who asked."""

    id: UUID
    words: Annotated[str, msgspec.Meta(max_length=4_000)]


class AnswerQuestion(NewAnswer, frozen=True, kw_only=True, forbid_unknown_fields=True):
    question_id: UUID


class WithdrawQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It needs no answer any more."""

    id: UUID
    question_id: UUID


class AskedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question as its specialist sees it. A capsule there is while it waits; those of a long list are read one by
    one."""

    id: UUID
    trade: str
    words: str
    about: str
    asked_by: Named
    asked_at: datetime
    by_at: datetime
    answer: str | None
    answered_at: datetime | None
    capsule: Capsule | None


class AskedQuestions(msgspec.Struct, frozen=True, kw_only=True):
    questions: list[AskedQuestion]


# --- what stands in a talk for the house alone


class Inner(msgspec.Struct, frozen=True, kw_only=True):
    """A note back: `text` is None where it was asked for and is not there yet. Or a question to a specialist, with its
    answer."""

    id: UUID
    thread_id: UUID
    client_id: UUID
    kind: Literal["return", "question"]
    at: datetime
    who: Named
    text: str | None
    trade: str | None = None
    by_at: datetime | None = None
    state: Literal["open", "answered", "withdrawn"] | None = None
    answer: str | None = None
    answered_by: Named | None = None


class InnerNotes(msgspec.Struct, frozen=True, kw_only=True):
    """`trades`: of which the house has somebody to ask."""

    notes: list[Inner]
    trades: list[str]
