"""What a phone takes along comes down a slow line: it is packed more tightly than what is asked for all day."""

import gzip
import zlib
from uuid import UUID

import brotli

from app.kit.packing import packed
from tests.cast import House
from tests.conversations.books import add_connected


async def book_of(house: House, handle: str) -> UUID:
    feeds = (await house.get(handle, "/api/me")).json()["feeds"]
    return UUID(next(feed["id"] for feed in feeds if feed["kind"] == "book"))


async def test_a_page_of_the_book_is_smaller_than_an_everyday_answer_would_be(house: House) -> None:
    for _ in range(5):
        await add_connected(house, waits=True)
    plain = await page_as(house, "identity")
    gzipped = await page_as(house, "gzip, deflate")
    assert zlib.decompress(gzipped, 31) == plain
    assert len(gzipped) <= len(gzip.compress(plain, 6, mtime=0)) + 8 < len(packed(plain))
    tight = await page_as(house, "gzip, deflate, br, zstd")
    assert brotli.decompress(tight) == plain
    assert len(tight) < len(gzipped)


async def page_as(house: House, accepted: str) -> bytes:
    """The first page of Vera's book as it comes down the line."""
    async with await house.as_("vera") as vera:
        path = f"/sync/snapshot/{await book_of(house, 'vera')}/records"
        async with vera.stream("GET", path, headers={"accept-encoding": accepted}) as answer:
            named = answer.headers.get("content-encoding", "identity")
            assert named == {"identity": "identity", "gzip, deflate": "gzip"}.get(accepted, "br")
            assert named == "identity" or answer.headers["vary"].lower() == "accept-encoding"
            return b"".join([piece async for piece in answer.aiter_raw()])


async def test_the_next_page_is_named_before_this_one_has_come_down(house: House) -> None:
    for _ in range(3):
        await add_connected(house)
    async with await house.as_("vera") as vera:
        path: str | None = f"/sync/snapshot/{await book_of(house, 'vera')}/records?limit=1"
        start, named, told = path, [], []
        while path:
            answer = await vera.get(path)
            named.append(answer.headers["okno-next"])
            told.append(answer.json()["next"] or "")
            path = named[-1] and f"{start}&after={named[-1]}"
    assert named == told
    assert len(set(named)) == len(named) > 3
