"""Looks at cards outside one's own book: one entry per person, client and hour, however often they look."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.journal import followers, reads
from app.kit.db import Database
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.stories import make_anna

SQL = "SELECT actor_id, client_id FROM entries WHERE dealership_id = $1 AND kind = 'card.read'"


async def looks(house: House, tools: Database, database: Database) -> list[Any]:
    await reads.write_reads(database)
    # The running site writes its batches too: one of them may be on its way at this moment.
    for _ in range(30):
        found = await tools.pool.fetch(SQL, house.id)
        if found:
            break
        await asyncio.sleep(0.02)
    return [(row["actor_id"], row["client_id"]) for row in found]


async def look(house: House, handle: str, client: UUID, *ways: str) -> None:
    for way in ways or ("", "/timeline", "/responsible"):
        assert (await house.get(handle, f"/api/clients/{client}{way}")).status_code == 200


async def test_many_looks_of_an_hour_are_one_entry_and_the_owners_are_none(
    house: House, tools: Database, database: Database
) -> None:
    anna = await make_anna(house)
    await look(house, "vera", anna)
    assert await looks(house, tools, database) == []
    for _ in range(3):
        await look(house, "irina", anna)
        assert await looks(house, tools, database) == [(house.people["irina"], anna)]


async def test_whoever_receives_the_visit_leaves_a_trace_and_whoever_is_refused_none(
    house: House, tools: Database, database: Database
) -> None:
    anna = await make_anna(house)
    assert (await house.get("oleg", f"/api/clients/{anna}")).status_code == 404
    assert await looks(house, tools, database) == []
    await house.post("oleg", f"/api/clients/{anna}/receptions", {"id": str(new_id()), "reason": "came"})
    await look(house, "oleg", anna)
    assert await looks(house, tools, database) == [(house.people["oleg"], anna)]


async def test_two_processes_write_one_entry_for_one_hour(
    house: House, tools: Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await make_anna(house)
    for _ in range(2):
        await look(house, "irina", anna)
        assert len(await looks(house, tools, database)) == 1
        monkeypatch.setattr(reads, "written", {})  # another process remembers nothing


async def test_looks_that_cannot_be_written_now_are_written_later(
    house: House, tools: Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await make_anna(house)

    async def away(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(reads, "insert_reads", away)
        await look(house, "irina", anna)
        assert await looks(house, tools, database) == []
    assert await looks(house, tools, database) == [(house.people["irina"], anna)]


async def test_followers_of_looks_get_each_once(
    house: House, tools: Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "wanted", {"card.read": ["watcher"]})
    anna = await make_anna(house)
    for _ in range(2):
        await look(house, "irina", anna)
        await looks(house, tools, database)
    found = await tools.pool.fetch("SELECT follower FROM followups WHERE dealership_id = $1", house.id)
    assert [row["follower"] for row in found] == ["watcher"]
