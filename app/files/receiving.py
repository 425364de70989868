"""Bytes from outside become one sealed blob: counted, told by their content, pictures drawn anew."""

import asyncio
import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from uuid import UUID

from app.files import rules
from app.files.model import FileEmpty, FileTooLarge, MediaKind, Taken
from app.files.pictures import NotAPicture, redrawn
from app.kit.blobs import Blobs

one_picture = asyncio.Semaphore(1)
"""A large picture takes hundreds of megabytes while it is drawn, so this process draws one at a time."""


class Intake:
    """Counts and hashes what flows through it, and remembers its beginning."""

    def __init__(self, most: int) -> None:
        self._most, self._hash = most, hashlib.sha256()
        self.size, self.head = 0, b""

    async def through(self, parts: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """The same bytes. Raises FileTooLarge once there are too many, FileEmpty when there are none."""
        async for part in parts:
            self.size += len(part)
            if self.size > self._most:
                raise FileTooLarge(self._most)
            self._hash.update(part)
            if len(self.head) < rules.HEAD:
                self.head += part[: rules.HEAD - len(self.head)]
            yield part
        if not self.size:
            raise FileEmpty

    @property
    def sha256(self) -> bytes:
        return self._hash.digest()


async def take_in(
    store: Blobs,
    dealership: UUID,
    parts: AsyncIterable[bytes],
    wanted: MediaKind | None,
    name: str | None,
    most: int,
) -> Taken:
    """Store what comes in as a new blob, outside any unit of work. The caller deletes it if it is not used.

    Raises FileTooLarge, FileEmpty, TooManyPixels, Problem "storage_full"; then nothing is left on the shelf.
    """
    intake = Intake(most)
    blob, size = await store.write(dealership, intake.through(parts))
    try:
        endings = rules.endings_of(intake.head)
        kind, media_type = rules.kind_and_type(wanted, endings, name)
        if rules.may_be_picture(wanted, endings, size):
            drawn = await drawn_anew(store, dealership, blob)
            if drawn:
                await store.delete(dealership, blob)
                (blob, size), kind, media_type = drawn[0], "photo", drawn[1]
    except BaseException:
        await store.delete(dealership, blob)
        raise
    return Taken(blob_id=blob, size=size, sha256=intake.sha256, kind=kind, media_type=media_type)


async def drawn_anew(store: Blobs, dealership: UUID, blob: UUID) -> tuple[tuple[UUID, int], str] | None:
    """A second blob with only the pixels of the first, and its type; None if it is no whole picture."""
    async with one_picture:
        data = await store.read(dealership, blob)
        try:
            made, media_type = await asyncio.to_thread(redrawn, data)
        except NotAPicture:
            return None
    return await store.write(dealership, once(made)), media_type


async def once(data: bytes) -> AsyncIterator[bytes]:
    yield data
