"""Shapes of the channel board: how messages come in and go out, and what to do where they do not."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from app.texts import Phrase

Level = Literal["good", "watch", "broken"]
"""Nothing to do; somebody should look; clients or colleagues are not reached."""

GOOD: Level = "good"
WATCH: Level = "watch"
BROKEN: Level = "broken"


class BotFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A bot that is not off. `pending`: updates that Telegram still holds; `complaint`: its last words against us."""

    username: str | None
    state: str
    state_at: datetime
    trouble: str | None
    pending: int
    complaint: str | None
    complained_at: datetime | None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What should have left through a channel and has not, and how long the oldest of it waits."""

    channel: str
    waiting: int
    since: datetime


class Fates(msgspec.Struct, frozen=True, kw_only=True):
    """What ended badly in a channel lately, for one reason, and was not sent anew."""

    channel: str
    state: Literal["failed", "not_confirmed"]
    reason: str | None
    count: int
    latest: datetime


class Inward(msgspec.Struct, frozen=True, kw_only=True):
    """What came in and nobody has worked on yet, and what could not be read."""

    waiting: int
    since: datetime | None
    put_aside: int


class SilentDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A phone that pushes were handed over for, and that showed none since."""

    person: str
    since: datetime


class TelephonyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The provider by whom phones ring: what became of the last call, and who of the ladder gave no number."""

    state: str | None
    reason: str | None
    at: datetime | None
    unnumbered: list[str]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that the board is judged by."""

    worker: bool
    bots: list[BotFacts]
    lines: list[Line]
    fates: list[Fates]
    inward: Inward
    silent: list[SilentDevice]
    unrung: list[str]
    """Managers whose phone nobody can ring: no device gets their pushes."""
    telephony: TelephonyFacts | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is so, in sentences not yet said."""

    what: str
    level: Level
    title: Phrase
    text: Phrase
    advice: Phrase | None = None
    since: datetime | None = None


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the board. `what` names it for machines; `advice`: the one thing to do, None where all is well."""

    what: str
    level: Level
    title: str
    text: str
    advice: str | None
    since: datetime | None


class ChannelBoard(msgspec.Struct, frozen=True, kw_only=True):
    """The worst first. `summary` is the board in one sentence."""

    level: Level
    summary: str
    signs: list[Sign]
    as_of: datetime


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Who reads it, and by which clock."""

    id: UUID
    language: str
    zone: str
