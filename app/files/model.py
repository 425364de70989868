"""A file: its row, what came in for it, and how much is allowed."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

MediaKind = Literal["photo", "voice", "document"]

LARGEST_MEDIA = 20_000_000  # bytes of a photo or a voice
LARGEST_DOCUMENT = 50_000_000
LARGEST_FETCHED = 20_000_000  # what messengers let a bot download
DAILY_FILES = 500  # per person in 24 hours
DAILY_BYTES = 1_000_000_000
DAILY_FILES_OF_CLIENT = 100
DAILY_BYTES_OF_CLIENT = 300_000_000

ORPHAN_AFTER = timedelta(hours=24)  # an uploaded file that no message named
GIVE_UP_AFTER = timedelta(hours=24)  # a file that its channel did not hand out


class Uploader(msgspec.Struct, frozen=True, kw_only=True):
    """Who brings a file: a person, or a client through their own window."""

    id: UUID
    is_client: bool = False


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as people see it. Name and size may be unknown until it is fetched."""

    id: UUID
    kind: MediaKind
    media_type: str | None
    size: int | None
    name: str | None
    seconds: int | None
    state: Literal["fetching", "ready", "failed", "too_large"]


class FileRow(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the house keeps it."""

    id: UUID
    uploaded_by: UUID | None
    thread_id: UUID | None
    media_kind: MediaKind
    media_type: str | None
    size: int | None
    name: str | None
    seconds: int | None
    sha256: bytes | None
    blob_id: UUID | None
    state: Literal["queued", "ready", "failed", "too_large"]


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file a channel told us of; its bytes are still there. `source["channel"]` names who can fetch it."""

    id: UUID
    media_kind: MediaKind
    source: dict[str, Any]
    thread_id: UUID
    client_id: UUID | None
    media_type: str | None = None
    name: str | None = None
    size: int | None = None
    seconds: int | None = None


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A file a worker holds by lease to fetch it."""

    id: UUID
    media_kind: MediaKind
    name: str | None
    source: dict[str, Any]
    attempts: int
    created_at: datetime


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that came in and lie in a blob now. `sha256` is of what came, not of what is kept."""

    blob_id: UUID
    size: int
    sha256: bytes
    kind: MediaKind
    media_type: str


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be sent: where its bytes lie and what they are."""

    blob_id: UUID
    kind: MediaKind
    media_type: str
    name: str


class FileGone(Exception):
    """The channel will never hand this file out."""


class FileTooLarge(Exception):
    """The file is larger than we keep or than its channel hands out. `most` in bytes."""

    def __init__(self, most: int = LARGEST_FETCHED) -> None:
        super().__init__(f"more than {most} bytes")
        self.most = most


class FileEmpty(Exception):
    """There is not one byte in it."""


Readable = Callable[[Any, Any, UUID], Awaitable[bool]]
"""May this person read this thread? (db, who, thread_id)"""

Fetcher = Callable[[UUID, dict[str, Any]], Awaitable[bytes]]
"""Gets a file's bytes from its channel: (dealership, source). Raises FileGone or FileTooLarge when that is
final; anything else means: try later."""

Arrived = Callable[[Any, UUID], Awaitable[None]]
"""Told that a fetched file became ready, failed or too large, inside the same unit: (db, file_id)."""
