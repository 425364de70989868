"""An open stream tells of every change soon, whatever becomes of the hints, and closes when its person is out."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest

from app.config import Config
from app.database import Access
from app.kit import embedded
from app.kit.db import Database, Db
from app.kit.ids import feed_of, new_id
from app.people import actions as people
from app.sync import actions as sync
from tests.cast import House
from tests.security.ground import who_is
from tests.serving import free_port, served
from tests.sync.conftest import Phone, touch


async def poked(event: Any, feed: UUID) -> int:
    """Wait for a poke of this feed."""
    while True:
        name, data = await event()
        assert name == "poke", name
        if data["feed"] == str(feed):
            seq: int = data["seq"]
            return seq


async def test_a_change_pokes_the_open_phones_that_read_its_feed_and_no_other(
    house: House, vera: Phone, phones: Any
) -> None:
    oleg = await phones("oleg")
    async with vera.stream() as hers, oleg.stream() as his:
        await touch(house, vera.book, new_id())
        assert await poked(hers, vera.book) == 1
        await touch(house, oleg.book, new_id())
        assert await poked(his, oleg.book) == 1, "his first poke is of his own book"


async def test_a_poke_says_which_feed_moved_and_nothing_of_what_is_in_it(house: House, vera: Phone) -> None:
    async with vera.stream() as event:
        await touch(house, vera.book, new_id())
        assert await event() == ("poke", {"feed": str(vera.book), "seq": 1})


@pytest.fixture
async def netless(
    house: House, home: Path, app_access: Access, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Phone]:
    """Vera's phone on a site that never compares by itself, so that only hints are left."""
    monkeypatch.setattr("app.kit.live.NET", 600.0)
    config = Config(home=str(home), port=free_port())
    headers = {"authorization": f"Bearer {await house.token('vera')}"}
    async with served(config, app_access), httpx.AsyncClient(base_url=config.site, headers=headers) as client:
        phone = Phone(house, "vera", client)
        await phone.begin()
        yield phone


async def test_a_change_made_by_another_process_pokes_by_a_hint(house: House, netless: Phone) -> None:
    async with netless.stream() as event:
        await touch(house, netless.book, new_id())
        assert await poked(event, netless.book) == 1


async def test_what_was_hinted_while_nobody_listened_is_found_when_the_line_is_back(
    house: House, netless: Phone, server: embedded.Server
) -> None:
    async with netless.stream() as event:
        assert await kill_listeners(server) > 0
        await touch(house, netless.book, new_id())
        assert await poked(event, netless.book) == 1
        await touch(house, netless.book, new_id())
        assert await poked(event, netless.book) == 2


async def test_a_stream_begins_with_where_each_feed_stands(house: House, vera: Phone) -> None:
    """A change between the phone's last pull and the opening of its stream is told by nothing else."""
    await touch(house, vera.book, new_id())
    async with vera.client.stream("GET", "/sync/stream") as answer:
        standing = {}
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                poke = msgspec.json.decode(line.removeprefix("data: "))
                standing[poke["feed"]] = poke["seq"]
            if len(standing) == len(vera.cursors):
                break
    assert standing == {feed: 1 if feed == str(vera.book) else 0 for feed in vera.cursors}


async def test_without_any_hint_the_net_pokes(house: House, vera: Phone, tools: Database) -> None:
    """A hint is lost when its process dies right after its commit: nothing but the counter tells."""
    moved = "UPDATE feeds SET seq = seq + 1 WHERE dealership_id = $1 AND id = $2"
    async with vera.stream() as event:
        await tools.pool.execute(moved, house.id, vera.book)
        assert await poked(event, vera.book) == 1


async def kill_listeners(server: embedded.Server) -> int:
    superuser = await asyncpg.connect(embedded.url(server))
    try:
        killed = await superuser.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'okno live'"
        )
        return len(killed)
    finally:
        await superuser.close()


async def test_a_deactivated_person_s_streams_say_so_and_close(house: House, phones: Any) -> None:
    oleg = await phones("oleg")
    alla = who_is(house, "alla", "administrator")
    async with oleg.stream() as event, oleg.stream() as second:
        await house.unit(lambda db: people.deactivate(db, alla, house.people["oleg"]))
        for stream in (event, second):
            async with asyncio.timeout(5):
                name = ""
                while name != "signed_out":
                    name, _ = await stream(5)
            assert await stream() == ("closed", None)


async def test_a_stream_closes_when_its_session_is_signed_out(house: House, vera: Phone, phones: Any) -> None:
    async with vera.stream() as event:
        await vera.client.delete("/api/session")
        name = ""
        while name != "signed_out":
            name, _ = await event()
        assert await event() == ("closed", None)


async def test_a_grant_that_begins_while_the_stream_is_open_is_told_and_followed(
    house: House, vera: Phone
) -> None:
    olegs = feed_of("book", house.people["oleg"])
    async with vera.stream() as event:
        await house.unit(lambda db: sync.grant(db, house.people["vera"], olegs))
        assert await poked(event, olegs) == 0
        await touch(house, olegs, new_id())
        assert await poked(event, olegs) == 1


async def test_a_grant_that_ends_is_told_once_and_then_its_feed_is_silent(house: House, vera: Phone) -> None:
    own = feed_of("person", house.people["vera"])

    async def only_her_own(db: Db) -> None:
        await sync.revoke_all(db, house.people["vera"])
        await sync.grant(db, house.people["vera"], own)

    async with vera.stream() as event:
        await house.unit(only_her_own)
        assert await event() == ("poke", {"feed": "*", "seq": 0})
        await touch(house, vera.book, new_id())
        await touch(house, own, new_id())
        assert (await event())[1]["feed"] == str(own), "and not the book's change before it"
    assert list((await vera.pull())["feeds"]) == [str(own)]


async def test_an_open_stream_holds_no_connection(house: House, vera: Phone, site: str, phones: Any) -> None:
    """Thirty phones are open, and the pool of ten still serves everybody."""
    streams = [vera.stream() for _ in range(30)]
    opened = [await stream.__aenter__() for stream in streams]
    try:
        answers = await asyncio.gather(*(vera.client.get("/api/me") for _ in range(20)))
        assert {answer.status_code for answer in answers} == {200}
        await touch(house, vera.book, new_id())
        assert await asyncio.gather(*(poked(event, vera.book) for event in opened)) == [1] * 30
    finally:
        for stream in streams:
            await stream.__aexit__(None, None, None)
