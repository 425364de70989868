"""Schedules, absences, pairs and requests: what people send and see."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from app.people.model import Named

Kind = Literal["work", "duty"]
AbsenceKind = Literal["leave", "ill", "away"]
Step = Literal["substitute", "owner", "pair", "duty", "supervisor"]


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes of the wall clock since midnight of its day; an `until_minute` past 1440 is of the next morning."""

    from_minute: Annotated[int, msgspec.Meta(ge=0, le=1439)]
    until_minute: Annotated[int, msgspec.Meta(ge=0, le=4320)]
    kind: Kind = "work"


MOST_SPANS, MOST_DAYS = 8, 200
"""Spans of one day, and dates that differ, in one schedule."""
Spans = Annotated[list[Span], msgspec.Meta(max_length=MOST_SPANS)]


class DayPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A date on which the week does not hold. Without spans it is off."""

    on: date
    spans: Spans


Days = Annotated[list[DayPlan], msgspec.Meta(max_length=MOST_DAYS)]
Week = Annotated[list[Spans], msgspec.Meta(min_length=7, max_length=7)]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule: the week from Monday on, and the dates that differ. Whoever has no week of
    their own works in the house's opening hours, whatever they become."""

    version: int
    week: Week
    days: Days


class PlanChange(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole schedule, made over the version its owner saw. `follows`: only dates are changed, and a week that follows
    the house goes on following it, whatever its hours were when the week was read."""

    id: UUID
    follows: bool = False


class NewAbsence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days from and until which somebody is not here, both included; from now on where `from_on` is left out, and
    until they say that they are back where `until_on` is."""

    id: UUID
    kind: Literal["leave", "ill"]
    from_on: date | None = None
    until_on: date | None = None


class Back(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An absence ends now; one that did not begin is taken back."""

    absence_id: UUID


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: AbsenceKind
    from_at: datetime
    until_at: datetime | None
    by: Named


class AskDays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other hours for a colleague on some days, and what the asker has in turn. `also`: on top of what the colleague
    has on them, such as a night."""

    id: UUID
    person_id: UUID
    days: Annotated[list[DayPlan], msgspec.Meta(min_length=1, max_length=31)]
    also: bool = False
    give: Annotated[list[DayPlan], msgspec.Meta(max_length=31)] = []


class OfferPair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID
    person_id: UUID


class OfferSubstitution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask a colleague to look after one's clients, both days included; from now on where `from_on` is left out. A
    supervisor names whose clients in `owner_id`."""

    id: UUID
    person_id: UUID
    until_on: date
    from_on: date | None = None
    owner_id: UUID | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Yes or no to what a colleague asked."""

    accept: bool


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a supervisor enters at once for somebody who cannot: away until a day, or other hours on some."""

    id: UUID
    away: bool = False
    until_on: date | None = None
    days: Annotated[list[DayPlan], msgspec.Meta(max_length=31)] = []


class Overridden(Override, frozen=True, kw_only=True, forbid_unknown_fields=True):
    person_id: UUID


class KeptDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day as it was stored: what was taken once is read, whatever the limits are now."""

    on: date
    spans: list[Span]


class AskedDays(msgspec.Struct, frozen=True, kw_only=True):
    """As it is kept: `seen` and `seen_give` are what both had on those days when it was asked."""

    days: list[DayPlan]
    give: list[DayPlan]
    seen: list[DayPlan]
    seen_give: list[DayPlan]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is open between two people. Of a substitution: whose clients, from when until when."""

    id: UUID
    kind: Literal["pair", "days", "substitution"]
    person: Named
    by: Named
    at: datetime
    days: list[DayPlan]
    give: list[DayPlan]
    owner: Named | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


class AskedSubstitution(msgspec.Struct, frozen=True, kw_only=True):
    """As it is kept in a request."""

    owner: UUID
    from_at: datetime
    until_at: datetime


class Substitution(msgspec.Struct, frozen=True, kw_only=True):
    """Agreed: this person looks after the clients of this owner."""

    id: UUID
    owner: Named
    person: Named
    from_at: datetime
    until_at: datetime


class Shift(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """From when until when somebody is here, absences taken out."""

    from_at: datetime
    until_at: datetime
    kind: Kind


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """One day to come: what the schedule says, what of it holds, and the holiday it falls on."""

    on: date
    spans: list[Span]
    shifts: list[Shift]
    differs: bool
    away: AbsenceKind | None
    holiday: str | None


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nobody is responsible for the clients of `owners`; all of them: nobody for anybody."""

    from_at: datetime
    until_at: datetime
    owners: list[Named]
    proposal: Named | None


class Schedule(Plan, frozen=True, kw_only=True):
    """My schedule and everything about it. `usual`: the hours of the house, which hold where nobody made others;
    `follows`: so they do in this week."""

    usual: Span
    follows: bool
    changed_at: datetime | None
    changed_by: Named | None
    absences: list[Absence]
    pair: Named | None
    pair_ahead: list[DayPlan]
    """What my pair has on the same days: a night can be asked for on top of it."""
    colleagues: list[Named]
    """Managers who are in no pair yet."""
    helpers: list[Named]
    """Who could be asked to look after one's clients."""
    substitutions: list[Substitution]
    requests: list[Request]
    ahead: list[Ahead]
    gaps: list[Gap]
    warnings: list[str]


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is here, or next comes."""

    person: Named
    role: str
    kind: Kind
    from_at: datetime
    until_at: datetime


class Answering(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers, and by which step of the ladder."""

    person_id: UUID
    step: Step


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers my clients now; None: nobody does."""

    person: Named | None
    step: Step | None


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    now: list[Here]
    next: list[Here]
    mine: Mine | None
    """None for those who own no clients."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the map."""

    person: Named
    role: str
    pair: Named | None
    kept: bool
    """Did they make a schedule of their own?"""
    away: AbsenceKind | None
    shifts: list[Shift]


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """A week by people, and the minutes nobody covers."""

    from_on: date
    until_on: date
    people: list[Row]
    gaps: list[Gap]
    minutes: int
    requests: list[Request]
    substitutions: list[Substitution]


class Uncovered(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nobody is responsible for the clients of these owners."""

    from_at: datetime
    until_at: datetime
    owners: tuple[UUID, ...]


class DayGap(msgspec.Struct, frozen=True, kw_only=True):
    """What of a day nobody covers, as the house remembers it."""

    on: date
    first_at: datetime
    minutes: int
    owners: tuple[UUID, ...]
    pieces: tuple[Uncovered, ...]


Facts = dict[str, Any]
