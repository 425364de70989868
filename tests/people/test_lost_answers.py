"""The database's answer to a commit is lost: people notice nothing, and nothing happens twice."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.config import Config
from app.database import Access
from app.kit import embedded
from app.kit.ids import new_id
from tests.cast import House
from tests.kit.cutting import Line, line_to
from tests.people.conftest import link_for
from tests.serving import free_port, served


@pytest.fixture
async def line(server: embedded.Server) -> AsyncIterator[Line]:
    async with line_to(Path(server.dsn_host) / f".s.PGSQL.{server.port}") as line:
        yield line


@pytest.fixture
async def far(home: Path, line: Line) -> AsyncIterator[httpx.AsyncClient]:
    """A site whose way to the database can be cut."""
    url = f"postgresql://okno@/okno?host={line.folder}&port=5432"
    config = Config(home=str(home), port=free_port())
    where = Access(url=url, role="okno_app", direct_url=url)
    async with served(config, where), httpx.AsyncClient(base_url=config.site, timeout=30) as client:
        yield client


def lose(line: Line, fate: str, wrote: bytes) -> list[str]:
    """Break the line at the first COMMIT after a statement that holds `wrote`."""
    seen: list[str] = []

    def watch(said: bytes) -> str | None:
        if wrote in said and not seen:
            seen.append("written")
        if said.startswith(b"Q") and b"COMMIT" in said and seen == ["written"]:
            seen.append("cut")
            return fate
        return None

    line.watch = watch
    return seen


@pytest.mark.parametrize("fate", ["drop", "deaf"])
async def test_signing_in_works_with_the_one_click_that_was_made(
    house: House, far: httpx.AsyncClient, line: Line, fate: str
) -> None:
    link = await link_for(house, "vera")
    seen = lose(line, fate, b"UPDATE sign_in_links")
    assert (await far.get(f"/sign-in/{link}")).status_code == 303
    assert seen == ["written", "cut"]
    assert (await far.get("/api/me")).status_code == 200
    sql = "SELECT count(*) FROM sessions WHERE dealership_id = $1"
    assert await house.unit(lambda db: db.value(sql)) == 1


@pytest.mark.parametrize("fate", ["drop", "deaf"])
async def test_an_act_with_a_key_takes_effect_once(
    house: House, far: httpx.AsyncClient, line: Line, fate: str
) -> None:
    seen = lose(line, fate, b"INSERT INTO mutations")
    path = f"/api/people/{house.people['oleg']}/deactivation"
    answer = await act(house, far, "alla", "POST", path, {"id": str(new_id())})
    assert answer.status_code == 204
    assert seen == ["written", "cut"]
    sql = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'person.deactivated'"
    assert await house.unit(lambda db: db.value(sql)) == 1


@pytest.mark.parametrize("fate", ["drop", "deaf"])
async def test_a_change_over_a_version_is_no_conflict_with_itself(
    house: House, far: httpx.AsyncClient, line: Line, fate: str
) -> None:
    seen = lose(line, fate, b"INSERT INTO standards")
    body = {"version": 0, "answer": {"answer_minutes": 30}}
    answer = await act(house, far, "alla", "PUT", "/api/standards", body)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert seen == ["written", "cut"]


async def test_while_the_database_is_away_people_are_told_and_may_simply_repeat(
    house: House, far: httpx.AsyncClient, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.kit.db.PATIENCE", 0.3)
    token = await house.token("vera")
    await line.down()
    answer = await far.get("/api/me", headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "5"
    await line.up()
    monkeypatch.undo()
    assert (await far.get("/api/me", headers={"authorization": f"Bearer {token}"})).status_code == 200


async def act(house: House, far: httpx.AsyncClient, who: str, method: str, path: str, body: Any) -> Any:
    headers = {"authorization": f"Bearer {await house.token(who)}"}
    return await far.request(method, path, json=body, headers=headers)
