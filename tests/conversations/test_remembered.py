"""Who asks is remembered for minutes on the hot routes, and judged by each statement itself."""

from typing import Any
from uuid import UUID

import pytest

from app.kit.db import Database
from app.kit.ids import new_id
from app.people import actions as people
from tests.cast import House
from tests.conversations.stories import connect, make_anna
from tests.security.ground import who_is

HOT = (
    ("GET", "/api/book"),
    ("GET", "/api/clients?search=7001"),
    ("GET", "/api/clients/{client}"),
    ("GET", "/api/clients/{client}/timeline"),
    ("POST", "/api/threads/{thread}/messages"),
)
routes = pytest.mark.parametrize(("method", "path"), HOT, ids=[path for _, path in HOT])


class Ground:
    """Anna and her talk, and Vera whom the site remembers by now."""

    def __init__(self, house: House, client: UUID, thread: UUID) -> None:
        self.house, self.client, self.thread = house, client, thread

    async def ask(self, method: str, path: str, **place: Any) -> tuple[int, Any]:
        where = path.format(**({"client": self.client, "thread": self.thread} | place))
        body = {"id": str(new_id()), "text": "Добрый день"} if method == "POST" else None
        answer = await self.house.send("vera", method, where, body)
        return answer.status_code, answer.json()


@pytest.fixture
async def ground(house: House) -> Ground:
    client = await make_anna(house)
    return Ground(house, client, await connect(house, client, "7001"))


@routes
async def test_whoever_was_put_out_is_refused_at_the_next_request(
    ground: Ground, method: str, path: str
) -> None:
    status, _ = await ground.ask(method, path)
    assert status in (200, 201)
    alla = who_is(ground.house, "alla", "administrator")
    await ground.house.unit(lambda db: people.deactivate(db, alla, ground.house.people["vera"]))
    status, told = await ground.ask(method, path)
    assert (status, told["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(("method", "path"), HOT[2:4], ids=["card", "timeline"])
async def test_whoever_was_put_out_does_not_learn_what_is_there(
    ground: Ground, method: str, path: str
) -> None:
    await ground.ask(method, path)
    alla = who_is(ground.house, "alla", "administrator")
    await ground.house.unit(lambda db: people.deactivate(db, alla, ground.house.people["vera"]))
    assert await ground.ask(method, path) == await ground.ask(method, path, client=new_id())


@routes
async def test_a_changed_language_or_name_is_known_at_the_next_request(
    ground: Ground, tools: Database, method: str, path: str
) -> None:
    await ground.ask(method, path)
    await tools.pool.execute(
        "UPDATE persons SET language = 'en', name = 'Vera Petrova' WHERE id = $1", ground.house.people["vera"]
    )
    status, told = await ground.ask(method, path)
    assert status in (200, 201)
    if path.endswith("timeline"):
        assert "Card made" in {item["text"] for item in told["items"]}
    if method == "POST":
        assert told["author"]["name"] == "Vera Petrova"
        assert told["state_text"] == "Queued"


@routes
async def test_another_role_does_not_pass_a_door_that_was_open_to_the_former(
    ground: Ground, tools: Database, method: str, path: str
) -> None:
    await ground.ask(method, path)
    await tools.pool.execute(
        "UPDATE persons SET role = 'specialist', trade = 'credit' WHERE id = $1", ground.house.people["vera"]
    )
    for _ in range(2):
        status, told = await ground.ask(method, path)
        assert (status, told["code"]) == (404, "not_found")
