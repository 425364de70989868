"""Dealerships, persons, and how they sign in."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from app.kit.auth import Language, Role
from app.sync.model import FeedSummary

LINK_LIFE = timedelta(minutes=10)
SESSION_IDLE = timedelta(days=14)
SESSION_LIFE = timedelta(days=60)
TOKEN_LIFE = timedelta(days=365)


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A person as others see them."""

    id: UUID
    name: str


class NewDealership(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    code: str
    name: str
    language: Language
    time_zone: str
    phone: str | None = None


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    handle: str
    name: str
    address_form: str
    role: Role
    language: Language
    trade: str | None = None


class Dealership(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    code: str
    name: str
    language: Language
    time_zone: str
    phone: str | None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    handle: str
    name: str
    address_form: str
    role: Role
    language: Language
    trade: str | None
    deactivated_at: datetime | None


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone asks first: who am I, where, and which feeds may I read."""

    person: Person
    dealership: Dealership
    session: UUID
    feeds: list[FeedSummary]
    now: datetime
    version: str


class MyChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    language: Language


class HousePhone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The house's telephone as people type it; None or nothing: there is none."""

    phone: Annotated[str, msgspec.Meta(max_length=60)] | None


class People(msgspec.Struct, frozen=True, kw_only=True):
    people: list[Person]


class SeeNotice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which notice of one's own is put away, or brought back."""

    notice_id: UUID


class PersonAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on a person, with the key that makes a repeat harmless."""

    id: UUID
