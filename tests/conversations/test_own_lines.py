"""A line of one's own on a message: the last one holds, empty takes it away, and the client never sees it."""

from typing import Any
from uuid import UUID

import pytest

from app.conversations.own_lines import MOST
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says


@pytest.fixture
async def talk(house: House) -> tuple[UUID, UUID]:
    """Anna's thread, and what she said in it."""
    thread = await connect(house, await make_anna(house), "8101")
    said = await says(house, "8101", "", kind="voice")
    assert said is not None
    return thread, said


async def sums_up(house: House, message: UUID, line: str) -> Any:
    id = new_id()
    act = {"id": id, "kind": "conversations.sum_up", "body": {"id": id, "message_id": message, "line": line}}
    answer = await house.post("vera", "/sync/push", {"device": str(new_id()), "mutations": [act]})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"][0]


async def line_of(house: House, thread: UUID) -> Any:
    found = await house.get("vera", f"/api/threads/{thread}/messages")
    return found.json()["messages"][-1]["line"]


async def test_the_last_line_holds_and_an_empty_one_takes_it_away(
    house: House, talk: tuple[UUID, UUID]
) -> None:
    thread, voice = talk
    assert await line_of(house, thread) is None
    for said, kept in ((" Про  коврики\n ", "Про коврики"), ("О цене", "О цене"), ("  ", None)):
        applied = await sums_up(house, voice, said)
        assert (applied["outcome"], applied["result"]["line"]) == ("applied", kept)
        assert await line_of(house, thread) == kept
    sql = "SELECT facts FROM entries WHERE dealership_id = $1 AND kind = 'message.summed_up' ORDER BY id"
    rows = await house.unit(lambda db: db.rows(sql))
    assert [row["facts"] for row in rows] == [{"taken": False}, {"taken": False}, {"taken": True}]


async def test_a_line_is_one_line_and_of_a_message_that_is_there(
    house: House, talk: tuple[UUID, UUID]
) -> None:
    refused = await sums_up(house, talk[1], "а" * (MOST + 1))
    assert refused["outcome"] == "rejected"
    assert (await sums_up(house, new_id(), "О цене"))["problem"]["code"] == "not_found"
    assert await line_of(house, talk[0]) is None


async def test_it_ends_no_wait_and_makes_nothing_leave(house: House, talk: tuple[UUID, UUID]) -> None:
    await sums_up(house, talk[1], "О цене")
    row = await house.unit(
        lambda db: db.row("SELECT waiting_since FROM threads WHERE dealership_id = $1 AND id = $2", talk[0])
    )
    left = await house.unit(lambda db: db.value("SELECT count(*) FROM deliveries WHERE dealership_id = $1"))
    assert (row["waiting_since"] is not None, left) == (True, 0)
