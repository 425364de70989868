"""Identifiers: time-ordered UUIDv7 for rows, computed ids for feeds."""

from functools import lru_cache
from uuid import UUID, uuid5

from uuid_utils import compat


def new_id() -> UUID:
    """A fresh UUIDv7: unique everywhere, sorted by the time it was made."""
    return compat.uuid7()


@lru_cache(20_000)
def feed_of(kind: str, subject: UUID) -> UUID:
    """The id of a subject's feed. Computed, so nobody looks it up: kinds are book, person, lobby, window."""
    return uuid5(subject, kind)
