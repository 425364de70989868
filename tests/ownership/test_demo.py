"""The demo's clock: told in bulk as the timetable would have raised it, so that a first start raises nothing more."""

from uuid import uuid4

from app.kit.db import Database
from app.ownership.jobs import raise_due_events
from app.seed import missing_books
from app.seed.books import load_cast
from tests.test_load import Elsewhere

CLIENTS = 120


async def test_a_first_start_finds_every_due_service_raised_and_a_task_where_one_is_open(
    tools: Database,
) -> None:
    house = Elsewhere(place=0, order=2, clients=2 * CLIENTS, code_="D" + uuid4().hex[:6].upper())
    await missing_books(tools, house)
    async with tools.pool.acquire() as connection:
        async for _ in load_cast(connection, house, CLIENTS, tools.clock()):
            pass
    counts = "SELECT state, count(*) FROM due_events WHERE dealership_id = $1 GROUP BY 1"
    states = dict(await tools.pool.fetch(counts, house.id))
    assert set(states) >= {"raised", "handled"}
    assert states["raised"] < CLIENTS / 2, "a believable day"
    assert await raise_due_events(tools, house.id) == 0
    told = """
        SELECT count(*) FROM due_events e LEFT JOIN tasks t
          ON t.dealership_id = $1 AND t.kind = 'service' AND t.key = e.id::text AND t.done_at IS NULL
        WHERE e.dealership_id = $1 AND (e.state = 'raised') <> (t.id IS NOT NULL)
    """
    assert await tools.pool.fetchval(told, house.id) == 0
    assert (
        await tools.pool.fetchval(
            "SELECT count(remind_at) FROM due_events WHERE dealership_id = $1", house.id
        )
        == 0
    )
