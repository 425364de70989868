"""The ledger and the board as people see them."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from app.clients.model import Promised
from app.loyalty.complaints import Complaint
from app.loyalty.model import Part, Status
from app.people.model import Named


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence on a screen. `thread_id`: the talk it lies in."""

    kind: str
    id: UUID
    at: datetime
    text: str
    thread_id: UUID | None = None


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """Points lost for one reason. `returns_on`: by then most of it is back if nothing else happens."""

    id: str
    component: Part
    points: float
    text: str
    evidence: list[Shown]
    since: date | None
    returns_on: date | None
    action: str
    gain: float


class Loyalty(msgspec.Struct, frozen=True, kw_only=True):
    """A client's score and where the rest of the 100 went, as of one instant."""

    score: float
    coverage: float
    status: Status
    word: str
    care: int | None
    losses: list[Loss]
    complaints: list[Complaint]
    as_of: datetime
    weights_version: int


# --- the board


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """A client who waits past the promised time, and who is on it."""

    client_id: UUID | None
    thread_id: UUID
    name: str | None
    promise: Promised


class OpenComplaint(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    client_id: UUID
    name: str
    words: str
    made_at: datetime
    due_at: datetime
    closed_at: datetime | None
    owner: Named


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The house: how many, of how many; shares in whole percent."""

    clients: int
    loyal: int
    warm: int
    unproven: int
    at_risk: int
    excluded: int
    out_of_hand: int
    proven_share: int
    in_hand_share: int
    score_mean: float | None
    care_mean: float | None


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """A client behind a figure."""

    client_id: UUID
    name: str
    owner: Named
    points: float
    score: int
    status: Status
    next_step: bool


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    component: Part
    text: str
    action: str
    points: float
    clients: int
    who: list[Behind]


class BookBoard(msgspec.Struct, frozen=True, kw_only=True):
    """One manager's clients; beside them the load, or the figures would praise whoever has little to do."""

    id: UUID
    name: str
    clients: int
    loyal: int
    unproven: int
    at_risk: int
    warm: int
    excluded: int
    out_of_hand: int
    score_mean: float | None
    care_mean: float | None
    waiting: int
    kept: int | None
    hours: float
    loyal_before: int | None


class Day(msgspec.Struct, frozen=True, kw_only=True):
    on: date
    loyal: int
    warm: int
    unproven: int
    at_risk: int


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """What a supervisor sees, in the order in which it is to be read."""

    late: list[Late]
    complaints: list[OpenComplaint]
    uncovered_minutes: int
    totals: Totals
    causes: list[Cause]
    managers: list[BookBoard]
    trend: list[Day]
    one_thing: str
    one_client: UUID | None
    as_of: datetime
    weights_version: int


class Behinds(msgspec.Struct, frozen=True, kw_only=True):
    """A page of clients behind a figure, the most points first; `next` is the `after` of the next page."""

    clients: list[Behind]
    next: str | None
