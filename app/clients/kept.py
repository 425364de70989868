"""Books as they were sent last, packed: until the book's feed moves, the next phone gets the same bytes."""

from collections import OrderedDict
from typing import NamedTuple
from uuid import UUID

from isal import igzip

from app.kit import metrics

Version = tuple[UUID, int]
"""Epoch and sequence of the book's feed: every change that a phone could see moves them."""
LEVEL = 1  # of this gzip's 0 to 3: the last costs twice as much for a tenth less


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
        packed = pack(book)
        before = self._books.pop(feed, None)
        self._size += len(packed) - (len(before.packed) if before else 0)
        self._books[feed] = Kept(version, packed)
        while self._size > self._most and self._books:
            self._size -= len(self._books.popitem(last=False)[1].packed)
        return packed


def pack(book: bytes) -> bytes:
    packed: bytes = igzip.compress(book, LEVEL, mtime=0)
    return packed
