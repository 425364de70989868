"""Blobs: the bytes of files, sealed piece by piece, on a shelf outside the database."""

import asyncio
import contextlib
import errno
import os
import threading
import time
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from app.kit.errors import Problem
from app.kit.secrets import Seal, Unreadable

PIECE = 512 * 1024  # plain bytes sealed together, so that a reader may begin in the middle
OVERHEAD = 28  # nonce and tag of each sealed piece
SEALED = PIECE + OVERHEAD
SHARDS = 256
DRAFT = ".part"
FULL = (errno.ENOSPC, errno.EDQUOT)


class BlobGone(Exception):
    """There is no blob of this name."""


class Draft(Protocol):
    """A blob being written. Nobody sees it before `keep`."""

    def add(self, data: bytes) -> None: ...
    def keep(self) -> None: ...
    def drop(self) -> None: ...


class Shelf(Protocol):
    """Where sealed bytes lie, by name `folder/shard/blob`. Calls block; Blobs runs them in threads."""

    def begin(self, name: str) -> Draft: ...
    def read(self, name: str, start: int, length: int) -> bytes: ...
    def size(self, name: str) -> int | None: ...
    def delete(self, name: str) -> None: ...
    def aged(self, prefix: str, seconds: float) -> list[str]: ...


class Blobs:
    """The bytes of all files. Each blob has a random id, belongs to one dealership and never changes."""

    def __init__(self, seal: Seal, shelf: Shelf) -> None:
        self._seal, self._shelf = seal, shelf

    async def write(self, dealership: UUID, parts: AsyncIterable[bytes]) -> tuple[UUID, int]:
        """Store a new blob and answer its id and plain size: whole and durable, or not at all.

        Raises Problem "storage_full" (503) when there is no room, and whatever `parts` raises.
        """
        blob = uuid4()
        with clear_when_full():
            draft = await asyncio.to_thread(self._shelf.begin, name_of(dealership, blob))
            try:
                size = 0
                async for n, piece, last in pieces(parts):
                    size += len(piece)
                    await asyncio.to_thread(self._add, draft, piece, label(dealership, blob, n, last))
                await asyncio.to_thread(draft.keep)
            except BaseException:
                await asyncio.to_thread(draft.drop)
                raise
        return blob, size

    def _add(self, draft: Draft, piece: bytes, belongs_to: str) -> None:
        draft.add(self._seal.close(piece, belongs_to))

    async def size(self, dealership: UUID, blob: UUID) -> int:
        """Its plain bytes. Raises BlobGone."""
        sealed = await asyncio.to_thread(self._shelf.size, name_of(dealership, blob))
        if sealed is None:
            raise BlobGone(f"Blob {blob} is not on the shelf.")
        return sealed - OVERHEAD * pieces_in(sealed)

    async def read(self, dealership: UUID, blob: UUID) -> bytes:
        """All of its bytes. Raises BlobGone, or Unreadable when the key is another one or a byte changed."""
        whole = await self.size(dealership, blob)
        return b"".join([part async for part in self.slices(dealership, blob, 0, whole)])

    async def slices(self, dealership: UUID, blob: UUID, start: int, end: int) -> AsyncIterator[bytes]:
        """Its bytes from `start` to before `end`, piece by piece. Raises as `read` does."""
        sealed = await asyncio.to_thread(self._shelf.size, name_of(dealership, blob))
        if sealed is None:
            raise BlobGone(f"Blob {blob} is not on the shelf.")
        final = pieces_in(sealed) - 1
        for n in range(start // PIECE, min(final, max(end - 1, 0) // PIECE) + 1):
            plain = await asyncio.to_thread(self._open, dealership, blob, n, n == final)
            yield plain[max(start - n * PIECE, 0) : end - n * PIECE]

    def _open(self, dealership: UUID, blob: UUID, n: int, last: bool) -> bytes:
        sealed = self._shelf.read(name_of(dealership, blob), n * SEALED, SEALED)
        if len(sealed) < OVERHEAD:
            raise Unreadable(f"Blob {blob} is cut off.")
        return self._seal.open(sealed, label(dealership, blob, n, last))

    async def exists(self, dealership: UUID, blob: UUID) -> bool:
        return await asyncio.to_thread(self._shelf.size, name_of(dealership, blob)) is not None

    async def delete(self, dealership: UUID, blob: UUID) -> None:
        """Remove it; one that is gone already is fine."""
        await asyncio.to_thread(self._shelf.delete, name_of(dealership, blob))

    async def aged(self, dealership: UUID, seconds: float) -> AsyncIterator[list[UUID]]:
        """Blobs of a dealership older than this, a shard at a time. Drafts as old were abandoned: removed."""
        for shard in range(SHARDS):
            names = await asyncio.to_thread(self._shelf.aged, f"{dealership}/{shard:02x}", seconds)
            for draft in (name for name in names if name.endswith(DRAFT)):
                await asyncio.to_thread(self._shelf.delete, draft)
            blobs = [blob for name in names if (blob := blob_of(name))]
            if blobs:
                yield blobs


def blobs_in(home: Path, seal: Seal) -> Blobs:
    """The blobs of this installation, on its disk."""
    return Blobs(seal, DiskShelf(home / "files"))


def name_of(dealership: UUID, blob: UUID) -> str:
    return f"{dealership}/{blob.hex[-2:]}/{blob}"


def blob_of(name: str) -> UUID | None:
    """None for a draft, and for whatever else somebody put there."""
    try:
        return UUID(name.rpartition("/")[2])
    except ValueError:
        return None


def label(dealership: UUID, blob: UUID, n: int, last: bool) -> str:
    """What a piece is sealed to: its place, and whether it is the last, so that a cut blob does not open."""
    return f"file/{dealership}/{blob}/{n}/{'last' if last else 'more'}"


def pieces_in(sealed: int) -> int:
    return max(1, -(-sealed // SEALED))


async def pieces(parts: AsyncIterable[bytes]) -> AsyncIterator[tuple[int, bytes, bool]]:
    """Cut a stream into numbered pieces of equal size; the last one is marked and may be shorter."""
    n, held = 0, bytearray()
    async for part in parts:
        held += part
        while len(held) > PIECE:
            yield n, bytes(held[:PIECE]), False
            del held[:PIECE]
            n += 1
    yield n, bytes(held), True


@contextlib.contextmanager
def clear_when_full() -> Iterator[None]:
    """A full disk becomes a refusal in plain words."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Problem("storage_full", 503) from error
        raise


# --- the disk


class DiskShelf:
    """Blobs as files under one folder, readable by their owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, name: str) -> "DiskDraft":
        path = self._folder / name
        make_durable_folder(path.parent)
        return DiskDraft(path)

    def read(self, name: str, start: int, length: int) -> bytes:
        try:
            with (self._folder / name).open("rb") as file:
                file.seek(start)
                return file.read(length)
        except FileNotFoundError as error:
            raise BlobGone(f"Blob {name} is not on the disk.") from error

    def size(self, name: str) -> int | None:
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def aged(self, prefix: str, seconds: float) -> list[str]:
        """By the disk's own clock: a blob's age is not a time of the trade."""
        born_before = time.time() - seconds
        try:
            with os.scandir(self._folder / prefix) as entries:
                return [f"{prefix}/{entry.name}" for entry in entries if entry.stat().st_mtime < born_before]
        except FileNotFoundError:
            return []


class DiskDraft:
    """A file under a name of its own until it is whole and on the disk.

    A cancelled upload leaves its thread writing, so the lock keeps `drop` from closing the file under it.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._draft = path, path.with_name(path.name + DRAFT)
        self._lock = threading.Lock()
        self._file: Any = os.fdopen(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def add(self, data: bytes) -> None:
        with self._lock:
            self._file.write(data)

    def keep(self) -> None:
        with self._lock:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._draft.replace(self._path)
            sync_folder(self._path.parent)

    def drop(self) -> None:
        with self._lock:
            with contextlib.suppress(OSError):  # closing writes what is buffered, and the disk may be full
                self._file.close()
            self._draft.unlink(missing_ok=True)


def make_durable_folder(folder: Path) -> None:
    """Make a folder and its parents so that they survive a power cut."""
    if folder.is_dir():
        return
    make_durable_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
