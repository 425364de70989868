"""What a phone takes along comes down a slow line: it is packed more tightly than what is asked for all day."""

import gzip
import zlib
from uuid import UUID

from app.kit.packing import packed
from tests.cast import House
from tests.conversations.books import add_connected


async def book_of(house: House, handle: str) -> UUID:
    feeds = (await house.get(handle, "/api/me")).json()["feeds"]
    return UUID(next(feed["id"] for feed in feeds if feed["kind"] == "book"))


async def test_a_page_of_the_book_is_smaller_than_an_everyday_answer_would_be(house: House) -> None:
    for _ in range(5):
        await add_connected(house, waits=True)
    async with await house.as_("vera") as vera:
        path = f"/sync/snapshot/{await book_of(house, 'vera')}/records"
        async with vera.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
            raw = b"".join([piece async for piece in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        plain = (await vera.get(path, headers={"accept-encoding": "identity"})).content
    assert zlib.decompress(raw, 31) == plain
    assert len(raw) <= len(gzip.compress(plain, 6, mtime=0)) + 8 < len(packed(plain))
