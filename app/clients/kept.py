"""Books as they were sent last, packed: until the book's feed moves, the next phone gets the same bytes."""

from collections import OrderedDict
from typing import NamedTuple
from uuid import UUID

from app.kit import metrics
from app.kit.packing import packed

Version = tuple[UUID, int]
"""Epoch and sequence of the book's feed: every change that a phone could see moves them."""


class Kept(NamedTuple):
    version: Version
    packed: bytes


class KeptBooks:
    """The packed books of one process, the longest unasked first to go when they grow over `most` bytes.

    Too small a store is worse than none: 2 500 books in turn would each be gone before they are asked again.
    """

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._books: OrderedDict[UUID, Kept] = OrderedDict()

    def look(self, feed: UUID) -> Kept | None:
        return self._books.get(feed)

    def again(self, feed: UUID, kept: Kept) -> bytes:
        """A kept book turned out to be the latest: it is sent once more."""
        if feed in self._books:
            self._books.move_to_end(feed)
        metrics.BOOKS.labels("kept").inc()
        return kept.packed

    def keep(self, feed: UUID, version: Version, book: bytes) -> bytes:
        """Pack a book and keep it in place of the one before."""
        metrics.BOOKS.labels("made").inc()
        kept = Kept(version, packed(book))
        before = self._books.pop(feed, None)
        self._size += len(kept.packed) - (len(before.packed) if before else 0)
        self._books[feed] = kept
        while self._size > self._most and self._books:
            self._size -= len(self._books.popitem(last=False)[1].packed)
        return kept.packed
